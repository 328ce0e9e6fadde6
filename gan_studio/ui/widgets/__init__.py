"""Reusable widgets, which know no GAN."""

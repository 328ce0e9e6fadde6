"""Keyframes and the films made of them."""

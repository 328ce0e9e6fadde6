"""Latent space: which pictures to draw, how their latents are found, drawing, and recipes."""

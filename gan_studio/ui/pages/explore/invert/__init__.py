"""Finding the latent of a picture."""

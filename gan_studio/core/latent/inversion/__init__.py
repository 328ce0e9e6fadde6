"""Finding the latent that draws a picture."""

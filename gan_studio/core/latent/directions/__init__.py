"""Finding directions of latent space along which pictures change in one way."""

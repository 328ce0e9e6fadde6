"""The plane of latent space under the mouse."""

"""The science: data, networks, objectives, training and latent space, without a window.

Shape letters used in every docstring below this package:

    N batch, C H W image, Z latent size, D style size, L style layers, K classes.

Images are float32 in [-1, 1] unless a docstring says otherwise.
"""

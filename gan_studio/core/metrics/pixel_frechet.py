"""Fréchet distance along the data's principal components: a score that needs no trained network."""

from __future__ import annotations

import numpy as np
from scipy import linalg

_LARGEST_SIDE = 32


class PixelFrechet:
    """Compares sets of images with one fixed set, along the fixed set's own main directions.

    Both sets are seen as Gaussians: means over all pixels, covariances along the first principal
    components of the fixed set. The distance between Gaussians is exact [Dowson 1982], as in the FID
    [Heusel 2017, eq. 6], but of pixels: it ranks the checkpoints of one run and is no FID.

    Args:
        real: images [N, C, H, W] with values in [0, 1], N > 1.
        components: how many principal components to compare along, at most N - 1.
    """

    def __init__(self, real: np.ndarray, components: int = 64) -> None:
        pixels = _flat(real)
        self._mean = pixels.mean(axis=0)
        centered = pixels - self._mean
        count = len(pixels)
        kept = min(components, count - 1, pixels.shape[1])
        # The Gram matrix has the covariance's largest eigenvalues and is smaller than it for many pixels.
        gram = centered @ centered.T / (count - 1)
        variances, vectors = linalg.eigh(gram, subset_by_index=(count - kept, count - 1))
        positive = variances > 1e-9
        self._variances, vectors = variances[positive], vectors[:, positive]
        self._axes = centered.T @ vectors / np.sqrt(self._variances * (count - 1))  # [pixels, components]

    def distance(self, fake: np.ndarray) -> float:
        """Fréchet distance of images [M, C, H, W] with values in [0, 1], M > 1; smaller is better."""
        difference = _flat(fake) - self._mean
        along = difference @ self._axes
        covariance = np.atleast_2d(np.cov(along, rowvar=False))
        # The real covariance is diagonal along its own axes, so its root is known.
        root = np.sqrt(self._variances)
        eigenvalues = linalg.eigvalsh(root[:, None] * covariance * root[None, :])
        cross = np.sqrt(eigenvalues.clip(min=0)).sum()
        shift = np.square(difference.mean(axis=0)).sum()
        return float(max(shift + self._variances.sum() + np.trace(covariance) - 2 * cross, 0.0))


def _flat(images: np.ndarray) -> np.ndarray:
    """Images as rows of float64 pixels, averaged down where they are large."""
    factor = max(1, images.shape[-1] // _LARGEST_SIDE)
    count, channels, height, width = images.shape
    rows, columns = height // factor, width // factor
    cut = images[:, :, : rows * factor, : columns * factor].astype(np.float64)
    blocks = cut.reshape(count, channels, rows, factor, columns, factor)
    return blocks.mean(axis=(3, 5)).reshape(count, -1)

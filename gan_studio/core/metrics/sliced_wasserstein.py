"""Sliced Wasserstein distance: a score that needs no trained network."""

from __future__ import annotations

import numpy as np
from scipy.stats import wasserstein_distance


def sliced_wasserstein(real: np.ndarray, fake: np.ndarray, projections: int, seed: int) -> float:
    """Mean Wasserstein-1 distance of two sets of images along random directions of pixel space.

    Each direction is a unit vector; projecting on it leaves two sets of numbers, whose distance is
    exact [Rabin 2011; used to score images by Karras 2018, section 5]. Smaller is better.

    Args:
        real: images [N, C, H, W] of any real type and scale.
        fake: images [M, C, H, W] of the same shape and scale; M may differ from N.
        projections: how many directions to draw.
        seed: decides the directions.

    Returns:
        The distance, in the unit of a pixel times the square root of the number of pixels.
    """
    real, fake = real.reshape(len(real), -1), fake.reshape(len(fake), -1)
    if real.shape[1] != fake.shape[1]:
        raise ValueError(f"Images of {real.shape[1]} and of {fake.shape[1]} values cannot be compared.")
    directions = np.random.default_rng(seed).standard_normal((projections, real.shape[1]), dtype=np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    along_real, along_fake = directions @ real.T.astype(np.float32), directions @ fake.T.astype(np.float32)
    pairs = zip(along_real, along_fake, strict=True)
    distances = [wasserstein_distance(left, right) for left, right in pairs]
    return float(np.mean(distances)) * float(np.sqrt(real.shape[1]))

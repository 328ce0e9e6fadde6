"""Random pairs of pictures, and how far apart the two are."""

from __future__ import annotations

import numpy as np


def shuffled_pairs(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows [count // 2] of left and of right pictures, every picture in one pair at most."""
    order = np.random.default_rng(seed).permutation(count)
    half = count // 2
    return order[:half], order[half : 2 * half]


def squared_angle_distances(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Squared Euclidean distances [N] of rows [N, D] that are first brought to length 1.

    This is 2 - 2 cos of the angle between them; a row of zeros has no direction and stays zero.
    """
    return np.square(_unit(left) - _unit(right)).sum(axis=1)


def mean_and_error(values: np.ndarray) -> tuple[float, float | None]:
    """The mean of independent values and its standard error, which two or more are needed for."""
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None
    return float(values.mean()), error


def _unit(rows: np.ndarray) -> np.ndarray:
    rows = rows.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths != 0)

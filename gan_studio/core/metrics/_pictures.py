"""Pictures of a set as metrics look at them: drawn in batches, compared by pixels, shown in pairs."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np

from gan_studio.core.events import Preparing
from gan_studio.core.evidence import PictureSet

SHOWN_PAIRS = 24
"""Pairs that a person is shown."""

_BATCH = 64


def in_batches(
    pictures: PictureSet, rows: np.ndarray, what: str
) -> Iterator[Preparing | tuple[int, np.ndarray]]:
    """Batches of uint8 [n, C, H, W] of these rows, each with where it begins, and signs of life."""
    for start in range(0, len(rows), _BATCH):
        yield Preparing(what, start / len(rows))
        yield start, pictures.images(rows[start : start + _BATCH])


def collected(pictures: PictureSet, rows: np.ndarray, what: str) -> Generator[Preparing, None, np.ndarray]:
    """The pictures uint8 [n, C, H, W] of these rows, all at once."""
    batches = []
    for found in in_batches(pictures, rows, what):
        if isinstance(found, Preparing):
            yield found
        else:
            batches.append(found[1])
    return np.concatenate(batches)


def root_mean_square(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Distance [N] of pictures uint8 [N, C, H, W], 0 for equal ones and 1 for black and white.

    It is the root of the mean squared difference of all values, as a share of their range.
    """
    difference = (left.astype(np.float32) - right.astype(np.float32)).reshape(len(left), -1)
    return np.sqrt(np.square(difference).mean(axis=1, dtype=np.float64)) / 255


def as_shown(pictures: np.ndarray) -> np.ndarray:
    """uint8 [N, H, W, C] of pictures [N, C, H, W]."""
    return np.ascontiguousarray(pictures.transpose(0, 2, 3, 1))

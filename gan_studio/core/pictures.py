"""Images as arrays that can be shown and saved."""

from __future__ import annotations

import numpy as np


def as_pixels(images: np.ndarray) -> np.ndarray:
    """uint8 [N, H, W, C] from float images [N, C, H, W] in [-1, 1].

    Values beyond are cut off, and what is no number, as a diverged network may draw, is grey.
    """
    scaled = np.rint((np.clip(np.nan_to_num(images, nan=0.0), -1.0, 1.0) + 1.0) * 127.5)
    return np.ascontiguousarray(scaled.astype(np.uint8).transpose(0, 2, 3, 1))


def as_grid(images: np.ndarray, columns: int) -> np.ndarray:
    """One picture [rows * H, columns * W, C] of images uint8 [N, H, W, C]; missing cells are black."""
    count, height, width, channels = images.shape
    rows = -(-count // columns)
    cells = np.zeros((rows * columns, height, width, channels), dtype=np.uint8)
    cells[:count] = images
    grid = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, channels)

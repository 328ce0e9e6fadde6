"""The frequencies in a map."""

from __future__ import annotations

import numpy as np

_SMALLEST = 1e-12
"""Share of the greatest power below which it is rounding."""


def log_power(map_: np.ndarray) -> np.ndarray:
    """The decimal logarithm of the power of every frequency [H, W] of a map [H, W], less its mean.

    The frequency 0 is at [H // 2, W // 2]; 0 is the strongest frequency's power, and a map that is the
    same everywhere has none.
    """
    power = np.abs(np.fft.fftshift(np.fft.fft2(map_ - map_.mean(dtype=np.float64)))) ** 2
    greatest = power.max()
    if greatest <= _SMALLEST * max(1.0, float(np.abs(map_).max()) ** 2):
        return np.full(map_.shape, np.log10(_SMALLEST))
    return np.log10(np.maximum(power / greatest, _SMALLEST))


def ring_means(spectrum: np.ndarray) -> np.ndarray:
    """The mean [R] of a centred spectrum [H, W] over rings of 0, 1, 2 ... periods across the map.

    The last ring is at half the sampling rate, the finest that a row or a column can hold.
    """
    height, width = spectrum.shape
    down, across = np.indices(spectrum.shape)
    rings = np.rint(np.hypot(down - height // 2, across - width // 2)).astype(int)
    last = min(height, width) // 2
    sums = np.bincount(rings.ravel(), spectrum.ravel())[: last + 1]
    return sums / np.bincount(rings.ravel())[: last + 1]

"""Whether a picture that is moved before it is drawn is the picture that is moved after it was drawn."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import torch
from scipy import special
from torch import Tensor

RANGE = 2.0
"""From black to white."""


def decibels(mean_square: float) -> float:
    """Peak signal over noise, of images that span RANGE; infinite where there is no noise."""
    return 10 * math.log10(RANGE**2 / mean_square) if mean_square else math.inf


def whole_pixel_errors(still: Tensor, moved: Tensor, right: int, down: int) -> Tensor:
    """Mean squared difference [N] where a shift of the still pictures leaves something to compare.

    Args:
        still, moved: images [N, C, H, W] drawn without the shift and with it.
        right, down: the shift in pixels, less than the sides.
    """
    height, width = still.shape[2:]
    seen = moved[:, :, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)]
    source = still[:, :, max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)]
    return (seen - source).double().square().mean(dim=(1, 2, 3))


@dataclass(frozen=True)
class RoundEye:
    """Looks at pictures through a round low-pass filter, at any angle and at fractions of a pixel.

    Because the filter looks the same from every angle, what it shows of a picture that was turned is
    what it shows, turned, of the picture that was not. It is a jinc under a Kaiser window.

    Attributes:
        radius: of the filter, in pixels; pictures are seen only where it does not reach over their border.
        cutoff: in cycles per pixel.
        beta: of the window.
    """

    radius: int = 8
    cutoff: float = 0.38
    beta: float = 6.0

    @property
    def smallest_side(self) -> int:
        """Of pictures of which enough can be seen."""
        return 4 * self.radius

    def errors(self, still: Tensor, moved: Tensor, transform: Tensor) -> Tensor:
        """Mean squared difference [N] wherever both pictures can be seen; nan if they nowhere can.

        Args:
            still, moved: square images [N, C, S, S] drawn without the motion and with it.
            transform: [3, 3], where in the still picture each place of the moved one looks.
        """
        expected, known = self.seen(still, transform)
        found, clear = self.seen(moved, torch.eye(3))
        return (found - expected)[..., known & clear].square().mean(dim=(1, 2))

    def seen(self, images: Tensor, transform: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures in float64 [N, C, S, S] as this shows them, and where it does [S, S].

        Args:
            images: square, [N, C, S, S].
            transform: [3, 3], where in the images each place looks, in shares of their side from the middle.
        """
        count, channels, side, _ = images.shape
        is_still = torch.equal(transform.cpu(), torch.eye(3))
        filters, inside = _unmoved(self, side) if is_still else self._filters(side, transform)
        pixels = images.double().cpu().reshape(count * channels, -1).t()  # [S S, N C]
        shown = torch.sparse.mm(filters, pixels).t().reshape(count, channels, side, side)
        return shown, inside

    def _filters(self, side: int, transform: Tensor) -> tuple[Tensor, Tensor]:
        """For each place how much it sees of each pixel [S S, S S], and whether it lies inside [S, S]."""
        rows, weights, inside = self._taps(side, transform.double().cpu().numpy())
        places = torch.arange(side * side).repeat_interleave(rows.shape[1])
        filters = torch.sparse_coo_tensor(
            torch.stack([places, torch.from_numpy(rows.ravel())]),
            torch.from_numpy(weights.ravel()),
            (side * side, side * side),
            check_invariants=False,
        )
        return filters, torch.from_numpy(inside).view(side, side)

    def _taps(self, side: int, transform: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each place, the pixels [P, K] it is seen from, their weights, and whether it lies inside."""
        along = (np.arange(side) + 0.5) / side - 0.5
        across, down = np.meshgrid(along, along)
        looks = transform @ np.stack([across.ravel(), down.ravel(), np.ones(side * side)])
        x, y = (looks[:2] + 0.5) * side - 0.5  # [P], in pixels
        reach = np.arange(1 - self.radius, self.radius + 1)
        columns, lines = (np.floor(place)[:, None].astype(np.int64) + reach for place in (x, y))
        inside = np.logical_and.reduce(
            [(found.min(axis=1) >= 0) & (found.max(axis=1) < side) for found in (columns, lines)]
        )
        distance = np.hypot((columns - x[:, None])[:, None, :], (lines - y[:, None])[:, :, None])
        weights = self.kernel(distance).reshape(side * side, -1)
        weights /= weights.sum(axis=1, keepdims=True)
        columns, lines = (found.clip(0, side - 1) for found in (columns, lines))
        return (lines[:, :, None] * side + columns[:, None, :]).reshape(side * side, -1), weights, inside

    def kernel(self, distance: np.ndarray) -> np.ndarray:
        """Weights, not yet normalised, at distances in pixels."""
        near = np.maximum(distance, 1e-9)
        ideal = special.j1(2 * np.pi * self.cutoff * near) / near
        height = np.sqrt(np.maximum(1 - (distance / self.radius) ** 2, 0))
        return ideal * np.where(distance < self.radius, special.i0(self.beta * height), 0)


@functools.lru_cache(maxsize=1)
def _unmoved(eye: RoundEye, side: int) -> tuple[Tensor, Tensor]:
    """Its filters for pictures that are not moved, which every comparison needs."""
    return eye._filters(side, torch.eye(3))

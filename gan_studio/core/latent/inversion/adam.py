"""Adam for the points that an inversion follows, of which some are given up on the way."""

from __future__ import annotations

import math

import torch
from torch import Tensor

# Shares of all steps: the rate rises, the rate falls.
_RISING, _FALLING = 0.05, 0.25
_BETAS = (0.9, 0.999)


class Adam:
    """Adam's moments [Kingma 2015]. Its namesake in torch takes seconds to be imported when first used."""

    def __init__(self, x: Tensor) -> None:
        self._mean, self._power, self._steps = torch.zeros_like(x), torch.zeros_like(x), 0

    def of(self, rows: Tensor) -> Adam:
        """What is known of some of the points."""
        part = Adam(self._mean[rows])
        part._mean, part._power, part._steps = self._mean[rows], self._power[rows], self._steps
        return part

    def direction(self, slope: Tensor) -> Tensor:
        """What to subtract, at a rate of 1."""
        self._steps += 1
        self._mean = self._mean.lerp(slope, 1 - _BETAS[0])
        self._power = self._power.lerp(slope.square(), 1 - _BETAS[1])
        mean, power = (
            self._mean / (1 - _BETAS[0] ** self._steps),
            self._power / (1 - _BETAS[1] ** self._steps),
        )
        return mean / (power.sqrt() + 1e-8)


def rate_at(share: float) -> float:
    """The learning rate as a share of the largest, at a share of the steps: up straight, down a cosine."""
    falling = min(1.0, (1 - share) / _FALLING)
    return max(0.01, min(1.0, share / _RISING) * (0.5 - 0.5 * math.cos(math.pi * falling)))

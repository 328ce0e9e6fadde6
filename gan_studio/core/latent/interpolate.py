"""Ways from one latent to another."""

from __future__ import annotations

import math

import torch
from torch import Tensor

_NEARLY_PARALLEL = 1e-4
"""Angle in radians below which an arc cannot be told from a line in float32."""


def lerp(start: Tensor, end: Tensor, share: float) -> Tensor:
    """The point at `share` of the straight line; exactly `start` at 0 and `end` at 1.

    Args:
        start, end: latents [Z].
        share: how far to go, 0 to 1.
    """
    return torch.lerp(start, end, share)


def slerp(start: Tensor, end: Tensor, share: float) -> Tensor:
    """The point at `share` of the arc around the origin; exactly `start` at 0 and `end` at 1.

    The direction turns evenly [Shoemake 1985] while the length goes evenly from |start| to |end|, so
    that a latent from N(0, I) keeps the length such latents have. Opposite latents, between which
    every arc is as short, turn through a fixed perpendicular direction; where no direction is known
    (a latent of length zero, or opposite ones in one dimension) the line is taken.

    Args:
        start, end: latents [Z].
        share: how far to go, 0 to 1.
    """
    if share in (0, 1):
        return (end if share else start).clone()
    a, b = start.double(), end.double()
    length_a, length_b = a.norm(), b.norm()
    if length_a == 0 or length_b == 0:
        return lerp(start, end, share)
    a, b = a / length_a, b / length_b
    side = b - (a @ b) * a
    angle = math.atan2(float(side.norm()), float(a @ b))
    if angle > math.pi - _NEARLY_PARALLEL:
        side = _perpendicular(a)
    if angle < _NEARLY_PARALLEL or side.norm() == 0:
        return lerp(start, end, share)
    direction = math.cos(share * angle) * a + math.sin(share * angle) * side / side.norm()
    return (direction * torch.lerp(length_a, length_b, share)).to(start.dtype)


def _perpendicular(unit: Tensor) -> Tensor:
    """A direction at right angles to a unit vector [Z]; zero in one dimension."""
    axis = torch.zeros_like(unit)
    axis[unit.abs().argmin()] = 1
    return axis - (axis @ unit) * unit


WAYS = {"lerp": lerp, "slerp": slerp}

"""Ways from one latent to another."""

from __future__ import annotations

import math

import torch
from torch import Tensor

_CURVE_PARTS = 64
_SLOPE_OF_LENGTHS = 0.5
_SLOPE_OF_DIRECTIONS = 1.0
"""On a sphere, whose points are about at right angles, less of it turns sharply at each of them."""
_NEARLY_NOWHERE = 1e-3
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


def curve(
    start: Tensor, end: Tensor, share: float, before: Tensor | None = None, after: Tensor | None = None
) -> Tensor:
    """The point at `share` of a part of a way around the origin that has no corner where parts meet.

    A cubic whose slope at each point leads from the one before to the one after [Catmull 1974] is brought
    to the sphere and gone along at an even speed; the length follows such a cubic too. Alone it is the
    arc of slerp.

    Args:
        start, end: latents [Z], met exactly at 0 and 1.
        share: how far to go, 0 to 1.
        before, after: latents [Z] that the way passes before the start and after the end, or None.
    """
    if share in (0, 1):
        return (end if share else start).clone()
    if not (start.any() and end.any()):
        return lerp(start, end, share)
    points = [
        None if point is None or not point.any() else point.double() for point in (before, start, end, after)
    ]
    way = _on_sphere(*points)
    if way is None:
        return slerp(start, end, share)
    parts = way.diff(dim=0).norm(dim=1)
    gone = parts.cumsum(0)
    wanted = share * gone[-1]
    part = min(int(torch.searchsorted(gone, wanted)), len(parts) - 1)
    place = torch.lerp(way[part], way[part + 1], (wanted - gone[part] + parts[part]) / parts[part])
    lengths = [None if point is None else point.norm() for point in points]
    length = _cubic(lengths, torch.full_like(wanted, share), _SLOPE_OF_LENGTHS)
    return (place / place.norm() * length).to(start.dtype)


def _on_sphere(before: Tensor | None, start: Tensor, end: Tensor, after: Tensor | None) -> Tensor | None:
    """Unit vectors [65, Z] along a curve, or None where it comes too near to the origin to have any."""
    units = [None if point is None else point / point.norm() for point in (before, start, end, after)]
    t = torch.linspace(0, 1, _CURVE_PARTS + 1, dtype=torch.float64, device=start.device)
    way = _cubic(units, t.unsqueeze(1), _SLOPE_OF_DIRECTIONS)
    lengths = way.norm(dim=1, keepdim=True)
    is_way = lengths.min() > _NEARLY_NOWHERE and (units[2] - units[1]).norm() > _NEARLY_NOWHERE
    return way / lengths if is_way else None


def _cubic(points: list[Tensor | None], t: Tensor, slope: float) -> Tensor:
    """A cubic from the second of four points to the third, at t; the outer ones may be missing.

    Args:
        slope: at each end, as a share of the way from the point before it to the one after.
    """
    before, start, end, after = points
    leaving = end - start if before is None else slope * (end - before)
    arriving = end - start if after is None else slope * (after - start)
    rising = t * t * (3 - 2 * t)
    return start + rising * (end - start) + t * (1 - t) * ((1 - t) * leaving - t * arriving)


def _perpendicular(unit: Tensor) -> Tensor:
    """A direction at right angles to a unit vector [Z]; zero in one dimension."""
    axis = torch.zeros_like(unit)
    axis[unit.abs().argmin()] = 1
    return axis - (axis @ unit) * unit


WAYS = {"lerp": lerp, "slerp": slerp}

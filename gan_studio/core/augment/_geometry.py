"""Random moves of images as one matrix each: whole-pixel moves, and any other affine one.

Matrices [N, 3, 3] map places of the changed image to places of the image it is made from: they are
inverses of the moves. Places are (x, y, 1) in pixels from the image's centre, x to the right, y down.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from gan_studio.core.augment._draws import Draws

_LARGEST_SHIFT, _SHIFT_STD, _SCALE_STD = 0.125, 0.125, 0.2
"""Shares of the side, and powers of two [Karras 2020b, appendix B]."""


class Moves(NamedTuple):
    """What moves a batch's images.

    Attributes:
        inverse: [N, 3, 3], see above.
        is_moved: whether an image moves at all [N].
        is_resampled: whether it moves otherwise than pixel by pixel [N].
    """

    inverse: Tensor
    is_moved: Tensor
    is_resampled: Tensor


def still(count: int, device: torch.device) -> Moves:
    """No move."""
    never = torch.zeros(count, dtype=torch.bool, device=device)
    return Moves(torch.eye(3, device=device).expand(count, 3, 3), never, never)


def blitted(moves: Moves, draws: Draws, side: int) -> Moves:
    """Those moves, then mirroring, quarter turns and shifts by whole pixels, each with probability p."""
    mirrors, turns, shifts = draws.happens(), draws.happens(), draws.happens()
    mirror = torch.where(mirrors, draws.whole(0, 1), 0.0)
    turn = torch.where(turns, draws.whole(0, 3), 0.0)
    most = _LARGEST_SHIFT * side
    right, down = (torch.where(shifts, draws.uniform(-most, most).round(), 0.0) for _ in "xy")
    inverse = moves.inverse @ scaling(1 - 2 * mirror, torch.ones_like(mirror))
    inverse = inverse @ quarter_turn(-turn) @ translation(-right, -down)
    is_moved = moves.is_moved | (mirror != 0) | (turn != 0) | (right != 0) | (down != 0)
    return Moves(inverse, is_moved, moves.is_resampled)


def warped(moves: Moves, draws: Draws, side: int) -> Moves:
    """Those moves, then scalings, turns before and after stretching, and shifts by parts of a pixel.

    A turn happens before or after with such probabilities that one happens with probability p.
    """
    turning = 1 - (1 - draws.probability).sqrt()
    scales, stretches, shifts = draws.happens(), draws.happens(), draws.happens()
    turns = [draws.happens(turning) for _ in range(2)]
    scale, stretch = (
        torch.where(happens, draws.doublings(_SCALE_STD), 1.0) for happens in (scales, stretches)
    )
    angles = [torch.where(happens, draws.uniform(-math.pi, math.pi), 0.0) for happens in turns]
    right, down = (torch.where(shifts, draws.normal(_SHIFT_STD * side), 0.0) for _ in "xy")
    inverse = moves.inverse @ scaling(1 / scale, 1 / scale) @ rotation(-angles[0])
    inverse = inverse @ scaling(1 / stretch, stretch) @ rotation(-angles[1]) @ translation(-right, -down)
    is_warped = scales | stretches | shifts | turns[0] | turns[1]
    return Moves(inverse, moves.is_moved | is_warped, moves.is_resampled | is_warped)


def scaling(x: Tensor, y: Tensor) -> Tensor:
    """Scaling by x and y [N] along the axes, as [N, 3, 3]."""
    return torch.diag_embed(torch.stack([x, y, torch.ones_like(x)], dim=-1))


def rotation(angle: Tensor) -> Tensor:
    """Turning by an angle [N] in radians from the x axis towards the y axis: clockwise to the eye."""
    return _turning(angle.cos(), angle.sin())


def quarter_turn(times: Tensor) -> Tensor:
    """Turning by right angles, exactly; `times` [N] are whole numbers."""
    times = times.remainder(4)
    return _turning((times == 0).float() - (times == 2).float(), (times == 1).float() - (times == 3).float())


def translation(x: Tensor, y: Tensor) -> Tensor:
    """Shifting by x to the right and y down [N]."""
    matrix = torch.eye(3, device=x.device).repeat(len(x), 1, 1)
    matrix[:, 0, 2], matrix[:, 1, 2] = x, y
    return matrix


def _turning(cosine: Tensor, sine: Tensor) -> Tensor:
    zero, one = torch.zeros_like(sine), torch.ones_like(sine)
    rows = [cosine, -sine, zero, sine, cosine, zero, zero, zero, one]
    return torch.stack(rows, dim=-1).view(-1, 3, 3)

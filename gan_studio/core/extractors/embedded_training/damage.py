"""Ways in which generated pictures go wrong, made on purpose and by a known amount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


def noise(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """Independent Gaussian noise, of a standard deviation of up to half the range."""
    return pixels + 127.5 * _each(amount) ** 2 * torch.randn(pixels.shape, generator=random)


def blur(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """A Gaussian filter, of a standard deviation of up to a tenth of the side."""
    side = pixels.shape[-1]
    sigma = (0.1 * side * amount).clamp(min=0.05)
    offsets = torch.arange(side) - torch.arange(side)[:, None]
    weights = torch.exp(-0.5 * (offsets / sigma[:, None, None]) ** 2)
    weights = (weights / weights.sum(dim=2, keepdim=True))[:, None]  # [N, 1, H, H], edges kept bright
    return weights @ pixels @ weights.transpose(2, 3)


def warp(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """A smooth displacement, of up to an eighth of the side."""
    coarse = torch.randn(len(pixels), 2, 5, 5, generator=random) * 0.25 * _each(amount)
    shifts = functional.interpolate(coarse, pixels.shape[-2:], mode="bicubic", align_corners=True)
    straight = functional.affine_grid(
        torch.eye(2, 3).expand(len(pixels), 2, 3), list(pixels.shape), align_corners=False
    )
    grid = straight + shifts.permute(0, 2, 3, 1)
    return functional.grid_sample(pixels, grid, padding_mode="border", align_corners=False)


def mixture(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """Another picture shining through, up to half and half."""
    return pixels.lerp(pixels.roll(1, dims=0), 0.5 * _each(amount))


def pieces(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """Pieces of another picture, in up to half of a grid of four by four."""
    chosen = torch.rand(len(pixels), 1, 4, 4, generator=random) < 0.5 * _each(amount)
    mask = functional.interpolate(chosen.float(), pixels.shape[-2:], mode="nearest")
    return pixels.lerp(pixels.roll(1, dims=0), mask)


def checkerboard(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """A pattern of every second pixel, as transposed convolutions leave it, on what is drawn."""
    side = pixels.shape[-1]
    steps = torch.arange(side)
    across, board = (steps % 2).expand(side, side), (steps + steps[:, None]) % 2
    patterns = torch.stack([across, across.T, board]).float() * 2 - 1
    chosen = patterns[torch.randint(3, (len(pixels),), generator=random)][:, None]
    drawn = (pixels - pixels.mean(dim=(2, 3), keepdim=True)).abs() / 255
    return pixels + 127.5 * _each(amount) * chosen * drawn.clamp(min=0.1)


def fading(pixels: Tensor, amount: Tensor, random: torch.Generator) -> Tensor:
    """Contrast lost towards the picture's own mean, by up to four fifths."""
    return pixels.lerp(pixels.mean(dim=(2, 3), keepdim=True), 0.8 * _each(amount))


DAMAGES: tuple[Callable[[Tensor, Tensor, torch.Generator], Tensor], ...] = (
    noise,
    blur,
    warp,
    mixture,
    pieces,
    checkerboard,
    fading,
)
"""Each takes pixels [N, C, H, H] from 0 to 255 and amounts [N] from 0, which changes nothing, to 1."""


@dataclass(frozen=True, eq=False)
class Damaged:
    """Pictures after the damage.

    Attributes:
        pixels: [N, C, H, H] in [0, 255].
        amounts: [N, A], one column per damage; 0 where it was not done.
    """

    pixels: Tensor
    amounts: Tensor


def damaged(pixels: Tensor, share: float, random: torch.Generator) -> Damaged:
    """A share of pictures with one damage each, and some of these with two.

    Args:
        pixels: [N, C, H, H] in [0, 255], N > 1.
        share: of the pictures that each of two rounds may hurt; the second hurts a quarter of that.
    """
    amounts = torch.zeros(len(pixels), len(DAMAGES))
    for chance in (share, share / 4):
        kinds = torch.randint(len(DAMAGES), (len(pixels),), generator=random)
        hurt = torch.rand(len(pixels), generator=random) < chance
        before = pixels
        for kind, damage in enumerate(DAMAGES):
            rows = (hurt & (kinds == kind)).nonzero().squeeze(1)
            if len(rows) < 2:
                continue
            amount = torch.rand(len(rows), generator=random)
            pixels = pixels.index_copy(0, rows, damage(before[rows], amount, random))
            amounts[rows, kind] = torch.maximum(amounts[rows, kind], amount)
    return Damaged(pixels.clamp(0, 255), amounts)


def _each(amount: Tensor) -> Tensor:
    return amount[:, None, None, None]

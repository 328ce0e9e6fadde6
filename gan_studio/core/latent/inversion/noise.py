"""Noise maps that are looked for along with a latent [Karras 2020, appendix D].

Maps could learn a picture by heart. What keeps them noise: each has mean 0 and variance 1, and neighbours
that have nothing to do with each other, which is measured at every size from its own down to 8 x 8.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.noise_maps import stored_maps
from gan_studio.core.latent.vectors import Vector
from gan_studio.core.layers.noise import ChosenNoise, own_noise

_SMALLEST_SIDE = 8


class InvertedNoise:
    """The noise of a generator's layers as points [T] that are moved freely.

    Args:
        generator: one that adds noise.
    """

    def __init__(self, generator: Generator) -> None:
        self._own = own_noise(generator)
        self._sizes = [const.numel() for const in self._own]

    def start(self) -> Tensor:
        """The generator's own noise [T]."""
        return torch.cat([const.flatten() for const in self._own])

    def scaled(self, point: Tensor) -> Tensor:
        """Maps [T] of a point [T], each shifted to mean 0 and scaled to variance 1."""
        maps = []
        for part in point.split(self._sizes):
            part = part - part.mean()
            maps.append(part / (part.square().mean() + 1e-12).sqrt())
        return torch.cat(maps)

    def chosen(self, maps: Tensor, count: int) -> ChosenNoise:
        """What a synthesis of `count` pictures is told of maps [T], once."""
        return ChosenNoise([1.0] * count, [None] * count, [maps] * count)

    def likeness(self, maps: Tensor) -> Tensor:
        """How alike neighbours are in maps [T], all in all."""
        parts = maps.split(self._sizes)
        pairs = zip(parts, self._own, strict=True)
        return sum(neighbour_likeness(part.view(own.shape)) for part, own in pairs)

    def stored(self, maps: Tensor) -> Vector:
        """Maps [T] as a request holds them."""
        return stored_maps(maps.detach().cpu().numpy())


def neighbour_likeness(noise: Tensor) -> Tensor:
    """Squared correlation of pixels with those at the right and below, whose sides meet.

    Summed over the map [H, W] of variance 1 and, where it is larger than 8 x 8, its halves down to that:
    means of 2 x 2 pixels, doubled, which keeps the variance of noise [Karras 2020, appendix D].
    """
    total = noise.new_zeros(())
    while True:
        for axis in (0, 1):
            total = total + (noise * noise.roll(1, axis)).mean().square()
        if noise.shape[-1] <= _SMALLEST_SIDE:
            return total
        noise = 2 * functional.avg_pool2d(noise[None, None], 2)[0, 0]

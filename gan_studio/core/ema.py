"""The averaged generator."""

from __future__ import annotations

import copy

import torch

from gan_studio.core.contracts import Generator


class AveragedGenerator:
    """A copy of a generator whose weights follow the trained ones as a running average.

    The average forgets half of its past within a half-life counted in images, which early on is at
    most a share of the images seen, as in StyleGAN2-ADA's `ema_rampup` [Karras 2020b].

    Args:
        generator: the network being trained; it says whether its buffers are averaged too.
        half_life_kimg: half-life in thousands of images; 0 copies without averaging.
        rampup: the share of the images seen that bounds the half-life; 0 for no bound.
    """

    def __init__(self, generator: Generator, half_life_kimg: float, rampup: float) -> None:
        self.module = copy.deepcopy(generator).eval().requires_grad_(False)
        self._half_life = 1000 * half_life_kimg
        self._rampup = rampup
        weights = zip(self.module.parameters(), generator.parameters(), strict=True)
        averaged, self._copied = list(weights), []
        for pair in zip(self.module.buffers(), generator.buffers(), strict=True):
            is_averaged = generator.averages_buffers and pair[0].is_floating_point()
            (averaged if is_averaged else self._copied).append(pair)
        self._pairs = tuple(map(list, zip(*averaged, strict=True)))

    def decay(self, batch_size: int, images_seen: int) -> float:
        """How much of the average survives a batch: 0.5 to the power of batch over half-life."""
        half_life = self._half_life
        if self._rampup:
            half_life = min(half_life, images_seen * self._rampup)
        return 0.5 ** (batch_size / half_life) if half_life > 0 else 0.0

    @torch.no_grad()
    def update(self, batch_size: int, images_seen: int) -> None:
        """Take in the generator's weights and statistics after a step."""
        averaged, trained = self._pairs
        torch._foreach_lerp_(averaged, trained, 1 - self.decay(batch_size, images_seen))
        for kept, current in self._copied:
            kept.copy_(current)

"""The averaged generator."""

from __future__ import annotations

import copy

import torch
from torch import nn


class AveragedGenerator:
    """A copy of a generator whose weights follow the trained ones as a running average.

    The average forgets half of its past within a half-life counted in images, which early on is at
    most a share of the images seen, as in StyleGAN2-ADA's `ema_rampup` [Karras 2020b].

    Args:
        generator: the network being trained.
        half_life_kimg: half-life in thousands of images; 0 copies without averaging.
        rampup: the share of the images seen that bounds the half-life; 0 for no bound.
    """

    def __init__(self, generator: nn.Module, half_life_kimg: float, rampup: float) -> None:
        self.module = copy.deepcopy(generator).eval().requires_grad_(False)
        self._half_life = 1000 * half_life_kimg
        self._rampup = rampup
        self._pairs = _floating_pairs(self.module, generator)
        self._counts = [
            pair
            for pair in zip(self.module.buffers(), generator.buffers(), strict=True)
            if not pair[0].is_floating_point()
        ]

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
        for kept, current in self._counts:
            kept.copy_(current)


def _floating_pairs(averaged: nn.Module, trained: nn.Module) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    left = [*averaged.parameters(), *(buffer for buffer in averaged.buffers() if buffer.is_floating_point())]
    right = [*trained.parameters(), *(buffer for buffer in trained.buffers() if buffer.is_floating_point())]
    return left, right

"""The noise that style networks add to their layers, where a person chooses it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


class ChosenNoise:
    """Noise for the layers of one pass, in the order in which they ask.

    Args:
        strengths: what each image's noise is multiplied by, one number per image.
        seeds: for each image, the seed of fresh noise, or None for the network's own constant noise.
            The same seed gives the same noise, alone or among others.
    """

    def __init__(self, strengths: Sequence[float], seeds: Sequence[int | None]) -> None:
        self._strengths = torch.tensor(strengths, dtype=torch.float32)
        self._random = [None if seed is None else torch.Generator().manual_seed(seed) for seed in seeds]

    def maps(self, const: Tensor) -> Tensor:
        """The noise [N, 1, H, W] of the next layer.

        Args:
            const: the layer's own noise [H, W].
        """
        maps = [
            const if random is None else torch.randn(const.shape, generator=random).to(const)
            for random in self._random
        ]
        return torch.stack(maps).unsqueeze(1) * self._strengths.to(const).view(-1, 1, 1, 1)


NoiseMode = str | ChosenNoise
"""How a synthesis adds noise: "random", "const", "none", or a person's choice."""

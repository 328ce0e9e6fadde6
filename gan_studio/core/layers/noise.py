"""The noise that style networks add to their layers, where a person chooses it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

_NEARLY_NOTHING = 1e-3


class ChosenNoise:
    """Noise for the layers of one pass, in the order in which they ask.

    Args:
        strengths: what each image's noise is multiplied by, one number per image.
        seeds: for each image, the seed of fresh noise, or None for noise that is always the same. The
            same seed gives the same noise, alone or among others.
        maps: for each image without a seed, all layers' noise in a row [T], or None for the network's
            own constant noise; none at all where all images have that.
    """

    def __init__(
        self,
        strengths: Sequence[float],
        seeds: Sequence[int | None],
        maps: Sequence[Tensor | None] | None = None,
    ) -> None:
        self._strengths = torch.tensor(strengths, dtype=torch.float32)
        self._random = [None if seed is None else torch.Generator().manual_seed(seed) for seed in seeds]
        self._maps = [None] * len(seeds) if maps is None else maps
        self._taken = 0

    def maps(self, const: Tensor) -> Tensor:
        """The noise [N, 1, H, W] of the next layer.

        Args:
            const: the layer's own noise [H, W].
        """
        part = slice(self._taken, self._taken + const.numel())
        self._taken = part.stop
        maps = []
        for random, own in zip(self._random, self._maps, strict=True):
            if random is not None:
                maps.append(torch.randn(const.shape, generator=random).to(const))
            else:
                maps.append(const if own is None else own[part].view(const.shape).to(const))
        return torch.stack(maps).unsqueeze(1) * self._strengths.to(const).view(-1, 1, 1, 1)


class BlendedNoise(ChosenNoise):
    """Noise on the way from one choice to another: cos(x) of the first and sin(x) of the second.

    So it goes over gradually and is as strong as both on the whole way; where both have something in
    common, which would make the middle stronger, it is scaled.

    Args:
        start, end: the choices, for as many images.
        shares: how far each image's noise has gone, 0 to 1.
    """

    def __init__(self, start: ChosenNoise, end: ChosenNoise, shares: Sequence[float]) -> None:
        self._start, self._end = start, end
        self._angles = torch.tensor(shares, dtype=torch.float32) * (math.pi / 2)

    def maps(self, const: Tensor) -> Tensor:
        """The noise [N, 1, H, W] of the next layer; `const` as in ChosenNoise."""
        angles = self._angles.to(const).view(-1, 1, 1, 1)
        start = self._start.maps(const) * angles.cos()
        end = self._end.maps(const) * angles.sin()
        between = start + end
        wanted, power = _power(start) + _power(end), _power(between)
        is_opposite = power <= _NEARLY_NOTHING * wanted
        return between * torch.where(is_opposite, 1.0, (wanted / power).sqrt())


def _power(maps: Tensor) -> Tensor:
    """How strong maps [N, 1, H, W] are, [N, 1, 1, 1]."""
    return maps.square().mean(dim=(2, 3), keepdim=True)


NoiseMode = str | ChosenNoise
"""How a synthesis adds noise: "random", "const", "none", or a person's choice."""


def own_noise(network: nn.Module) -> list[Tensor]:
    """A network's own constant noise [H, W] of each layer that adds any, in the order in which they ask.

    Of a network that grows, those of the layers that it has not grown to come last.
    """
    return [layer.noise_const for layer in network.modules() if hasattr(layer, "noise_const")]

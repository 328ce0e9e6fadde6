"""The lightweight GAN's generator: few channels, gates, and shortcuts from small maps to large ones."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_studio.core.contracts import Generator, SampleShape
from gan_studio.core.layers.initialization import initialize_kaiming

_FACTORS = (16, 8, 4, 2, 2, 1, 0.5, 0.25, 0.125)
"""Channels at 4, 8, 16 .. pixels, as multiples of those at 128 [Liu 2021, appendix]."""
_REACH = 4
"""Doublings that a skip-layer excitation reaches over: from 8 to 128 pixels, say."""
_FEWEST = 4


class Noise(nn.Module):
    """Adds noise, one value to a place, with a learned strength that starts at 0.

    Fresh in training, otherwise always the same.
    """

    def __init__(self, side: int) -> None:
        super().__init__()
        self.strength = nn.Parameter(torch.zeros(()))
        self.register_buffer("constant", torch.randn(1, 1, side, side))

    def forward(self, x: Tensor) -> Tensor:
        """Features [N, C, side, side] with noise."""
        fresh = x.new_empty(len(x), 1, *x.shape[2:]).normal_() if self.training else self.constant
        return x + self.strength * fresh.to(x.dtype)


class SkipLayerExcitation(nn.Module):
    """Weights the channels of a large map by what a small map shows [Liu 2021, eq. 2].

    Args:
        low, high: channels of the small and of the large map.
    """

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.weigh = nn.Sequential(
            nn.AdaptiveAvgPool2d(4),
            nn.Conv2d(low, high, 4),
            nn.LeakyReLU(0.1),
            nn.Conv2d(high, high, 1),
            nn.Sigmoid(),
        )

    def forward(self, low: Tensor, high: Tensor) -> Tensor:
        """The large map [N, high, H, W], each channel times a weight from 0 to 1."""
        return high * self.weigh(low)


def gated(wide: int, narrow: int, noise_side: int = 0) -> list[nn.Module]:
    """A convolution, noise where a side is given, batch norm, and a gated linear unit."""
    noise = [Noise(noise_side)] if noise_side else []
    return [nn.Conv2d(wide, 2 * narrow, 3, padding=1, bias=False), *noise, nn.BatchNorm2d(2 * narrow), Glu()]


class Glu(nn.Module):
    """Half of the channels times the sigmoid of the other half."""

    def forward(self, x: Tensor) -> Tensor:
        """Features [N, C / 2, H, W] of features [N, C, H, W]."""
        # Torch's own loses the layout that convolutions compute in.
        kept, gate = x.chunk(2, dim=1)
        return kept * gate.sigmoid()


def doubled(wide: int, narrow: int, noise_side: int = 0) -> list[nn.Module]:
    """The same on a map of twice the side."""
    return [nn.Upsample(scale_factor=2, mode="nearest"), *gated(wide, narrow, noise_side)]


class LightweightGenerator(Generator):
    """A projection to a small map, then doublings; every second one has a further convolution.

    Args:
        channels: at the sixth map, 128 pixels of side where the first has 4.
        z_dim: Z.
        sample_shape: (C, H, W) of an image.
        count: doublings.
    """

    def __init__(self, channels: int, z_dim: int, sample_shape: SampleShape, count: int) -> None:
        super().__init__(z_dim, sample_shape)
        self.start_side = sample_shape[1] >> count
        widths = [max(_FEWEST, int(channels * factor)) for factor in _FACTORS[: count + 1]]
        self.project = nn.Linear(z_dim, 2 * widths[0] * self.start_side**2, bias=False)
        self.start = nn.Sequential(nn.BatchNorm2d(2 * widths[0]), Glu())
        self.blocks = nn.ModuleList()
        for level in range(1, count + 1):
            side, width = self.start_side << level, widths[level]
            is_deep = level % 2 == 1
            block = doubled(widths[level - 1], width, side if is_deep else 0)
            self.blocks.append(nn.Sequential(*block, *(gated(width, width, side) if is_deep else [])))
        # A generator too small for a shortcut over the full reach has one over all of its doublings.
        self.reach = min(_REACH, count)
        self.excitations = nn.ModuleList(
            SkipLayerExcitation(widths[level - self.reach], widths[level])
            for level in range(self.reach, count + 1)
        )
        self.to_rgb = nn.Conv2d(widths[count], sample_shape[0], 3, padding=1)
        initialize_kaiming(self)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] from latents [N, Z]."""
        start = self.project(z).view(len(z), self.start_side, self.start_side, -1).permute(0, 3, 1, 2)
        maps = [self.start(start)]
        for level, block in enumerate(self.blocks, start=1):
            x = block(maps[-1])
            if level >= self.reach:
                x = self.excitations[level - self.reach](maps[level - self.reach], x)
            maps.append(x)
        return self.to_rgb(maps[-1]).tanh()

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The projection's weight."""
        return (self.project.weight,)

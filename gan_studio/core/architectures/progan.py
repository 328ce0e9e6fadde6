"""ProGAN: networks that begin at 4 px and double, kept in check by pixel norm and scaled weights."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.architectures._growing import GrowingSizes
from gan_studio.core.architectures._options import (
    latent_setting,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig
from gan_studio.core.contracts import Architecture, Generator, Networks, NetworkShape, SampleShape
from gan_studio.core.layers.doubling import enlarged
from gan_studio.core.layers.equalized import SLOPE, EqualizedConv, pixel_norm
from gan_studio.core.layers.growth import SMALLEST_SIDE, Growth, growing_sides
from gan_studio.core.registry import ARCHITECTURES


class NormedConv(nn.Module):
    """A convolution, LeakyReLU 0.2 and pixel norm."""

    def __init__(self, wide: int, narrow: int, kernel: int, padding: int | None = None) -> None:
        super().__init__()
        self.conv = EqualizedConv(wide, narrow, kernel, padding=padding)

    def forward(self, x: Tensor) -> Tensor:
        """Maps [N, narrow, H, W] of maps [N, wide, H, W]."""
        return pixel_norm(functional.leaky_relu(self.conv(x), SLOPE))


class ProGanGenerator(Generator):
    """A latent on the hypersphere to 4 px, then one doubling after another [Karras 2018, table 2]."""

    is_bounded = False
    averages_buffers = False

    def __init__(self, options: ProGan, z_dim: int, sample_shape: SampleShape) -> None:
        super().__init__(z_dim, sample_shape)
        channels, side, _ = sample_shape
        self.growth = Growth(growing_sides(side))
        widths = options.widths(self.growth.sides)
        # A 4 x 4 convolution over a 1 x 1 map with 3 pixels of zeros around it draws 4 x 4.
        first = NormedConv(z_dim, widths[0], SMALLEST_SIDE, SMALLEST_SIDE - 1)
        self.blocks = nn.ModuleList([nn.Sequential(first, NormedConv(widths[0], widths[0], 3))])
        for wide, narrow in itertools.pairwise(widths):
            self.blocks.append(nn.Sequential(NormedConv(wide, narrow, 3), NormedConv(narrow, narrow, 3)))
        self.to_rgb = nn.ModuleList(EqualizedConv(width, channels, 1, gain=1.0) for width in widths)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W], at full size whatever side has been grown to, from latents [N, Z]."""
        x = pixel_norm(z)[..., None, None]
        maps: list[Tensor] = []
        for side, block in zip(self.growth.sides, self.blocks[: self.growth.now[0] + 1], strict=False):
            x = block(enlarged(x, side) if maps else x)
            maps.append(x)
        return self.growth.picture(maps, self.to_rgb)

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The first convolution's weight, which sees the latent once for each of its places."""
        return (self.blocks[0][0].conv.scaled_weight().transpose(0, 1).flatten(1).t(),)


@ARCHITECTURES.register(
    "progan",
    label="Progressive GAN",
    summary="Begins with 4 × 4 pixels and doubles again and again, learning shapes before details.",
)
@dataclass(frozen=True)
class ProGan(GrowingSizes, Architecture):
    """Equalised learning rate, pixel norm in G, minibatch standard deviation in D [Karras 2018]."""

    z_dim: int = latent_setting(512)

    grows = True

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape, fully grown until a task sets them back."""
        generator = ProGanGenerator(self, self.z_dim + shape.extra_latents, shape.sample_shape)
        return Networks(generator, self.discriminator(shape, blurs=False))

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution and the batch must suit growing networks."""
        yield from self.size_problems("Progressive GAN", config)

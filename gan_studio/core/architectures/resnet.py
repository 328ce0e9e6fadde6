"""SN-GAN's ResNet: residual networks, the discriminator bounded by spectral norm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.architectures._options import (
    NormedArchitecture,
    discriminator_channels_setting,
    generator_channels_setting,
    latent_setting,
    spectral_norm_setting,
)
from gan_studio.core.architectures._residual import (
    ClassResidualGenerator,
    Halving,
    ResidualDiscriminator,
    residual_problems,
    widening_discriminator,
    widening_generator,
)
from gan_studio.core.architectures.dcgan import doublings
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Networks, NetworkShape
from gan_studio.core.layers.normalization import NORMALIZATIONS
from gan_studio.core.layers.residual import initialize_xavier
from gan_studio.core.layers.spectral import normalize_spectrally
from gan_studio.core.registry import ARCHITECTURES

_LEVEL_BLOCKS = 2


@ARCHITECTURES.register(
    "resnet",
    label="SN-GAN ResNet",
    summary="Residual networks whose discriminator is bounded by spectral norm: sharper than DCGAN, slower.",
)
@dataclass(frozen=True)
class Resnet(NormedArchitecture):
    """Residual blocks with batch norm in G and spectral norm in D [Miyato 2018, tables 4 to 6].

    The same pair with layer norm in place of spectral norm is that of WGAN-GP [Gulrajani 2017].
    """

    z_dim: int = latent_setting(128)
    base_channels: int = generator_channels_setting(
        64,
        "Channels at the largest resolution. Twice the channels draw finer pictures and take about three "
        "times as long; the paper has 64, and 256 where the width stays the same.",
    )
    d_channels: int = discriminator_channels_setting(
        64,
        "Channels after the first block; the paper has 64, and 128 where the width stays the same.",
    )
    body: str = setting(
        "widening",
        "Body",
        "Whether smaller maps have more channels, as in the paper's networks for 48 px and more, or all "
        "have the same, as in those for CIFAR-10's 32 px.",
        choices={"widening": "Wider where maps are smaller", "even": "The same width throughout"},
    )
    spectral_norm: bool = spectral_norm_setting(True)
    d_norm: str = setting(
        "none",
        "Discriminator's norm",
        "What else keeps the discriminator's features in range. With spectral norm none is needed; "
        "WGAN-GP takes layer norm instead of it.",
        choices=NORMALIZATIONS,
        advanced=True,
    )

    label_ways = ("concatenation", "norm")

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, height, width = shape.sample_shape
        generator = ClassResidualGenerator(
            self.z_dim + shape.extra_latents, shape.sample_shape, self._widths(height), 0, shape.g_classes
        )
        seen = (channels + shape.extra_channels, height, width)
        discriminator = ResidualDiscriminator(seen, self._plan(height), norm=self.d_norm)
        for network in (generator, discriminator):
            initialize_xavier(network)
        if self.spectral_norm:
            normalize_spectrally(discriminator)
        return Networks(generator, discriminator)

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution must be reachable by doubling."""
        yield from residual_problems(config)

    def _widths(self, side: int) -> list[int]:
        if self.body == "even":
            return [self.base_channels] * (doublings(side) + 1)
        return widening_generator(self.base_channels, side)

    def _plan(self, side: int) -> list[Halving]:
        if self.body == "even":  # CIFAR-10's halves twice where the generator doubles three times
            halvings = max(1, doublings(side) - 1)
            return [Halving(self.d_channels, level < halvings) for level in range(halvings + _LEVEL_BLOCKS)]
        return widening_discriminator(self.d_channels, side)

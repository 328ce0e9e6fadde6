"""SAGAN: residual networks with self-attention, both with spectral norm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.architectures._options import (
    attention_setting,
    latent_setting,
    widening_discriminator_setting,
    widening_generator_setting,
)
from gan_studio.core.architectures._residual import (
    ClassResidualGenerator,
    ResidualDiscriminator,
    residual_problems,
    widening_discriminator,
    widening_generator,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig
from gan_studio.core.contracts import Architecture, Networks, NetworkShape
from gan_studio.core.layers.residual import initialize_xavier
from gan_studio.core.layers.spectral import normalize_spectrally
from gan_studio.core.registry import ARCHITECTURES


@ARCHITECTURES.register(
    "sagan",
    label="SAGAN",
    summary="Residual networks in which distant parts of a picture attend to each other.",
)
@dataclass(frozen=True)
class Sagan(Architecture):
    """Self-attention in both networks, and spectral norm in both [Zhang 2019]."""

    z_dim: int = latent_setting(128)
    base_channels: int = widening_generator_setting(64)
    d_channels: int = widening_discriminator_setting(64)
    attention_resolution: int = attention_setting(32)

    label_ways = ("concatenation", "norm")
    spectral_norm = bounds_slope = True

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, height, width = shape.sample_shape
        generator = ClassResidualGenerator(
            self.z_dim + shape.extra_latents,
            shape.sample_shape,
            widening_generator(self.base_channels, height),
            self.attention_resolution,
            shape.g_classes,
        )
        discriminator = ResidualDiscriminator(
            (channels + shape.extra_channels, height, width),
            widening_discriminator(self.d_channels, height),
            self.attention_resolution,
        )
        for network in (generator, discriminator):
            initialize_xavier(network)
            normalize_spectrally(network)
        return Networks(generator, discriminator)

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution must be reachable by doubling, and have a map that small."""
        yield from residual_problems(config, self.attention_resolution)

"""SAGAN: residual networks with self-attention, both with spectral norm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.architectures._residual import (
    ClassResidualGenerator,
    ResidualDiscriminator,
    residual_problems,
    widening_discriminator,
    widening_generator,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
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

    z_dim: int = setting(
        128,
        "Latent size",
        "How many numbers an image is made from; each becomes a slider in Explore.",
        minimum=1,
        maximum=1024,
    )
    base_channels: int = setting(
        64,
        "Generator's channels",
        "Channels at the largest resolution; each smaller one has twice as many, up to 16 times. Twice "
        "the channels draw finer pictures and take about three times as long.",
        minimum=4,
        maximum=512,
        log=True,
    )
    d_channels: int = setting(
        64,
        "Discriminator's channels",
        "Channels after the first block; each later one has twice as many, up to 16 times.",
        minimum=4,
        maximum=512,
        log=True,
    )
    attention_resolution: int = setting(
        32,
        "Attention at",
        "In each network the largest map whose side is at most this has self-attention, which lets far "
        "parts of a picture agree; 0 for none. Twice the side takes 16 times the memory for it.",
        minimum=0,
        maximum=256,
        unit="px",
    )

    label_ways = ("concatenation", "norm")
    bounds_slope = True

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

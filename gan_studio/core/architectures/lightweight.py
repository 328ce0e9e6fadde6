"""The lightweight GAN: networks that learn from a few hundred images, and on little hardware."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_studio.core.architectures._lightweight_discriminator import LightweightDiscriminator
from gan_studio.core.architectures._lightweight_generator import LightweightGenerator
from gan_studio.core.architectures._options import (
    NormedArchitecture,
    discriminator_channels_setting,
    generator_channels_setting,
    latent_setting,
)
from gan_studio.core.architectures.dcgan import doubling_problems, doublings
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Networks, NetworkShape
from gan_studio.core.layers.normalization import NORMALIZATIONS
from gan_studio.core.registry import ARCHITECTURES


@ARCHITECTURES.register(
    "lightweight",
    label="Lightweight (few-shot)",
    summary="Made for sets of a hundred to a few thousand images: shortcuts steady the generator, and the "
    "discriminator learns to redraw what it sees.",
)
@dataclass(frozen=True)
class Lightweight(NormedArchitecture):
    """Skip-layer excitation in G, self-supervised auto-encoding in D [Liu 2021]."""

    z_dim: int = latent_setting(256)
    base_channels: int = generator_channels_setting(
        64,
        "Channels at 128 px; smaller maps have more, larger ones fewer. 64 in the paper; a quarter of "
        "it suffices for small pictures.",
    )
    d_channels: int = discriminator_channels_setting(
        64,
        "Channels at 128 px; smaller maps have more, larger ones fewer.",
    )
    reconstruction_weight: float = setting(
        1.0,
        "Reconstruction",
        "How much the discriminator must be able to redraw real images, which keeps it from looking at a "
        "few telling spots alone; 0 leaves that out, which is faster.",
        minimum=0.0,
        maximum=100.0,
    )
    d_norm: str = setting(
        "batch",
        "Discriminator's norm",
        "What keeps the discriminator's features in range. A gradient penalty asks for layer or "
        "instance norm or none, since batch norm mixes the images of a batch.",
        choices=NORMALIZATIONS,
    )
    spectral_norm: bool = setting(
        False,
        "Spectral norm",
        "Divides each layer of the discriminator by its largest singular value, which steadies the game.",
    )

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        count = doublings(shape.sample_shape[1])
        z_dim = self.z_dim + shape.extra_latents
        return Networks(
            LightweightGenerator(self.base_channels, z_dim, shape.sample_shape, count),
            LightweightDiscriminator(
                shape.sample_shape,
                shape.extra_channels,
                count,
                width=self.d_channels,
                norm=self.d_norm,
                reconstruction_weight=self.reconstruction_weight,
                has_spectral_norm=self.spectral_norm,
            ),
        )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution must be reachable by doubling."""
        yield from doubling_problems(config, "The lightweight GAN")

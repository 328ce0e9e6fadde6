"""BigGAN: large residual networks that are told class and latent at every level."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.architectures._options import (
    attention_setting,
    widening_discriminator_setting,
    widening_generator_setting,
)
from gan_studio.core.architectures._residual import (
    ResidualDiscriminator,
    ResidualGenerator,
    residual_problems,
    widening_discriminator,
    widening_generator,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Networks, NetworkShape, SampleShape
from gan_studio.core.layers.conditional_norm import VectorBatchNorm
from gan_studio.core.layers.labels import ClassEmbedding
from gan_studio.core.layers.residual import initialize_orthogonal
from gan_studio.core.layers.spectral import normalize_spectrally
from gan_studio.core.registry import ARCHITECTURES


class BigGanGenerator(ResidualGenerator):
    """Each block is told a part of the latent of its own beside the class [Brock 2019, appendix B].

    The latent is cut into equal parts, one for the projection and one for each block; what cannot be
    shared out evenly goes to the projection. One embedding of the class serves all blocks.
    """

    def __init__(self, options: BigGan, z_dim: int, sample_shape: SampleShape, num_classes: int) -> None:
        widths = widening_generator(options.base_channels, sample_shape[1])
        part = z_dim // len(widths)
        told_dim = part + (options.shared_dim if num_classes else 0)
        super().__init__(
            z_dim,
            sample_shape,
            widths,
            options.attention_resolution,
            lambda channels: VectorBatchNorm(channels, told_dim),
            z_dim - part * (len(widths) - 1),
        )
        self.num_classes, self.part = num_classes, part
        if num_classes:
            self.shared = ClassEmbedding(num_classes, options.shared_dim)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] from latents [N, Z] and, where there are classes, labels [N]."""
        start_dim = self.z_dim - self.part * len(self.blocks)
        start, *parts = z.split([start_dim, *[self.part] * len(self.blocks)], dim=1)
        if self.num_classes:
            shared = self.shared(labels).to(z.dtype)
            parts = [torch.cat([shared, part], dim=1) for part in parts]
        return self.drawn(start, parts)

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The projection's weight and those of the blocks' norms, each where its part of the latent is."""
        told = [
            torch.cat([layer.weight[:, -self.part :] for norm in norms for layer in (norm.gain, norm.bias)])
            for norms in ((block.norm1, block.norm2) for block in self.blocks)
        ]
        return (torch.block_diag(self.start.weight, *told),)

    def draw(self, z: Tensor, labels: Tensor | None = None, psi: float | Tensor = 1.0) -> Tensor:
        """Images of latents drawn from a truncated normal distribution [Brock 2019, section 3.1].

        Numbers beyond the threshold 2 psi / (1 - psi), which is 2 at psi 0.5, are not drawn again, which
        would lose the seed, but all are moved so that they are distributed as if they were. Without
        truncation, from psi 1 on, and below 0 latents are scaled.
        """
        psi = torch.as_tensor(psi, dtype=z.dtype, device=z.device).view(-1, 1)
        inside = psi.clamp(0, 1)
        threshold = 2 * inside / (1 - inside).clamp(min=1e-6)
        cut = torch.where((psi > 0) & (psi < 1), truncated(z, threshold.clamp(min=1e-3)), psi * z)
        return self(cut, labels)


def truncated(z: Tensor, threshold: Tensor) -> Tensor:
    """Standard normal numbers mapped, in the same order, to a normal distribution cut at +-threshold."""
    share = torch.erf(z / math.sqrt(2)) * torch.erf(threshold / math.sqrt(2))
    return (torch.erfinv(share) * math.sqrt(2)).clamp(-threshold, threshold)


@ARCHITECTURES.register(
    "biggan",
    label="BigGAN",
    summary="SAGAN made large: every level is told the class and a part of the latent of its own.",
)
@dataclass(frozen=True)
class BigGan(Architecture):
    """Wide residual networks with spectral norm and attention in both [Brock 2019, appendix B].

    Its discriminator is told the class by projection, which the conditioning does.
    """

    z_dim: int = setting(
        120,
        "Latent size",
        "How many numbers an image is made from; each level of the generator is told an equal part.",
        minimum=16,
        maximum=1024,
    )
    shared_dim: int = setting(
        128,
        "Class embedding",
        "How many numbers stand for a class in the generator; all its norms share them.",
        minimum=1,
        maximum=1024,
    )
    base_channels: int = widening_generator_setting(96)
    d_channels: int = widening_discriminator_setting(96)
    attention_resolution: int = attention_setting(64)

    label_ways = ("concatenation", "norm")
    spectral_norm = bounds_slope = True

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, height, width = shape.sample_shape
        generator = BigGanGenerator(
            self, self.z_dim + shape.extra_latents, shape.sample_shape, shape.g_classes
        )
        discriminator = ResidualDiscriminator(
            (channels + shape.extra_channels, height, width),
            widening_discriminator(self.d_channels, height),
            self.attention_resolution,
            is_wide=True,
        )
        for network in (generator, discriminator):
            initialize_orthogonal(network)
            normalize_spectrally(network)
        return Networks(generator, discriminator)

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution must be reachable by doubling, and have a map that small."""
        yield from residual_problems(config, self.attention_resolution)

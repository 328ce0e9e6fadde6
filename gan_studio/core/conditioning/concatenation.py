"""Labels as an embedding joined to the latent and to the image."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import (
    Architecture,
    Conditioning,
    Discriminator,
    Generator,
    Networks,
    NetworkShape,
    SampleShape,
    WrappedDiscriminator,
)
from gan_studio.core.registry import CONDITIONINGS


class ConcatGenerator(Generator):
    """A generator whose latent is extended by the label's embedding."""

    def __init__(self, core: Generator, z_dim: int, num_classes: int, embedding_dim: int) -> None:
        super().__init__(z_dim, core.sample_shape)
        self.num_classes = num_classes
        self.embedding = nn.Embedding(num_classes, embedding_dim)
        self.core = core

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] of the classes `labels` [N]."""
        return self.core(torch.cat([z, self.embedding(labels).to(z.dtype)], dim=1))


class ConcatDiscriminator(WrappedDiscriminator):
    """A discriminator that sees the label as one more channel of the image."""

    def __init__(self, core: Discriminator, sample_shape: SampleShape, num_classes: int) -> None:
        super().__init__(core)
        self.side = sample_shape[1:]
        self.embedding = nn.Embedding(num_classes, self.side[0] * self.side[1])

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Features [N, ...] of images [N, C, H, W] as members of the classes `labels` [N]."""
        plane = self.embedding(labels).view(-1, 1, *self.side)
        return self.core.features(torch.cat([images, plane.to(images.dtype)], dim=1))


@CONDITIONINGS.register(
    "concatenation",
    label="Concatenated embedding",
    summary="The class is joined to the latent and, as one more channel, to the image.",
)
@dataclass(frozen=True)
class Concatenation(Conditioning):
    """A learned embedding of the class beside both networks' inputs [Mirza 2014, section 3.2]."""

    embedding_dim: int = setting(
        32,
        "Embedding size",
        "How many numbers stand for a class beside the generator's latent.",
        minimum=1,
        maximum=1024,
    )

    optional: bool = setting(
        False,
        "Only where there are classes",
        "Trains without classes where the data set has none, instead of refusing it.",
    )

    uses_labels = True

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks behind embeddings of the label; as they are without classes."""
        if num_classes == 0:
            return super().networks(architecture, sample_shape, num_classes)
        shape = NetworkShape(sample_shape, extra_latents=self.embedding_dim, extra_channels=1)
        generator, discriminator = architecture.networks(shape)
        z_dim = generator.z_dim - self.embedding_dim
        return Networks(
            ConcatGenerator(generator, z_dim, num_classes, self.embedding_dim),
            ConcatDiscriminator(discriminator, sample_shape, num_classes),
        )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Classes are needed, unless they are optional."""
        if data is not None and data.num_classes == 0 and not self.optional:
            yield Problem(
                "conditioning",
                "The data set has no classes to condition on; put the images of each class into a "
                "folder of its own, choose no conditioning, or switch on “Only where there are classes”.",
            )

"""A discriminator whose score asks how well an image fits its class."""

from __future__ import annotations

import dataclasses

from torch import Tensor, nn

from gan_studio.core.conditioning._telling import told_networks
from gan_studio.core.contracts import (
    Architecture,
    Discriminator,
    Networks,
    NetworkShape,
    SampleShape,
    WrappedDiscriminator,
)
from gan_studio.core.layers.labels import ClassEmbedding
from gan_studio.core.layers.spectral import normalize_weight


class ProjectionDiscriminator(WrappedDiscriminator):
    """The score plus the inner product of the class's vector and the image's features.

    The features are what the network's own last layer sees: sums over all places where it sums, as the
    paper's ResNet does; else each place of a map has a part of the class's vector of its own.

    Args:
        core: the discriminator to be told the class.
        num_classes: K.
        spectral_norm: whether the vectors, as a matrix, have a largest singular value of 1.
    """

    def __init__(self, core: Discriminator, num_classes: int, spectral_norm: bool) -> None:
        super().__init__(core)
        self.embedding = ClassEmbedding(num_classes, core.num_features)
        nn.init.normal_(self.embedding.weight, 0.0, core.num_features**-0.5)
        if spectral_norm:
            normalize_weight(self.embedding)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N] of images as members of the classes `labels` [N] [Miyato 2018b, eq. 3]."""
        fit = (self.embedding(labels) * features.flatten(1)).sum(dim=1)
        return self.core.score(features, labels) + fit


def projecting_networks(
    architecture: Architecture, sample_shape: SampleShape, num_classes: int, way: str, embedding_dim: int
) -> Networks:
    """The architecture's networks, both told the class, the discriminator by projection.

    Args:
        way, embedding_dim: of the generator, as told_networks takes them.
    """
    shape = NetworkShape(sample_shape)
    if architecture.projects_labels:
        own = dataclasses.replace(shape, d_classes=num_classes)
        return told_networks(architecture, own, num_classes, way, embedding_dim)
    generator, core = told_networks(architecture, shape, num_classes, way, embedding_dim)
    return Networks(generator, ProjectionDiscriminator(core, num_classes, architecture.spectral_norm))

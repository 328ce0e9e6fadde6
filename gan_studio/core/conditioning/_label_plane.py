"""A discriminator that sees the class as one more channel of the image."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_studio.core.contracts import Discriminator, SampleShape, WrappedDiscriminator
from gan_studio.core.layers.doubling import pooled
from gan_studio.core.layers.labels import ClassEmbedding


class ConcatDiscriminator(WrappedDiscriminator):
    """A discriminator that sees the label as one more channel of the image."""

    def __init__(self, core: Discriminator, sample_shape: SampleShape, num_classes: int) -> None:
        super().__init__(core)
        self.side = sample_shape[1:]
        self.embedding = ClassEmbedding(num_classes, self.side[0] * self.side[1])

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Features [N, ...] of images [N, C, H, W] as members of the classes `labels` [N]."""
        # Networks that grow are shown smaller images while they are small.
        plane = pooled(self.embedding(labels).view(-1, 1, *self.side), images.shape[-1])
        return self.core.features(torch.cat([images, plane.to(images.dtype)], dim=1))

"""Minibatch standard deviation: the discriminator is told how much the images of a batch vary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Networks, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._joined import JoinedDiscriminator, lone_batch_problems

_SMALL = 1e-8
"""Added to a variance, whose root would have no slope at 0."""


class GroupSpread(nn.Module):
    """How much features vary in a group: the mean of their standard deviations [Karras 2018, section 3].

    Args:
        group: images in a group; where they do not divide a batch, the next smaller number that does.
    """

    def __init__(self, group: int) -> None:
        super().__init__()
        self.group = group

    def forward(self, features: Tensor) -> Tensor:
        """The spread float32 [N, 1] of each image's group, of features [N, ...]."""
        count = len(features)
        size = max(size for size in range(1, self.group + 1) if count % size == 0)
        with torch.autocast(features.device.type, enabled=False):
            # Neighbours in the batch belong to different groups: [G, N / G, F].
            groups = features.flatten(1).float().unflatten(0, (size, -1))
            variance = groups.var(dim=0, unbiased=False)
            return (variance + _SMALL).sqrt().mean(dim=1).repeat(size).unsqueeze(1)


@REGULARIZERS.register(
    "minibatch_std",
    label="Minibatch standard deviation",
    summary="Tells the discriminator how much a batch varies, so that fakes must vary as real images do.",
)
@dataclass(frozen=True)
class MinibatchStd(Regularizer):
    """The features' mean standard deviation over groups, joined to them before the last layer.

    Karras joins it as one more map some layers earlier; StyleGAN's own networks have it there.
    """

    group: int = setting(
        4,
        "Images in a group",
        "Over how many images the variation is measured. Progressive GAN took the whole batch, later "
        "networks 4.",
        minimum=2,
        maximum=256,
    )

    # A score depends on the others through one number alone, and gradient penalties are used along with
    # it [Karras 2018]; so it does not count as mixing the batch.
    mixes_batch = False

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """There must be another image to compare with."""
        yield from lone_batch_problems(config, "minibatch standard deviation")

    def fitted(self, networks: Networks) -> Networks:
        """The networks with a discriminator that knows how much a batch varies."""
        wrapped = JoinedDiscriminator(networks.discriminator, GroupSpread(self.group), 1)
        return networks._replace(discriminator=wrapped)

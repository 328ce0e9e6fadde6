"""Minibatch standard deviation: the discriminator is told how much the images of a batch vary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from gan_studio.core.batch_problems import group_problems, lone_batch_problems
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Networks, Regularizer
from gan_studio.core.layers.minibatch_std import minibatch_std
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._joined import JoinedDiscriminator


class GroupSpread(nn.Module):
    """How much features vary in a group: the mean of their standard deviations [Karras 2018, section 3].

    Args:
        group: images in a group; where they do not divide a batch, the next smaller number that does.
    """

    def __init__(self, group: int) -> None:
        super().__init__()
        self.group = group

    def forward(self, features: Tensor) -> Tensor:
        """The spread [N, 1] of each image's group, of features [N, ...]."""
        places = features.flatten(1)[:, :, None, None]  # [N, F, 1, 1]
        return minibatch_std(places, self.group)[:, -1, 0]


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
        """There must be another image to compare with, and whole groups of them."""
        found = [*lone_batch_problems(config, "minibatch standard deviation")]
        yield from found or group_problems(config, self.group)

    def fitted(self, networks: Networks) -> Networks:
        """The networks with a discriminator that knows how much a batch varies."""
        wrapped = JoinedDiscriminator(networks.discriminator, GroupSpread(self.group), 1)
        return networks._replace(discriminator=wrapped)

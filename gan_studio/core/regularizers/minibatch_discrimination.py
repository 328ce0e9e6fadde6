"""Minibatch discrimination: each image is judged by how alike the others of its batch are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.batch_problems import lone_batch_problems
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Networks, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._joined import JoinedDiscriminator


class Closeness(nn.Module):
    """How close each image is to the others of its batch, in several ways that are learned.

    With M_i = f(x_i) T, a matrix [B, C] where the weight T is learned, the image is given the numbers
    o(x_i)_b = 1/N sum over j of exp(-|M_ib - M_jb|_1) [Salimans 2016, section 3.2]; j runs over the whole
    batch, the image itself included. The paper has no 1/N, which the last layer can undo: with it, scores
    do not grow with the batch.

    Args:
        num_features: F.
        ways: B.
        size: C, how many numbers are compared in each way.
    """

    def __init__(self, num_features: int, ways: int, size: int) -> None:
        super().__init__()
        self.shape = (size, ways)  # the other way round than on paper, which sums twice as fast
        # As large as keeps the variance of features, which is where exp(-distance) has a slope.
        self.weight = nn.Parameter(torch.randn(num_features, size * ways).div_(num_features**0.5))

    def forward(self, features: Tensor) -> Tensor:
        """Closeness [N, B], within (0, 1], of features [N, ...]."""
        rows = (features.flatten(1) @ self.weight).unflatten(1, self.shape)  # [N, C, B]
        distances = (rows.unsqueeze(0) - rows.unsqueeze(1)).abs().sum(dim=2)  # [N, N, B]
        return distances.neg().exp().mean(dim=1)


@REGULARIZERS.register(
    "minibatch_discrimination",
    label="Minibatch discrimination",
    summary="Lets the discriminator see when made images are too much alike, which fights mode collapse.",
)
@dataclass(frozen=True)
class MinibatchDiscrimination(Regularizer):
    """Closeness to the rest of the batch, joined to the features before the last layer."""

    ways: int = setting(
        100,
        "Ways to compare (B)",
        "In how many learned ways images are compared. More see finer likeness and take longer.",
        minimum=1,
        maximum=1000,
        log=True,
    )
    size: int = setting(
        5,
        "Numbers in each way (C)",
        "How many learned numbers of an image are compared in each way.",
        minimum=1,
        maximum=100,
        log=True,
        advanced=True,
    )

    mixes_batch = True

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """There must be another image to compare with."""
        yield from lone_batch_problems(config, "minibatch discrimination")

    def fitted(self, networks: Networks) -> Networks:
        """The networks with a discriminator that compares the images of a batch."""
        core = networks.discriminator
        closeness = Closeness(core.num_features, self.ways, self.size)
        return networks._replace(discriminator=JoinedDiscriminator(core, closeness, self.ways))

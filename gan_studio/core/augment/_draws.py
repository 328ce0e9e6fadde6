"""Random parameters of a batch's images, and changes to some of its images."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


class Draws:
    """Draws one number for each of N images; numbers are always drawn, so that as many are however p stands.

    Args:
        count: N.
        probability: of each change, a scalar on the device.
        random: the source, on the device.
    """

    def __init__(self, count: int, probability: Tensor, random: torch.Generator) -> None:
        self.probability = probability
        self._count, self._random = count, random

    def happens(self, probability: Tensor | None = None) -> Tensor:
        """For each image whether a change is made to it [N], with another probability where one is given."""
        probability = self.probability if probability is None else probability
        return self.uniform(0.0, 1.0) < probability

    def uniform(self, low: float, high: float) -> Tensor:
        """Evenly from low to high [N]."""
        return low + (high - low) * torch.rand(
            self._count, device=self._random.device, generator=self._random
        )

    def normal(self, std: float) -> Tensor:
        """From N(0, std) [N]."""
        return std * torch.randn(self._count, device=self._random.device, generator=self._random)

    def doublings(self, std: float) -> Tensor:
        """Factors 2 ** n with n from N(0, std) [N]: a log-normal of standard deviation std ln 2."""
        return torch.exp2(self.normal(std))

    def whole(self, low: int, high: int) -> Tensor:
        """Whole numbers from low to high, both included, as floats [N]."""
        drawn = torch.randint(
            low, high + 1, (self._count,), device=self._random.device, generator=self._random
        )
        return drawn.float()


def changed_where(
    chosen: Tensor, images: Tensor, change: Callable[..., Tensor], *parameters: Tensor
) -> Tensor:
    """Images of which the chosen ones are changed and the others are exactly what they were.

    On a CPU, where asking costs nothing, only the chosen ones are computed.

    Args:
        chosen: whether each image is changed [N].
        images: [N, C, H, W].
        change: from images and their parameters to images, each by itself.
        parameters: of every image [N, ...].
    """
    if images.device.type != "cpu":
        return torch.where(chosen.view(-1, 1, 1, 1), change(images, *parameters), images)
    rows = chosen.nonzero().squeeze(1)
    if len(rows) == 0:
        return images
    return images.index_copy(0, rows, change(images[rows], *(held[rows] for held in parameters)))

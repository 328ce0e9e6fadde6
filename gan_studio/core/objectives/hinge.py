"""The hinge game."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.contracts import Objective
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "hinge",
    label="Hinge",
    summary="The discriminator stops pushing once an image is on the right side by a margin of 1.",
)
@dataclass(frozen=True)
class Hinge(Objective):
    """Margins of 1 for D, plain scores for G [Lim 2017; Miyato 2018, eq. 16 and 17]."""

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))]."""
        return (1 - real).relu().mean() + (1 + fake).relu().mean()

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """-E[D(G(z))]."""
        return -fake.mean()

"""The relativistic average game: real images against the average fake, and the reverse."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.objectives._relativistic import RelativisticGame
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "relativistic_average",
    label="Relativistic average",
    summary="The discriminator judges how much more real an image looks than the average of the other kind.",
)
@dataclass(frozen=True)
class RelativisticAverage(RelativisticGame):
    """Scores less the mean score of the other kind, in all three forms [Jolicoeur-Martineau 2018].

    The logistic form is RaSGAN, the others are RaLSGAN and RaHingeGAN (its appendix).
    """

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """E[cost(D(x) - E D(G(z)))] + E[cost(E D(x) - D(G(z)))]."""
        return self.cost(real - fake.mean()).mean() + self.cost(real.mean() - fake).mean()

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """The discriminator's loss with the two kinds exchanged, which is its non-saturating form."""
        return self.discriminator_loss(fake, real)

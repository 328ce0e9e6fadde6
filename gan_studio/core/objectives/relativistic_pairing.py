"""The relativistic pairing game: each real image against one fake."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.objectives._relativistic import RelativisticGame
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "relativistic_pairing",
    label="Relativistic pairing",
    summary="The discriminator judges which of a real and a made image is real; with R1 and R2 it settles.",
)
@dataclass(frozen=True)
class RelativisticPairing(RelativisticGame):
    """Scores less those of partners of the other kind [Jolicoeur-Martineau 2018, eq. 3; Huang 2024, eq. 2].

    The i-th real image is paired with the i-th fake; where one side has more, the other begins again, so
    that every image has a partner.
    """

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """E[cost(D(x) - D(G(z)))] over pairs."""
        count = max(len(real), len(fake))
        return self.cost(_repeated(real, count) - _repeated(fake, count)).mean()

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """E[cost(D(G(z)) - D(x))] over pairs."""
        return self.discriminator_loss(fake, real)


def _repeated(scores: Tensor, count: int) -> Tensor:
    """So many scores [count] of scores [N], which begin again at their end."""
    return scores.repeat(-(-count // len(scores)))[:count]

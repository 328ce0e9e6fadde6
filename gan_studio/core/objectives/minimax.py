"""The original minimax game, whose generator loss saturates."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from gan_studio.core.objectives._cross_entropy import CrossEntropyGame
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "minimax",
    label="Minimax (saturating)",
    summary="The game as first written down; the generator learns little while the discriminator is sure.",
)
@dataclass(frozen=True)
class Minimax(CrossEntropyGame):
    """min over G, max over D of E[log D(x)] + E[log(1 - D(G(z)))] [Goodfellow 2014, eq. 1]."""

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """E[log(1 - D(G(z)))], which is -softplus of the scores."""
        return -functional.softplus(fake).mean()

"""The non-saturating game: the generator maximises the discriminator's doubt instead."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from gan_studio.core.objectives._cross_entropy import CrossEntropyGame
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "non_saturating",
    label="Non-saturating",
    summary="The usual form of the original game: the generator keeps a strong gradient while it loses.",
)
@dataclass(frozen=True)
class NonSaturating(CrossEntropyGame):
    """D as in minimax; G minimises -E[log D(G(z))] [Goodfellow 2014, section 3]."""

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """-E[log D(G(z))], which is softplus of the negated scores."""
        return functional.softplus(-fake).mean()

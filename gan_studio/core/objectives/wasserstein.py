"""The Wasserstein game, whose critic estimates a distance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig
from gan_studio.core.contracts import Objective
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "wasserstein",
    label="Wasserstein",
    summary="The critic estimates how far fakes are from the data; it needs clipping or a gradient penalty.",
)
@dataclass(frozen=True)
class Wasserstein(Objective):
    """The critic maximises E[D(x)] - E[D(G(z))] over 1-Lipschitz functions [Arjovsky 2017, eq. 2]."""

    gap_name = "wasserstein"
    undecided = None

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Something must bound the critic's slope."""
        if not config.bounds_slope:
            yield Problem(
                "objective",
                "A Wasserstein critic runs away without a bound on its slope; switch on weight clipping, a "
                "gradient penalty (without batch norm in the discriminator) or spectral norm (without any "
                "norm in it).",
            )

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """E[D(G(z))] - E[D(x)]."""
        return fake.mean() - real.mean()

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """-E[D(G(z))]."""
        return -fake.mean()

"""Least squares in place of cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Objective
from gan_studio.core.registry import OBJECTIVES


@OBJECTIVES.register(
    "least_squares",
    label="Least squares (LSGAN)",
    summary="Scores are drawn to target values, so that even fakes on the right side keep a gradient.",
)
@dataclass(frozen=True)
class LeastSquares(Objective):
    """Half squared distances of scores from targets a, b and c [Mao 2017, eq. 2]."""

    a: float = setting(
        0.0, "Target for fakes (a)", "The score the discriminator gives fakes.", minimum=-10.0, maximum=10.0
    )
    b: float = setting(
        1.0,
        "Target for real (b)",
        "The score that real images should get.",
        minimum=-10.0,
        maximum=10.0,
    )
    c: float = setting(
        1.0,
        "Generator's target (c)",
        "The score the generator wants for its fakes; b or the middle of a and b.",
        minimum=-10.0,
        maximum=10.0,
    )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Targets must differ, and scores rise towards real images, as they do everywhere."""
        if self.a == self.b:
            yield Problem(
                "objective.a",
                f"Real images and fakes would both have the target {self.a:g}, which teaches the "
                f"discriminator nothing; choose {self.b - 1:g} for fakes.",
            )
        elif self.a > self.b:
            yield Problem(
                "objective.a",
                f"The target of fakes ({self.a:g}) lies above that of real images ({self.b:g}), which would "
                f"turn every score and accuracy upside down; choose {self.b:g} for fakes and {self.a:g} for "
                "real images.",
            )

    @property
    def undecided(self) -> float:
        """Half-way between the two targets."""
        return (self.a + self.b) / 2

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """1/2 E[(D(x) - b)^2] + 1/2 E[(D(G(z)) - a)^2]."""
        return 0.5 * ((real - self.b).square().mean() + (fake - self.a).square().mean())

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """1/2 E[(D(G(z)) - c)^2]."""
        return 0.5 * (fake - self.c).square().mean()

"""What the two forms of the original game share: a discriminator that classifies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Objective


@dataclass(frozen=True)
class CrossEntropyGame(Objective):
    """A discriminator that minimises cross-entropy, with smoothed targets if wanted."""

    smooth_real: float = setting(
        0.0,
        "Smoothing of real labels",
        "How far the target for real images is lowered from 1. A tenth keeps the discriminator from "
        "growing overconfident (one-sided label smoothing).",
        minimum=0.0,
        maximum=0.5,
    )
    smooth_fake: float = setting(
        0.0,
        "Smoothing of fake labels",
        "How far the target for fakes is raised from 0, which makes the smoothing two-sided.",
        minimum=0.0,
        maximum=0.5,
    )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Targets must differ."""
        if self.smooth_fake >= 1 - self.smooth_real:
            yield Problem(
                "objective.smooth_fake",
                f"Real images and fakes would both have the target {self.smooth_fake:g}, which teaches the "
                "discriminator nothing; choose 0.1 or less for both smoothings.",
            )

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """Cross-entropy with targets 1 - smooth_real for real images and smooth_fake for fakes.

        With a target t, -t log s(x) - (1 - t) log(1 - s(x)) = softplus(x) - t x [Salimans 2016, section 3.4].
        """
        of_real = functional.softplus(real) - (1 - self.smooth_real) * real
        of_fake = functional.softplus(fake) - self.smooth_fake * fake
        return of_real.mean() + of_fake.mean()

    def verdict(self, scores: Tensor) -> Tensor:
        """The probability of being real."""
        return scores.sigmoid()

"""Density: how thick with real pictures the places are where generated ones lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_studio.core.config import setting
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._neighbours import MOST_NEIGHBOURS, share
from gan_studio.core.registry import METRICS


@METRICS.register(
    "density",
    label="Density",
    summary="How many real pictures lie around a generated one, beside how many lie around a real one.",
)
@dataclass(frozen=True)
class Density(Metric):
    """Mean number of real balls around a generated picture, over k [Naeem 2020, eq. 4].

    Unlike precision, one real picture far from the others hardly raises it. It can exceed 1.
    """

    better: ClassVar[str] = "higher"
    aspect: ClassVar[str] = "fidelity"

    k: int = setting(
        5,
        "Neighbours",
        "How many neighbours the ball around a real picture reaches to; more of them steady the score.",
        minimum=1,
        maximum=MOST_NEIGHBOURS,
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The mean, of as many real as generated pictures."""
        return (yield from share(evidence, self.k, lambda overlap: overlap.density))

"""Recall: the share of real pictures that the generated ones reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_studio.core.config import setting
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._neighbours import MOST_NEIGHBOURS, share
from gan_studio.core.registry import METRICS


@METRICS.register(
    "recall",
    label="Recall",
    summary="Share of real pictures that lie among the generated ones.",
)
@dataclass(frozen=True)
class Recall(Metric):
    """Share of real pictures within the k-th neighbour of some generated one [Kynkäänniemi 2019, eq. 2]."""

    better: ClassVar[str] = "higher"
    aspect: ClassVar[str] = "variety"

    k: int = setting(
        3,
        "Neighbours",
        "How many neighbours the ball around a generated picture reaches to; more of them forgive more.",
        minimum=1,
        maximum=MOST_NEIGHBOURS,
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The share, of as many real as generated pictures."""
        return (yield from share(evidence, self.k, lambda overlap: overlap.recall))

"""Precision: the share of generated pictures that look real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_studio.core.config import setting
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._neighbours import MOST_NEIGHBOURS, share
from gan_studio.core.registry import METRICS


@METRICS.register(
    "precision",
    label="Precision",
    summary="Share of generated pictures that lie among the real ones.",
)
@dataclass(frozen=True)
class Precision(Metric):
    """Share of generated pictures within the k-th neighbour of some real one [Kynkäänniemi 2019, eq. 2]."""

    better: ClassVar[str] = "higher"
    aspect: ClassVar[str] = "fidelity"

    k: int = setting(
        3,
        "Neighbours",
        "How many neighbours the ball around a real picture reaches to; more of them forgive more.",
        minimum=1,
        maximum=MOST_NEIGHBOURS,
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The share, of as many real as generated pictures."""
        return (yield from share(evidence, self.k, lambda overlap: overlap.precision))

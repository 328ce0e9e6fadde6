"""Coverage: the share of real pictures that have a generated one near them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_studio.core.config import setting
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._neighbours import MOST_NEIGHBOURS, share
from gan_studio.core.registry import METRICS


@METRICS.register(
    "coverage",
    label="Coverage",
    summary="Share of real pictures that have a generated one nearby.",
)
@dataclass(frozen=True)
class Coverage(Metric):
    """Share of real pictures with a generated one within their k-th neighbour [Naeem 2020, eq. 5].

    Unlike recall, a generated picture far from everything does not raise it.
    """

    better: ClassVar[str] = "higher"
    aspect: ClassVar[str] = "variety"

    k: int = setting(
        5,
        "Neighbours",
        "How many neighbours the ball around a real picture reaches to; more of them forgive more.",
        minimum=1,
        maximum=MOST_NEIGHBOURS,
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The share, of as many real as generated pictures."""
        return (yield from share(evidence, self.k, lambda overlap: overlap.coverage))

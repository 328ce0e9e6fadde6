"""Fréchet Inception distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._frechet import fault_of, frechet_distance
from gan_studio.core.metrics._trust import unpublished
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured

COMPARABLE_COUNT = 10_000
"""Pictures on either side from which on scores hardly depend on their number."""


@METRICS.register(
    "fid",
    label="FID",
    summary="How far apart real and generated pictures are, each seen as a Gaussian of features.",
)
@dataclass(frozen=True)
class FrechetInceptionDistance(Metric):
    """Fréchet distance between the Gaussians of real and of generated features [Heusel 2017, eq. 6].

    It sees sharpness and variety at once. It is biased upwards for few pictures, by an amount that
    depends on the model [Bińkowski 2018, section 4], so that only equal, large counts compare.
    """

    is_live: ClassVar[bool] = True

    def measure(self, evidence: Evidence) -> Measuring:
        """The distance of all pictures' moments."""
        real, fake = evidence.real.moments, evidence.fake.moments
        fault = fault_of(real, fake, "FID")
        if fault:
            return Measured(None, notes=(fault,))
        distance = yield from frechet_distance(real, fake)
        notes = unpublished(evidence, "FID")
        if min(real.count, fake.count) < COMPARABLE_COUNT:
            notes += (
                f"Fewer than {COMPARABLE_COUNT:,} pictures: not comparable with scores of other counts.",
            )
        if distance.ranks[0] != distance.ranks[1]:
            notes += (_degenerate(*distance.ranks),)
        return Measured(distance.value, notes=notes)


def _degenerate(real: int, fake: int) -> str:
    fewer, more = ("generated", "real") if fake < real else ("real", "generated")
    return (
        f"The features of the {fewer} pictures vary in {min(real, fake):,} directions and those of the "
        f"{more} ones in {max(real, fake):,}: a Gaussian fits them badly, so compare KID as well."
    )

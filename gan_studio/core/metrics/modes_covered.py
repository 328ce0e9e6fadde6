"""Modes covered: how many classes a model draws at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_studio.core.evidence import Evidence, Measuring
from gan_studio.core.metrics._class_probe import ClassMetric
from gan_studio.core.metrics._class_shares import class_shares
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured

_MOST_NAMED = 10


@METRICS.register(
    "modes_covered",
    label="Modes covered",
    summary="Number of the data's classes that make up at least a tenth of their share in the data.",
)
@dataclass(frozen=True)
class ModesCovered(ClassMetric):
    """Classes that are drawn, as counted of stacked digits [Metz 2017, section 3.3.1].

    There one picture is enough; here a tenth of the share in the data is asked for, since a
    classifier that is now and then wrong finds one picture of every class.
    """

    better: ClassVar[str] = "higher"

    def measure(self, evidence: Evidence) -> Measuring:
        """The number, of how many, and which are missing."""
        found = yield from class_shares(evidence)
        used = {"n_real": evidence.training.count, "n_fake": found.count}
        if not found.probe.is_trusted:
            return found.probe.distrust()
        if found.too_few:
            return Measured(None, notes=(found.too_few,), **used)
        covered, missing = int(found.covered.sum()), found.missing
        text = f"{covered} of {len(found.probe.classes)} classes are drawn"
        if missing:
            more = len(missing) - _MOST_NAMED
            text += f"; missing: {', '.join(missing[:_MOST_NAMED])}"
            text += f" and {more} more" if more > 0 else ""
        return Measured(float(covered), notes=(f"{text}.", found.probe.note), **used)

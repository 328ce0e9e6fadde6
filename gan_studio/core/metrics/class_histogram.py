"""Class histogram: how far the classes of generated pictures are from those of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan_studio.core.evidence import Evidence, Measuring
from gan_studio.core.metrics._class_probe import ClassMetric
from gan_studio.core.metrics._class_shares import class_shares
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Histogram, Measured


@METRICS.register(
    "class_histogram",
    label="Class histogram",
    summary="Share of generated pictures that would have to be of another class to match the data's classes.",
)
@dataclass(frozen=True)
class ClassHistogram(ClassMetric):
    """Total variation distance of the shares of classes, half the sum of |p - q|."""

    def measure(self, evidence: Evidence) -> Measuring:
        """The distance, with both histograms and the classes that are missing."""
        found = yield from class_shares(evidence)
        if not found.probe.is_trusted:
            return found.probe.distrust()
        histogram = Histogram(
            "Classes",
            found.probe.classes,
            {"generated": tuple(map(float, found.fake)), "data": tuple(map(float, found.real))},
            () if found.too_few else found.missing,
        )
        # The mean of |p - q| of a binomial share, taken as normal.
        chance = np.sqrt(found.real * (1 - found.real) * 2 / (np.pi * found.count)).sum() / 2
        by_chance = f"By chance, {found.count:,} pictures like the data's would be at about {chance:.3f}."
        return Measured(
            float(np.abs(found.fake - found.real).sum() / 2),
            notes=tuple(filter(None, (found.probe.note, by_chance, found.too_few))),
            details=(histogram,),
            n_real=evidence.training.count,
            n_fake=found.count,
        )

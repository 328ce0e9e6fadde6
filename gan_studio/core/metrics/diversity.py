"""Diversity: how different generated pictures look from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._pairs import mean_and_error, shuffled_pairs, squared_angle_distances
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured


@METRICS.register(
    "diversity",
    label="Diversity",
    summary="Mean distance of features of two generated pictures; best where it is that of the data's own.",
)
@dataclass(frozen=True)
class Diversity(Metric):
    """Mean squared distance of unit features over random pairs, in the manner of LPIPS [Zhang 2018, eq. 1].

    LPIPS weighs the features of every layer and place; here the extractor's features of the whole
    picture are compared. It is 0 for equal pictures and 2 for features at right angles. The spread is
    the standard error over pairs, none of which share a picture.
    """

    better: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset({"features"})

    def measure(self, evidence: Evidence) -> Measuring:
        """The mean, beside that of the data."""
        features, notes = evidence.fake.features, ()
        if len(features) < 2:
            return Measured(None, notes=("Diversity compares two or more pictures; take more.",))
        if not are_finite(features):
            return Measured(None, notes=(NOT_FINITE,))
        if evidence.real is not None and evidence.real.count > 1:
            yield from evidence.real.see(evidence.extractor)
            usual, _ = _of(evidence.real.features, evidence.seed)
            notes = (f"The data's own pictures: {usual:.3f}.",)
        value, error = _of(features, evidence.seed)
        return Measured(value, error, notes, n_fake=len(features))


def _of(features: np.ndarray, seed: int) -> tuple[float, float | None]:
    left, right = shuffled_pairs(len(features), seed)
    return mean_and_error(squared_angle_distances(features[left], features[right]))

"""Pairwise distance: how different the pixels of generated pictures are."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gan_studio.core.config import setting
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Measuring, Metric, PictureSet
from gan_studio.core.metrics._pairs import mean_and_error, shuffled_pairs
from gan_studio.core.metrics._pictures import root_mean_square
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured

_WHAT = "Comparing pixels"
_PAIRS_AT_ONCE = 32


@METRICS.register(
    "pairwise_distance",
    label="Pixel distance of pairs",
    summary="Mean difference of the pixels of two generated pictures, as a share of their range; best "
    "where it is that of the data's own.",
)
@dataclass(frozen=True)
class PairwiseDistance(Metric):
    """Mean over random pairs of the root mean square difference of pixels.

    It needs no features, and shows a collapse at once. The spread is the standard error over pairs,
    none of which share a picture.
    """

    better: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset()

    pictures: int = setting(
        2000, "Pictures", "How many pictures are put into pairs; more of them steady the mean.", minimum=2
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The mean, beside that of the data."""
        if evidence.fake.count < 2:
            return Measured(None, notes=("Pairs are made of two or more pictures; take more.",))
        value, error = mean_and_error((yield from self._distances(evidence.fake, evidence.seed)))
        notes = ()
        if evidence.real is not None and evidence.real.count > 1:
            usual, _ = mean_and_error((yield from self._distances(evidence.real, evidence.seed)))
            notes = (f"The data's own pictures: {usual:.3f}.",)
        return Measured(value, error, notes, n_fake=min(self.pictures, evidence.fake.count))

    def _distances(self, pictures: PictureSet, seed: int) -> Generator[Preparing, None, np.ndarray]:
        left, right = (rows[: self.pictures // 2] for rows in shuffled_pairs(pictures.count, seed))
        found = []
        for start in range(0, len(left), _PAIRS_AT_ONCE):
            yield Preparing(_WHAT, start / len(left))
            rows = slice(start, start + _PAIRS_AT_ONCE)
            found.append(root_mean_square(pictures.images(left[rows]), pictures.images(right[rows])))
        return np.concatenate(found)

"""Inception Score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import rel_entr

from gan_studio.core.config import setting
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Measuring, Metric
from gan_studio.core.metrics._trust import NOT_FINITE, unpublished
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured


@METRICS.register(
    "inception_score",
    label="Inception Score",
    summary="How sure a classifier is of each picture while all of them spread over its classes.",
)
@dataclass(frozen=True)
class InceptionScore(Metric):
    """Exponential of the mean KL divergence of p(y|x) from p(y) [Salimans 2016, section 4].

    From 1, where all pictures look the same to the classifier, to its number of classes K. It never
    looks at real pictures.
    """

    better: ClassVar[str] = "higher"
    needs: ClassVar[frozenset[str]] = frozenset({"probabilities"})

    splits: int = setting(
        10,
        "Splits",
        "Into how many parts the pictures are split; each is scored, for the mean and its spread.",
        minimum=1,
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The mean over the splits, and its spread over them."""
        log_probabilities = evidence.fake.log_probabilities
        count, classes = log_probabilities.shape
        if count < 2:
            return Measured(None, notes=("Inception Score needs two or more pictures; draw more.",))
        probabilities = np.exp(log_probabilities.astype(np.float64))
        if not np.isfinite(probabilities).all():
            return Measured(None, notes=(NOT_FINITE,))
        splits = min(self.splits, count // 2)
        # Models with classes draw them in turn, and sets of pictures may be sorted: unshuffled splits
        # could hold some classes only.
        order = np.random.default_rng(evidence.seed).permutation(count)
        scores = []
        for done, rows in enumerate(np.array_split(order, splits)):
            yield Preparing("Computing the Inception Score", done / splits)
            scores.append(split_score(probabilities[rows]))
        notes = unpublished(evidence, "Inception Score")
        if count // splits < classes:
            notes += (
                f"A split holds {count // splits:,} pictures, fewer than the {classes:,} classes there are, "
                "so the score is too low; draw more pictures or use fewer splits.",
            )
        return Measured(float(np.mean(scores)), float(np.std(scores)) if splits > 1 else None, notes=notes)


def split_score(probabilities: np.ndarray) -> float:
    """Inception Score of one split, of probabilities float64 [n, K]."""
    divergences = rel_entr(probabilities, probabilities.mean(axis=0)).sum(axis=1)
    return float(np.exp(divergences.mean()))

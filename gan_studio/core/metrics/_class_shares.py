"""How many generated pictures are of which class."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gan_studio.core.data.threads import Pace
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics._class_probe import ClassProbe, class_probe

COVERED = 0.1
"""Share of its share in the data that a class needs among generated pictures to count as drawn."""

_FEWEST_EXPECTED = 30
"""Pictures of the rarest class that a model like the data would draw, for its absence to mean anything."""

_ROUNDS, _SETTLED = 500, 1e-6
_KEY = "class shares"


@dataclass(frozen=True, eq=False)
class ClassShares:
    """Shares of the classes among the pictures that are judged and in the data.

    Attributes:
        fake, real: float64 [K].
        probe: what told the classes.
        count: pictures that are judged.
    """

    fake: np.ndarray
    real: np.ndarray
    probe: ClassProbe
    count: int

    @property
    def covered(self) -> np.ndarray:
        """Bool [K]: the classes with at least a tenth of their share in the data."""
        return self.fake >= COVERED * self.real

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the other classes."""
        return tuple(name for name, held in zip(self.probe.classes, self.covered, strict=True) if not held)

    @property
    def too_few(self) -> str:
        """A sentence where there are too few pictures to say that a class is missing, or ""."""
        needed = int(np.ceil(_FEWEST_EXPECTED / self.real.min()))
        if self.count >= needed:
            return ""
        return (
            f"{self.count:,} pictures are too few to tell which classes are missing; take {needed:,} or more."
        )


def class_shares(evidence: Evidence) -> Generator[Preparing, None, ClassShares]:
    """The shares, once a classifier has been fitted; found once for all metrics."""
    if _KEY not in evidence.kept:
        probe = yield from class_probe(evidence)
        probabilities = yield from probe.told(evidence.fake.features)
        fake = yield from likely_shares(probabilities, probe.prior)
        evidence.kept[_KEY] = ClassShares(fake, probe.shares, probe, len(probabilities))
    return evidence.kept[_KEY]


def likely_shares(probabilities: np.ndarray, prior: np.ndarray) -> Generator[Preparing, None, np.ndarray]:
    """The most likely shares [K] of classes among pictures, given a classifier's probabilities [N, K].

    Counting what a classifier says finds every class, however rare, among those it is mistaken for:
    of Fashion-MNIST without shirts, one that is right for 91 % calls 2.8 % shirts, and of the ten
    classes, each left out in turn, five would not be missed. Expectation maximisation allows for the
    doubts [Saerens 2002, eq. 2.9], and finds less than 0.01 % of whichever class is left out.

    Args:
        prior: [K], shares of the classes among the pictures that the classifier learned from.
    """
    shares, pace = prior.copy(), Pace()
    for done in range(_ROUNDS):
        if pace.due():
            yield Preparing("Counting classes", done / _ROUNDS)
        weighted = probabilities * (shares / prior)
        weighted /= weighted.sum(axis=1, keepdims=True)
        before, shares = shares, weighted.mean(axis=0)
        if np.abs(shares - before).max() < _SETTLED:
            break
    return shares

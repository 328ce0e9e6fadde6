"""Balls around pictures that reach to their k-th neighbour, and who is inside them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import numpy as np

from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite
from gan_studio.core.scores import Measured

MOST_NEIGHBOURS = 32
"""The largest k that can be asked for; radii of all are kept, so that distances are computed once."""

_USUAL = (3, 5)
"""Neighbours that the papers take: found in one pass over the distances, as both are likely asked for."""

_BLOCK = 128
"""Rows of distances in memory at once."""

_TIED = 1e-12
"""Squared distances closer than this share of |a|^2 + |b|^2 are equal: features in float32 resolve no
less, and the rounding of |a|^2 + |b|^2 - 2 ab in float64 is far below it."""

_KEY = "neighbours"


@dataclass(frozen=True)
class Overlap:
    """How the two sets cover each other with balls to the k-th neighbour.

    Attributes:
        precision: share of generated pictures in the ball of some real one [Kynkäänniemi 2019, eq. 2].
        recall: share of real pictures in the ball of some generated one [the same].
        density: mean number of real balls that a generated picture is in, over k [Naeem 2020, eq. 4].
        coverage: share of real pictures with a generated one in their ball [Naeem 2020, eq. 5].
    """

    precision: float
    recall: float
    density: float
    coverage: float


class Neighbours:
    """Two sets of as many features, their radii, and the overlaps that were asked for.

    Args:
        real, fake: features [n, D]; finite.
    """

    def __init__(self, real: np.ndarray, fake: np.ndarray) -> None:
        center = real.mean(axis=0, dtype=np.float64)  # distances stay, and norms become small beside them
        self._real, self._fake = real - center, fake - center
        self._radii: tuple[np.ndarray, np.ndarray] | None = None
        self._overlaps: dict[int, Overlap] = {}

    def overlap(self, k: int) -> Generator[Preparing, None, Overlap]:
        """The overlap for the k-th neighbour, with k from 1 to MOST_NEIGHBOURS and below n."""
        if self._radii is None:
            real = yield from _radii(self._real, 0.0)
            fake = yield from _radii(self._fake, 1 / 3)
            self._radii = real, fake
        if k not in self._overlaps:
            usual = {other for other in _USUAL if other < len(self._real)}
            self._overlaps |= yield from self._overlaps_of(sorted({k} | usual))
        return self._overlaps[k]

    def _overlaps_of(self, ks: list[int]) -> Generator[Preparing, None, dict[int, Overlap]]:
        count = len(self._real)
        real_radii, fake_radii = self._radii
        precise = np.zeros((len(ks), count), bool)  # of generated pictures
        recalled, covered = precise.copy(), precise.copy()  # of real pictures
        inside = np.zeros(len(ks))
        for rows, squared, tied in _squared_distances(self._real, self._fake):
            yield Preparing("Comparing neighbours", (2 + rows.start / count) / 3)
            tied_below, tied_above = squared - tied, squared + tied
            equal = tied_below <= 0
            for index, k in enumerate(ks):
                reached = tied_below <= real_radii[rows, k - 1, None]
                precise[index] |= reached.any(axis=0)
                covered[index, rows] = reached.any(axis=1)
                recalled[index, rows] = (tied_below <= fake_radii[:, k - 1]).any(axis=1)
                # Who is on the rim is not counted, or the density of a set in itself were not 1 but
                # (k + 1) / k. A copy counts even where copies make the radius 0.
                inside[index] += (equal | (tied_above < real_radii[rows, k - 1, None])).sum()
        return {
            k: Overlap(
                float(precise[index].mean()),
                float(recalled[index].mean()),
                float(inside[index] / (k * count)),
                float(covered[index].mean()),
            )
            for index, k in enumerate(ks)
        }


def share(
    evidence: Evidence, k: int, chosen: Callable[[Overlap], float]
) -> Generator[Preparing, None, Measured]:
    """The chosen number of the overlap, from as many real as generated pictures.

    Where one side has more of them, as many as the other has are drawn from it.
    """
    real, fake = evidence.real.features, evidence.fake.features
    count = min(len(real), len(fake))
    if count <= k:
        fault = f"The {k} nearest neighbours need more than {k} pictures on either side; take more."
        return Measured(None, notes=(fault,), n_real=count, n_fake=count)
    if not are_finite(real, fake):
        return Measured(None, notes=(NOT_FINITE,), n_real=count, n_fake=count)
    if _KEY not in evidence.kept:
        random = np.random.default_rng(evidence.seed)
        evidence.kept[_KEY] = Neighbours(
            *(
                rows if len(rows) == count else random.choice(rows, count, replace=False)
                for rows in (real, fake)
            )
        )
    overlap = yield from evidence.kept[_KEY].overlap(k)
    return Measured(chosen(overlap), n_real=count, n_fake=count)


def _radii(rows: np.ndarray, share: float) -> Generator[Preparing, None, np.ndarray]:
    """Squared distances [n, k] from every row to its nearest others, in order, k at most MOST_NEIGHBOURS."""
    kept = min(MOST_NEIGHBOURS, len(rows) - 1)
    radii = np.empty((len(rows), kept))
    for block, squared, _ in _squared_distances(rows, rows):
        yield Preparing("Finding neighbours", share + block.start / len(rows) / 3)
        numbers = np.arange(block.start, block.stop)
        squared[numbers - block.start, numbers] = np.inf  # no row is its own neighbour, but a copy is
        squared.partition(kept - 1, axis=1)
        radii[block] = np.sort(squared[:, :kept], axis=1)
    return radii.clip(min=0)


def _squared_distances(left: np.ndarray, right: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """Blocks [n, M] of squared distances of rows [N, D] and [M, D], and by how much equal ones may differ."""
    left_norms, right_norms = (np.einsum("nd,nd->n", rows, rows) for rows in (left, right))
    for start in range(0, len(left), _BLOCK):
        rows = slice(start, min(start + _BLOCK, len(left)))
        norms = left_norms[rows, None] + right_norms
        yield rows, norms - 2 * (left[rows] @ right.T), _TIED * norms

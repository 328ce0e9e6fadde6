"""The nearest of many rows, found block after block."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np

from gan_studio.core.events import Preparing

_BLOCK_PRODUCTS = 2**30
"""Multiplications between two signs of life; a slow core does them in about a tenth of a second."""

_BLOCK_DISTANCES = 2**24
"""Distances in memory at once."""


class NearestSearch:
    """For each of some rows, the nearest among others that come in batches.

    Candidates are ranked by |a|^2 + |b|^2 - 2 ab in float32, about a centre, so that the norms stay
    small; the distance of the one that wins is computed again from the difference, so that a copy is
    at distance 0.

    Args:
        queries: rows [N, D].
        center: [D], near the middle of all rows.

    Attributes:
        distances: Euclidean, float64 [N]; infinite before any candidate came.
        rows: int64 [N], the nearest one's number, -1 before any candidate came.
    """

    def __init__(self, queries: np.ndarray, center: np.ndarray) -> None:
        self._center = center.astype(np.float32)
        self._queries = queries.astype(np.float32) - self._center
        self.distances = np.full(len(queries), np.inf)
        self.rows = np.full(len(queries), -1, np.int64)

    def add_all(
        self, candidates: np.ndarray, what: str, skipped: np.ndarray | None = None
    ) -> Iterator[Preparing]:
        """Look among candidates [M, D], numbered from 0, a block after another.

        Args:
            what: is being done, for a person.
            skipped: as in add().
        """
        count, width = self._queries.shape
        block = max(16, min(_BLOCK_DISTANCES, _BLOCK_PRODUCTS // max(width, 1)) // max(count, 1))
        for start in range(0, len(candidates), block):
            yield Preparing(what, start / len(candidates))
            self.add(candidates[start : start + block], start, skipped)

    def add(self, candidates: np.ndarray, first: int, skipped: np.ndarray | None = None) -> None:
        """Look among candidates [M, D], which are numbered from `first`.

        Args:
            skipped: for each query, the number of a candidate that is itself and so does not count.
        """
        others = candidates.astype(np.float32) - self._center
        squared = np.square(others).sum(axis=1) - 2 * (self._queries @ others.T)  # [N, M], less |a|^2
        if skipped is not None:
            own = np.flatnonzero((skipped >= first) & (skipped < first + len(candidates)))
            squared[own, skipped[own] - first] = np.inf
        best = squared.argmin(axis=1)
        exact = np.sqrt(np.square(self._queries.astype(np.float64) - others[best]).sum(axis=1))
        exact[np.isinf(squared[np.arange(len(best)), best])] = np.inf  # where there was only itself
        nearer = exact < self.distances
        self.distances[nearer] = exact[nearer]
        self.rows[nearer] = best[nearer] + first


def nearest(
    queries: np.ndarray, candidates: np.ndarray, what: str, *, skips_itself: bool = False
) -> Generator[Preparing, None, NearestSearch]:
    """The nearest candidate [M, D] of every query [N, D].

    Args:
        what: is being done, for a person.
        skips_itself: whether query i is candidate i, and so looks for another.
    """
    search = NearestSearch(queries, candidates.mean(axis=0))
    skipped = np.arange(len(queries)) if skips_itself else None
    yield from search.add_all(candidates, what, skipped)
    return search

"""Mean and covariance of features that come in batches."""

from __future__ import annotations

import numpy as np

_BLOCK = 1024
"""Rows that are merged at once: each merge passes over the whole covariance, however few they are."""


class Moments:
    """Running mean and covariance in float64, whatever number of rows is added.

    Blocks are merged by the pairwise update of Chan, Golub and LeVeque (1983, eq. 2.1), which loses
    no precision where the mean is far from 0.

    Args:
        width: numbers D per row.
    """

    def __init__(self, width: int) -> None:
        self._merged = 0
        self._mean = np.zeros(width)
        self._scatter = np.zeros((width, width))
        self._waiting: list[np.ndarray] = []

    @classmethod
    def of(cls, rows: np.ndarray) -> Moments:
        """The moments of rows [N, D]."""
        moments = cls(rows.shape[1])
        moments.add(rows)
        return moments

    @classmethod
    def restored(cls, count: int, mean: np.ndarray, covariance: np.ndarray) -> Moments:
        """Moments as they were kept: N, mean [D] and covariance [D, D]."""
        moments = cls(len(mean))
        moments._merged, moments._mean = count, np.array(mean, np.float64)
        moments._scatter = np.asarray(covariance, np.float64) * max(count - 1, 1)
        return moments

    def add(self, rows: np.ndarray) -> None:
        """Take rows [n, D] in."""
        for start in range(0, len(rows), _BLOCK):
            self._waiting.append(rows[start : start + _BLOCK].astype(np.float64))
            if self._waiting_count >= _BLOCK:
                self._merge()

    @property
    def count(self) -> int:
        """Rows added, N."""
        return self._merged + self._waiting_count

    @property
    def mean(self) -> np.ndarray:
        """Mean, float64 [D]; zeros before the first row."""
        self._merge()
        return self._mean

    @property
    def covariance(self) -> np.ndarray:
        """Unbiased covariance, float64 [D, D]; zeros for fewer than two rows."""
        self._merge()
        return self._scatter / max(self._merged - 1, 1)

    @property
    def _waiting_count(self) -> int:
        return sum(map(len, self._waiting))

    def _merge(self) -> None:
        if not self._waiting:
            return
        rows, before = np.concatenate(self._waiting), self._merged
        self._waiting = []
        self._merged += len(rows)
        with np.errstate(invalid="ignore", over="ignore"):  # features of inf give moments of nan
            mean = rows.mean(axis=0)
            shift = mean - self._mean
            self._mean = self._mean + shift * (len(rows) / self._merged)
            rows -= mean
            self._scatter += rows.T @ rows
            self._scatter += np.outer(shift, shift) * (before * len(rows) / self._merged)

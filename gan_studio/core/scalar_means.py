"""Means of named scalars between two reports, kept on the device until they are read."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor


class ScalarMeans:
    """Sums and counts by name; a term that is not in every step is averaged over those that had it."""

    def __init__(self) -> None:
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, int] = {}

    def add(self, scalars: Mapping[str, Tensor]) -> None:
        """Take in one step's scalars, without waiting for the device."""
        for name, value in scalars.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value
            self._counts[name] = self._counts.get(name, 0) + 1

    def take(self) -> dict[str, float]:
        """The means since the last call, as floats, in one wait for the device."""
        if not self._sums:
            return {}
        names = sorted(self._sums)
        means = torch.stack([self._sums[name].float() / self._counts[name] for name in names]).tolist()
        self._sums, self._counts = {}, {}
        return dict(zip(names, means, strict=True))


def all_finite(scalars: Mapping[str, float]) -> bool:
    """Whether every value is a finite number."""
    return all(math.isfinite(value) for value in scalars.values())

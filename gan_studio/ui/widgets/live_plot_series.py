"""The numbers behind a curve: kept whole, smoothed as they come, thinned out for drawing. No Qt here."""

from __future__ import annotations

import numpy as np

AXES = ("step", "kimg", "seconds")
_START = 256
_BLOCK = 128


class Column:
    """Numbers that are appended one by one and read as one array."""

    def __init__(self) -> None:
        self._room = np.empty(_START)
        self._count = 0

    def append(self, value: float) -> None:
        """Add a number at the end."""
        if self._count == len(self._room):
            self._room = np.concatenate([self._room, np.empty(len(self._room))])
        self._room[self._count] = value
        self._count += 1

    def cut(self, count: int) -> None:
        """Keep only the first `count` numbers."""
        self._count = min(self._count, count)

    def array(self) -> np.ndarray:
        """All numbers so far, [n]; a view that is good until the next change."""
        return self._room[: self._count]


class Smoother:
    """An exponential moving average that goes on where it stopped.

    The average of the first values is corrected for having started at nothing, so that a smoothed
    curve does not begin at zero. Values that are not finite are passed over.
    """

    def __init__(self, weight: float) -> None:
        self.weight = weight
        self._smooth = np.empty(0)
        self._last = self._share = 0.0

    def smoothed(self, values: np.ndarray) -> np.ndarray:
        """The averages at all values [n]; only those that are new are computed."""
        new = values[len(self._smooth) :]
        if len(new):
            self._smooth = np.concatenate([self._smooth, self._averages(new)])
        return self._smooth

    def _averages(self, values: np.ndarray) -> np.ndarray:
        finite = np.isfinite(values)
        sums = _running(values, finite, self.weight, self._last)
        shares = _running(np.ones(len(values)), finite, self.weight, self._share)
        self._last, self._share = sums[-1], shares[-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(shares > 0, sums / shares, np.nan)


class Series:
    """One scalar of a run: its values and where on each axis they were taken."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._axes = {axis: Column() for axis in AXES}
        self._values = Column()
        self._smoother = Smoother(0.0)

    def __len__(self) -> int:
        return len(self._values.array())

    def append(self, place: tuple[float, float, float], value: float) -> None:
        """Add a value; values of this and later steps, which a run that went back left, are forgotten.

        Args:
            place: the step, the thousands of images seen and the seconds trained when it was taken.
            value: what was reported; it may be infinite or not a number.
        """
        steps = self.along(AXES[0])
        if len(steps) and place[0] <= steps[-1]:
            self._cut(int(np.searchsorted(steps, place[0])))
        for axis, number in zip(AXES, place, strict=True):
            self._axes[axis].append(number)
        self._values.append(value)

    def along(self, axis: str) -> np.ndarray:
        """Where the values are on an axis, [n]."""
        return self._axes[axis].array()

    def values(self) -> np.ndarray:
        """All values, [n]."""
        return self._values.array()

    def smoothed(self, weight: float) -> np.ndarray:
        """The moving average, which keeps `weight` of its past at each value, [n]."""
        if weight != self._smoother.weight:
            self._smoother = Smoother(weight)
        return self._smoother.smoothed(self.values()) if weight else self.values()

    def at(self, axis: str, position: float) -> int | None:
        """The index of the value nearest to a position on an axis, or None if there is no value."""
        places = self.along(axis)
        if not len(places):
            return None
        right = int(np.searchsorted(places, position))
        near = [index for index in (right - 1, right) if 0 <= index < len(places)]
        return min(near, key=lambda index: abs(places[index] - position))

    def _cut(self, count: int) -> None:
        for column in (*self._axes.values(), self._values):
            column.cut(count)
        self._smoother = Smoother(self._smoother.weight)


def within(places: np.ndarray, low: float, high: float) -> slice:
    """The part of ascending places that a view from low to high needs, with a neighbour on each side."""
    first = max(0, int(np.searchsorted(places, low)) - 1)
    return slice(first, int(np.searchsorted(places, high, side="right")) + 1)


def thinned(places: np.ndarray, values: np.ndarray, buckets: int) -> tuple[np.ndarray, np.ndarray]:
    """At most two points a bucket, its lowest and its highest in their order, so that every spike stays.

    Args:
        places: where the values are, ascending, [n].
        values: the curve, [n]; NaN is neither low nor high.
        buckets: how many runs of neighbouring points to keep two of; the ends stay too.
    """
    count = len(values)
    if count <= 2 * buckets:
        return places, values
    edges = np.linspace(0, count, buckets + 1).astype(int)
    owner = np.repeat(np.arange(buckets), np.diff(edges))
    low = np.where(np.isnan(values), np.inf, values)
    high = np.where(np.isnan(values), -np.inf, values)
    lowest = _first_in(owner, low == np.minimum.reduceat(low, edges[:-1])[owner], buckets)
    highest = _first_in(owner, high == np.maximum.reduceat(high, edges[:-1])[owner], buckets)
    kept = np.unique(np.concatenate([[0], lowest, highest, [count - 1]]))
    return places[kept], values[kept]


def _first_in(owner: np.ndarray, is_wanted: np.ndarray, buckets: int) -> np.ndarray:
    """The index of the first wanted point of each bucket."""
    wanted = np.flatnonzero(is_wanted)
    return wanted[np.searchsorted(owner[wanted], np.arange(buckets))]


def _running(values: np.ndarray, counts: np.ndarray, weight: float, last: float) -> np.ndarray:
    """y[i] = w y[i-1] + (1 - w) x[i] where a value counts, else y[i-1], block by block."""
    counted = values[counts]
    powers = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
    kernel = np.where(powers >= 0, (1 - weight) * weight ** np.maximum(powers, 0), 0.0)
    decay = weight ** np.arange(1, _BLOCK + 1)
    done = np.empty(len(counted) + 1)
    done[0] = last
    for start in range(0, len(counted), _BLOCK):
        block = counted[start : start + _BLOCK]
        size = len(block)
        done[start + 1 : start + 1 + size] = kernel[:size, :size] @ block + decay[:size] * done[start]
    return done[np.cumsum(counts)]

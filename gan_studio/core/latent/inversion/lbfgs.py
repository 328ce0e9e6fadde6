"""L-BFGS that can be watched: every evaluation is a step of a generator."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator

from torch import Tensor

_HISTORY, _FEWEST = 20, 4
_MOST_NUMBERS = 2**24  # of one kind, which takes 128 MB
_TRIALS = 12
_ENOUGH = 1e-4


def descend_by_lbfgs(measured: Callable[[Tensor], tuple[float, Tensor]], x: Tensor) -> Iterator[None]:
    """Follows a function downhill from x; yields after every evaluation, ends where none gets lower.

    Steps that do not go down enough are shortened [Nocedal 2006, algorithms 3.1 and 7.5].

    Args:
        measured: the function at a point and its slope there.
        x: where to begin, of any shape.
    """
    value, slope = measured(x)
    yield
    history = max(_FEWEST, min(_HISTORY, _MOST_NUMBERS // x.numel()))
    curvature = Curvature(history)
    while True:
        way = curvature.way_down(slope)
        fall = float((way.double() * slope.double()).sum())
        length = 1.0 if len(curvature) else min(1.0, 1.0 / float(slope.abs().sum().clamp_min(1e-30)))
        for _ in range(_TRIALS):
            there = x + length * way
            new_value, new_slope = measured(there)
            yield
            if new_value <= value + _ENOUGH * length * fall:
                break
            length *= _shortened(new_value - value, length * fall)
        else:
            if not len(curvature):
                return
            curvature = Curvature(history)
            continue
        if new_value == value:
            return
        curvature.learn(there - x, new_slope - slope)
        x, value, slope = there, new_value, new_slope


class Curvature:
    """How slopes changed along the last movements, of which so many are remembered."""

    def __init__(self, history: int = _HISTORY) -> None:
        self._pairs: deque[tuple[Tensor, Tensor, float]] = deque(maxlen=history)

    def __len__(self) -> int:
        return len(self._pairs)

    def learn(self, movement: Tensor, change: Tensor) -> None:
        """Take in a movement and the change of the slope along it, unless the slope fell."""
        movement, change = movement.double(), change.double()
        product = float((movement * change).sum())
        if product > 1e-10 * float(movement.norm() * change.norm()):
            self._pairs.append((movement, change, product))

    def way_down(self, slope: Tensor) -> Tensor:
        """Where to go from a point with this slope: to where it should vanish."""
        way = -slope.double()
        shares: list[float] = []
        for movement, change, product in reversed(self._pairs):
            shares.append(float((movement * way).sum()) / product)
            way = way - shares[-1] * change
        if self._pairs:
            _, change, product = self._pairs[-1]
            way = way * (product / float(change.square().sum()))
        for (movement, change, product), share in zip(self._pairs, reversed(shares), strict=True):
            way = way + (share - float((change * way).sum()) / product) * movement
        return way.to(slope.dtype)


def _shortened(rise: float, expected: float) -> float:
    """By how much to shorten a movement that rose instead of falling as expected: to a parabola's bottom."""
    if not math.isfinite(rise):
        return 0.1
    return min(0.5, max(0.1, -expected / (2 * (rise - expected))))

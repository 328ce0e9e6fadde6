"""What a person has set for a drag: points in pairs, and the area that may change."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from gan_studio.core.latent.dragging.messages import MOST_PAIRS, DragPair, Place


@dataclass(frozen=True)
class DragArea:
    """The part of a picture that may change.

    Attributes:
        size: (H, W) of the picture.
        bits: row by row, 8 pixels to a byte.
    """

    size: tuple[int, int]
    bits: bytes = field(repr=False)

    @classmethod
    def of(cls, mask: np.ndarray) -> DragArea:
        """The area where bool [H, W] is true."""
        return cls(mask.shape, np.packbits(mask).tobytes())

    def array(self) -> np.ndarray:
        """Bool [H, W]."""
        height, width = self.size
        flat = np.unpackbits(np.frombuffer(self.bits, np.uint8), count=height * width)
        return flat.reshape(self.size).astype(bool)


@dataclass(frozen=True)
class PointId:
    """Which point of a plan: that of a pair, counted from 0, and which of its two."""

    pair: int
    is_target: bool = False


@dataclass(frozen=True)
class DragPlan:
    """Pairs of points and the area; every change gives another plan.

    Attributes:
        pairs: each a handle with its target.
        pending: a handle that waits for its target, or None.
        area: what may change, or None for everything.
    """

    pairs: tuple[DragPair, ...] = ()
    pending: Place | None = None
    area: DragArea | None = None

    def points(self) -> dict[PointId, Place]:
        """Every point, by pair, each handle before its target."""
        found: dict[PointId, Place] = {}
        for index, pair in enumerate(self.pairs):
            found[PointId(index)] = pair.handle
            found[PointId(index, True)] = pair.target
        if self.pending is not None:
            found[PointId(len(self.pairs))] = self.pending
        return found

    def nearest(self, place: Place, reach: float) -> PointId | None:
        """The point within reach of a place that is nearest to it; of equal ones the later."""
        near = [(math.dist(spot, place), point) for point, spot in self.points().items()]
        near = [(distance, point) for distance, point in near if distance <= reach]
        return min(reversed(near), key=lambda found: found[0])[1] if near else None

    def with_point(self, place: Place) -> tuple[DragPlan, PointId | None]:
        """The plan with one more point, a handle and a target by turns, and which it is.

        None where there are as many as there may be.
        """
        count = len(self.pairs)
        if self.pending is not None:
            pairs = (*self.pairs, DragPair(self.pending, place))
            return replace(self, pairs=pairs, pending=None), PointId(count, True)
        if count == MOST_PAIRS:
            return self, None
        return replace(self, pending=place), PointId(count)

    def moved(self, point: PointId, place: Place) -> DragPlan:
        """The plan with a point elsewhere."""
        if point.pair >= len(self.pairs):
            return replace(self, pending=place)
        pair = self.pairs[point.pair]
        pair = replace(pair, target=place) if point.is_target else replace(pair, handle=place)
        return replace(self, pairs=(*self.pairs[: point.pair], pair, *self.pairs[point.pair + 1 :]))

    def without(self, point: PointId) -> DragPlan:
        """The plan without a point's pair, or without the handle that waits."""
        if point.pair >= len(self.pairs):
            return replace(self, pending=None)
        return replace(self, pairs=(*self.pairs[: point.pair], *self.pairs[point.pair + 1 :]))

    def with_handles(self, handles: tuple[Place, ...]) -> DragPlan:
        """The plan with the handles of its pairs where a drag has brought them."""
        pairs = zip(self.pairs, handles, strict=True)
        return replace(self, pairs=tuple(replace(pair, handle=handle) for pair, handle in pairs))

    def fitted(self, size: tuple[int, int]) -> DragPlan:
        """The plan as far as it is one for pictures of that size (H, W)."""
        height, width = size
        area = self.area if self.area is not None and self.area.size == size else None
        if all(x <= width - 1 and y <= height - 1 for x, y in self.points().values()):
            return replace(self, area=area)
        return DragPlan(area=area)


def painted(mask: np.ndarray, start: Place, end: Place, radius: float, *, is_area: bool) -> np.ndarray:
    """A mask bool [H, W] after a round brush went from one place to another.

    Args:
        radius: of the brush, in pixels.
        is_area: what the brush leaves behind.
    """
    (left, top), (right, bottom) = np.sort([start, end], axis=0)
    box = (_reached(top, bottom, radius, mask.shape[0]), _reached(left, right, radius, mask.shape[1]))
    rows, columns = np.ogrid[box]
    way = np.subtract(end, start)
    along = (columns - start[0]) * way[0] + (rows - start[1]) * way[1]
    share = np.clip(along / max(float(way @ way), 1e-9), 0.0, 1.0)
    away = np.hypot(columns - start[0] - share * way[0], rows - start[1] - share * way[1])
    result = mask.copy()
    result[box][away <= radius] = is_area
    return result


def _reached(first: float, last: float, radius: float, length: int) -> slice:
    """The rows or columns that a stroke may touch."""
    return slice(max(0, math.floor(first - radius)), min(length, math.ceil(last + radius) + 1))

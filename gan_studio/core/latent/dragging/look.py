"""Where something went from picture to picture, by the pictures alone: a second opinion on a drag."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from gan_studio.core.latent.dragging.messages import Place

_RADIUS = 4
"""Of what is recognised, in pixels of the picture that is looked at."""

_LARGEST_SIDE = 128
_TURNS = 6
_DAMPING = 0.02
_FARTHEST_STEP = 2.0
_NEAR = 2.5
"""How near to its target, in pixels, a place is looked for."""

_ROOM = 4.0
_APART = 0.75
_CLEARLY = 0.02
_SURE = 0.75
_DISTINCT = 0.03
_CLOSE_BY = 2.0
_TIES = 0.003
_NUDGES = np.arange(-2, 3) * 0.25


@dataclass(frozen=True)
class Sighting:
    """Where something was found.

    Attributes:
        place: in the picture.
        likeness: correlation with what it was first: 1 the same, 0 not alike at all.
        rival: the likeness of the next best place that is not close by.
    """

    place: Place
    likeness: float
    rival: float = -1.0

    @property
    def is_sure(self) -> bool:
        """Whether it is like itself, and nothing else around is as much."""
        return self.likeness >= _SURE and self.likeness - self.rival >= _DISTINCT


@dataclass(frozen=True)
class Verdict:
    """How far a drag has brought a place.

    Attributes:
        place: where it is.
        likeness: of its surroundings to what they were first.
        distance: from the target, by whoever finds it farthest away.
    """

    place: Place
    likeness: float
    distance: float


class SecondLook:
    """Follows a place by optical flow, and recognises it by the correlation of its surroundings.

    It knows nothing of features: it looks as a person does, at pictures of up to 128 pixels a side.

    Args:
        picture: the first one, uint8 [H, W, C].
        handle: the place.
    """

    def __init__(self, picture: np.ndarray, handle: Place) -> None:
        self._shrink = math.ceil(picture.shape[0] / _LARGEST_SIDE)
        self._now = self._before = self._taken(picture)
        self._start = self._flowed = self._inner(handle)
        self._wanted = _normed(_sampled(self._now, self._start + _square(_RADIUS))[None])[0]

    def see(self, picture: np.ndarray) -> None:
        """Go on to the next picture."""
        self._before, self._now = self._now, self._taken(picture)
        self._flowed = _flowed(self._before, self._now, self._flowed)

    def moved(self, place: Place) -> Place:
        """Where a place of the picture before this one is now."""
        return self._outer(_flowed(self._before, self._now, self._inner(place)))

    def judged(self, place: Place, target: Place) -> Verdict:
        """Whether what is said to be at a place is there.

        Near the target it is looked for all around, and where it is clearly more like itself elsewhere it
        is there. Where it has lost its likeness, or something else around has it too, it must also have
        been seen to go to the target from picture to picture.
        """
        distance, likeness = math.dist(place, target), self._nudged(self._inner(place)).likeness
        if distance > _NEAR:
            return Verdict(place, likeness, distance)
        found = self.find(math.dist(self._outer(self._start), target) + _ROOM, place)
        distance = max(distance, math.dist(found.place, target))
        if math.dist(found.place, place) > _APART and found.likeness > likeness + _CLEARLY:
            place, likeness = found.place, found.likeness
        if not found.is_sure:
            distance = max(distance, math.dist(self._outer(self._flowed), target))
        return Verdict(place, likeness, distance)

    def find(self, reach: float, near: Place | None = None) -> Sighting:
        """Where in this picture it is most alike, at most so far from where it was first.

        Of places that are equally alike it is the one nearest to a place, by default where it was first.
        """
        steps = math.ceil(reach / self._shrink)
        axis = np.arange(-steps - _RADIUS, steps + _RADIUS + 1)
        area = _sampled(self._now, self._start + _crossed(axis)).reshape(len(axis), len(axis), -1)
        side = 2 * _RADIUS + 1
        windows = np.lib.stride_tricks.sliding_window_view(area, (side, side), axis=(0, 1))
        count = 2 * steps + 1
        patches = windows.transpose(0, 1, 3, 4, 2).reshape(count * count, side * side, -1)
        places = self._start + _crossed(np.arange(-steps, steps + 1))
        likeness = np.where(self._inside(places), _normed(patches) @ self._wanted, -1.0)
        nearest = self._start if near is None else self._inner(near)
        best = places[(likeness - _TIES * np.hypot(*(places - nearest).T)).argmax()]
        rival = likeness[np.hypot(*(places - best).T) > _CLOSE_BY].max(initial=-1.0)
        return replace(self._nudged(best), rival=float(rival))

    def _nudged(self, place: np.ndarray) -> Sighting:
        """The best of the places closely around one."""
        places = place + _crossed(_NUDGES)
        patches = _sampled(self._now, places[:, None] + _square(_RADIUS))
        likeness = np.where(self._inside(places), _normed(patches) @ self._wanted, -1.0)
        best = int(likeness.argmax())
        return Sighting(self._outer(places[best]), float(likeness[best]))

    def _inside(self, places: np.ndarray) -> np.ndarray:
        height, width = self._now.shape[:2]
        return ((places >= 0) & (places <= (width - 1, height - 1))).all(axis=1)

    def _taken(self, picture: np.ndarray) -> np.ndarray:
        """The picture float32, each pixel the mean of several where it is large."""
        shrink, (height, width, channels) = self._shrink, picture.shape
        height, width = height // shrink, width // shrink
        cut = picture[: height * shrink, : width * shrink].astype(np.float32)
        return cut.reshape(height, shrink, width, shrink, channels).mean(axis=(1, 3))

    def _inner(self, place: Place) -> np.ndarray:
        return (np.asarray(place, np.float64) + 0.5) / self._shrink - 0.5

    def _outer(self, place: np.ndarray) -> Place:
        x, y = (place + 0.5) * self._shrink - 0.5
        return float(x), float(y)


def _flowed(before: np.ndarray, after: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Where what was at a place [2] is in the next picture."""
    around = place + _square(_RADIUS)
    weights = np.exp(-((around - place) ** 2).sum(axis=1) / (2 * (_RADIUS / 2) ** 2))
    was = _sampled(before, around)
    half = np.array([0.5, 0.0])
    slopes = [_sampled(before, around + way) - _sampled(before, around - way) for way in (half, half[::-1])]
    slopes = np.stack(slopes, axis=-1)  # [P, C, 2]
    weighted = slopes * weights[:, None, None]
    tensor = np.einsum("pci,pcj->ij", weighted, slopes)
    tensor += np.eye(2) * (_DAMPING * np.trace(tensor) + 1e-6)
    way = np.zeros(2)
    for _ in range(_TURNS):
        change = was - _sampled(after, around + way)
        way = way + np.linalg.solve(tensor, np.einsum("pci,pc->i", weighted, change))
    if not np.hypot(*way) <= _FARTHEST_STEP:
        return place
    height, width = after.shape[:2]
    return np.clip(place + way, 0, (width - 1, height - 1))


def _sampled(picture: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Values [..., C] at places [..., 2], bilinear, the border going on outside."""
    height, width = picture.shape[:2]
    x = places[..., 0].clip(0, width - 1)
    y = places[..., 1].clip(0, height - 1)
    left, top = x.astype(np.int64), y.astype(np.int64)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    u, v = (x - left).astype(np.float32)[..., None], (y - top).astype(np.float32)[..., None]
    above = picture[top, left] * (1 - u) + picture[top, right] * u
    below = picture[bottom, left] * (1 - u) + picture[bottom, right] * u
    return above * (1 - v) + below * v


def _normed(patches: np.ndarray) -> np.ndarray:
    """Patches [N, P, C] as vectors [N, P * C] of length 1, without their mean colours."""
    centred = (patches - patches.mean(axis=1, keepdims=True)).reshape(len(patches), -1)
    return centred / (np.linalg.norm(centred, axis=1, keepdims=True) + 1e-3)


def _square(radius: int) -> np.ndarray:
    return _crossed(np.arange(-radius, radius + 1))


def _crossed(axis: np.ndarray) -> np.ndarray:
    """Every pair of two numbers of an axis [P, 2], row by row."""
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)

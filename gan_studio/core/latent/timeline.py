"""Timelines: pictures at moments, and what lies between them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from gan_studio.core.errors import InputError
from gan_studio.core.latent.between import Around, latent_around, request_between
from gan_studio.core.latent.moments import Moments
from gan_studio.core.latent.recipe_values import number, request_from, values_of
from gan_studio.core.latent.requests import BLEND_METHODS, CURVE, PictureRequest

MAX_SECONDS = 36_000.0
MAX_KEYFRAMES = 2**10
LEAST_GAP = 0.04
"""Seconds that keyframes stay apart when they are moved: one frame of a film."""

EASINGS = {
    "ease": "Ease in and out",
    "linear": "Even",
    "ease_in": "Ease in",
    "ease_out": "Ease out",
    "hold": "Hold",
}
_EASED: dict[str, Callable[[float], float]] = {
    "ease": lambda share: share * share * (3 - 2 * share),
    "linear": lambda share: share,
    "ease_in": lambda share: share * share,
    "ease_out": lambda share: share * (2 - share),
    "hold": lambda share: 0.0 if share < 1 else 1.0,
}
_SAME_MOMENT = 1e-6


def eased(easing: str, share: float) -> float:
    """How far a picture has gone when so much of the time has passed; 0 at 0 and 1 at 1.

    Args:
        easing: a key of EASINGS; "ease" starts and stops gently, "linear" is even, "ease_in" only
            starts gently, "ease_out" only stops gently, "hold" waits and then jumps.
        share: 0 to 1.
    """
    return _EASED[easing](share)


@dataclass(frozen=True)
class Keyframe:
    """A picture at a moment.

    Attributes:
        seconds: the moment.
        request: the picture, no blend.
        easing: how the way to the next keyframe is begun and ended; a key of EASINGS.
    """

    seconds: float
    request: PictureRequest
    easing: str = "ease"


@dataclass(frozen=True)
class Timeline:
    """Keyframes by rising time, no two at one moment; before the first and after the last it stays.

    Attributes:
        method: as in Blend; a curve goes on through keyframes without a corner.
        loops: whether the last leads back to the first.
        closing: seconds that this takes.
    """

    keyframes: tuple[Keyframe, ...] = ()
    method: str = "slerp"
    loops: bool = False
    closing: float = 2.0

    def __post_init__(self) -> None:
        moments = [keyframe.seconds for keyframe in self.keyframes]
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise ValueError(f"Keyframes are at {moments}; each must be later than the one before.")
        if not self.closing > 0:
            raise ValueError(f"The way back takes {self.closing} seconds; it must take some.")

    @property
    def duration(self) -> float:
        """Seconds until the last keyframe, or until a loop begins again."""
        last = self.keyframes[-1].seconds if self.keyframes else 0.0
        return last + (self.closing if self.loops and self.keyframes else 0.0)

    def request_at(self, seconds: float) -> PictureRequest:
        """The picture at a moment: a keyframe's very own, or one between two.

        Raises:
            InputError: if there is no keyframe.
        """
        if not self.keyframes:
            raise InputError("The timeline is empty; add a keyframe.")
        first = self.keyframes[0]
        if self.loops:
            seconds %= self.duration
            if seconds < first.seconds - _SAME_MOMENT:
                seconds += self.duration
        elif seconds <= first.seconds:
            return first.request
        place = bisect_right(self.keyframes, seconds + _SAME_MOMENT, key=_moment) - 1
        start, is_closing = self.keyframes[place], place == len(self.keyframes) - 1
        if is_closing and not self.loops:
            return start.request
        end = first if is_closing else self.keyframes[place + 1]
        length = end.seconds - start.seconds + (self.duration if is_closing else 0.0)
        since = seconds - start.seconds
        share = 0.0 if since < _SAME_MOMENT else min(1.0, since / length)
        gone = eased(start.easing, share)
        return request_between(start.request, end.request, gone, self.method, self._around(place))

    def _around(self, place: int) -> Around:
        """What a curve passes before the keyframe at a place and after the next one."""
        count = len(self.keyframes)
        places = (place - 1, place + 2)
        if self.method != CURVE:
            return None, None
        before, after = (
            latent_around(self.keyframes[other % count].request) if self.loops or 0 <= other < count else None
            for other in places
        )
        return before, after

    def frames(self, fps: float) -> Moments:
        """A film's pictures, made when they are looked at: duration times fps of them, one at least.

        The first is that of moment 0; the last is that of the end, or in a loop the one before it.
        """
        count = max(1, round(self.duration * fps))
        steps = count if self.loops else max(1, count - 1)
        return Moments(self.request_at, count, self.duration / steps)

    def place_at(self, seconds: float) -> int | None:
        """The place of the keyframe at a moment, or None."""
        near = (
            place for place, key in enumerate(self.keyframes) if abs(key.seconds - seconds) < LEAST_GAP / 2
        )
        return next(near, None)

    def free_moment(self, seconds: float, but: int | None = None) -> float:
        """The moment nearest to this where a keyframe has room.

        Args:
            but: the place of a keyframe that makes room itself.
        """
        taken = [key.seconds for place, key in enumerate(self.keyframes) if place != but]
        wanted = min(max(0.0, round(seconds, 3)), MAX_SECONDS)
        # Rounded away from their neighbour, or there may be no room at all.
        before = [math.floor(1000 * (moment - LEAST_GAP + _SAME_MOMENT / 2)) / 1000 for moment in taken]
        after = [math.ceil(1000 * (moment + LEAST_GAP - _SAME_MOMENT / 2)) / 1000 for moment in taken]
        free = (
            spot
            for spot in (wanted, *before, *after)
            if spot >= 0 and all(abs(spot - moment) > LEAST_GAP - _SAME_MOMENT for moment in taken)
        )
        return min(free, key=lambda spot: abs(spot - wanted))

    def with_keyframe(self, keyframe: Keyframe) -> Timeline:
        """The timeline with one keyframe more, at the nearest moment that has room.

        Raises:
            InputError: if there are as many as there may be.
        """
        if len(self.keyframes) >= MAX_KEYFRAMES:
            raise InputError(f"A timeline holds at most {MAX_KEYFRAMES:,} keyframes; remove one first.")
        placed = replace(keyframe, seconds=self.free_moment(keyframe.seconds))
        return self._sorted((*self.keyframes, placed))

    def without(self, place: int) -> Timeline:
        """The timeline without the keyframe at a place."""
        return replace(self, keyframes=(*self.keyframes[:place], *self.keyframes[place + 1 :]))

    def moved(self, place: int, seconds: float) -> Timeline:
        """The timeline with a keyframe at another moment, the nearest that has room."""
        keyframe = replace(self.keyframes[place], seconds=self.free_moment(seconds, but=place))
        return self._sorted((*self.without(place).keyframes, keyframe))

    def replaced(self, place: int, request: PictureRequest) -> Timeline:
        """The timeline with another picture at a keyframe."""
        return self._with(place, replace(self.keyframes[place], request=request))

    def with_easing(self, place: int, easing: str) -> Timeline:
        """The timeline with another way from a keyframe to the next."""
        return self._with(place, replace(self.keyframes[place], easing=easing))

    def stretched(self, duration: float) -> Timeline:
        """The timeline that takes so long in all, every moment moved in proportion.

        It gets no shorter than its keyframes have room.
        """
        if self.duration <= 0:
            return self
        moments = [keyframe.seconds for keyframe in self.keyframes]
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        gaps += [self.closing] if self.loops else []
        factor = max(min(duration, MAX_SECONDS) / self.duration, LEAST_GAP / min(gaps, default=self.duration))
        keyframes = (replace(key, seconds=round(key.seconds * factor, 6)) for key in self.keyframes)
        return replace(self, keyframes=tuple(keyframes), closing=self.closing * (factor if self.loops else 1))

    def _with(self, place: int, keyframe: Keyframe) -> Timeline:
        return replace(self, keyframes=(*self.keyframes[:place], keyframe, *self.keyframes[place + 1 :]))

    def _sorted(self, keyframes: tuple[Keyframe, ...]) -> Timeline:
        return replace(self, keyframes=tuple(sorted(keyframes, key=_moment)))


def _moment(keyframe: Keyframe) -> float:
    return keyframe.seconds


def timeline_values(timeline: Timeline) -> dict[str, Any]:
    """A timeline as JSON values."""
    keyframes = [
        {"seconds": key.seconds, "easing": key.easing, "picture": values_of(key.request)}
        for key in timeline.keyframes
    ]
    return {
        "keyframes": keyframes,
        "method": timeline.method,
        "loops": timeline.loops,
        "closing": timeline.closing,
    }


def timeline_from(values: dict[str, Any]) -> Timeline:
    """The timeline that timeline_values described.

    Raises:
        ValueError, KeyError, TypeError or AttributeError: for anything it would not have written.
    """
    keyframes = values["keyframes"]
    if len(keyframes) > MAX_KEYFRAMES or values["method"] not in BLEND_METHODS:
        raise ValueError("A timeline has too many keyframes, or a method that is not known.")
    return Timeline(
        tuple(_keyframe_from(keyframe) for keyframe in keyframes),
        values["method"],
        values["loops"] is True,
        number(values["closing"], LEAST_GAP, MAX_SECONDS),
    )


def _keyframe_from(values: dict[str, Any]) -> Keyframe:
    if values["easing"] not in EASINGS:
        raise ValueError(f"{values['easing']!r:.40} is no easing.")
    picture = request_from(values["picture"], in_blend=True)
    return Keyframe(number(values["seconds"], 0, MAX_SECONDS), picture, values["easing"])

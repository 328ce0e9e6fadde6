"""How long pictures of a network take, and in which qualities one is therefore drawn."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Sequence

IN_TIME_MS = 33.0
"""A picture that follows a hand at thirty a second."""

_AT_ONCE_MS = 16.0
_COARSE_MS = 20.0
_SMALLEST_COARSE, _LARGEST_COARSE = 16, 64
_REMEMBERED = 4


class Quality(enum.StrEnum):
    """How a picture is drawn.

    COARSE is small and enlarged; LIVE is whole, in the precision and on the cores that are fastest;
    EXACT has the very bytes that a recipe promises.
    """

    COARSE = "coarse"
    LIVE = "live"
    EXACT = "exact"


class Pace:
    """Learns from every picture how long the next will take.

    Args:
        coarse_sides: sides at which the network has a small picture.
        has_live: whether it can be drawn faster than exactly.

    Attributes:
        coarse_side: the side of coarse pictures, or None where there are none.
    """

    def __init__(self, coarse_sides: Sequence[int] = (), *, has_live: bool = False) -> None:
        self._sides = [side for side in coarse_sides if _SMALLEST_COARSE <= side <= _LARGEST_COARSE]
        self._has_live = has_live
        # The shortest of the last few: now and then something else has the processor.
        self._recent = {quality: deque[float](maxlen=_REMEMBERED) for quality in Quality}
        self._is_warm = dict.fromkeys(Quality, False)

    @property
    def coarse_side(self) -> int | None:
        """The largest that is drawn in time."""
        return self._sides[-1] if self._sides else None

    def milliseconds(self, quality: Quality) -> float | None:
        """How long a picture takes, or None while that is not known."""
        return min(self._recent[quality], default=None)

    def note(self, quality: Quality, milliseconds: float) -> None:
        """Learn how long a picture took; the first of each quality prepares the network and is left out."""
        if not self._is_warm[quality]:
            self._is_warm[quality] = True
            return
        recent = self._recent[quality]
        recent.append(milliseconds)
        if quality is Quality.COARSE and len(recent) > 1 and min(recent) > _COARSE_MS and self._sides[1:]:
            self._sides.pop()
            recent.clear()

    @property
    def is_fast(self) -> bool:
        """Whether a hand is followed exactly."""
        return self.qualities() == (Quality.EXACT,)

    def qualities(self) -> tuple[Quality, ...]:
        """What a picture is drawn in, one after another, the last of them exact."""
        exact = self.milliseconds(Quality.EXACT)
        if exact is None or exact <= _AT_ONCE_MS:
            return (Quality.EXACT,)
        fast = (Quality.LIVE,) if self._has_live else ()
        whole = self.milliseconds(Quality.LIVE) if self._has_live else exact
        # A move may find another picture being drawn, and then waits for both.
        if self._sides and 2 * (whole or exact) > IN_TIME_MS:
            return (Quality.COARSE, *fast, Quality.EXACT)
        return (*fast, Quality.EXACT)

    def is_worth_rehearsing(self, milliseconds: float) -> bool:
        """Whether a network whose exact picture took so long has qualities that are not known yet."""
        return milliseconds > _AT_ONCE_MS and self.next_rehearsal() is not None

    def next_rehearsal(self) -> Quality | None:
        """What is worth drawing unseen, so that a hand finds the network prepared and its pace known."""
        exact = self.milliseconds(Quality.EXACT)
        if exact is None:
            return Quality.EXACT
        if exact <= _AT_ONCE_MS:
            return None
        wanted = [*([Quality.COARSE] if self._sides else []), *([Quality.LIVE] if self._has_live else [])]
        return next((quality for quality in wanted if self.milliseconds(quality) is None), None)

"""How time is laid out along a track: so many pixels for every second."""

from __future__ import annotations

from dataclasses import dataclass

LEAST, MOST = 4.0, 480.0
_COMFORTABLE = (36.0, 144.0)
_TICKS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600)
_ROOM_FOR_A_TICK = 56


@dataclass(frozen=True)
class TrackKey:
    """A picture on a track.

    Attributes:
        seconds: its moment.
        name: what a person calls it.
        is_held: whether it stays until the next.
    """

    seconds: float
    name: str
    is_held: bool = False


class TimelineScale:
    """Pixels for seconds; all time is shown where that is comfortable, until a person zooms."""

    def __init__(self) -> None:
        self._per_second = 80.0
        self._zoom: float | None = None
        self._margin = 40

    @property
    def per_second(self) -> float:
        """Pixels for one second."""
        return self._zoom or self._per_second

    def fit(self, width: int, duration: float, side: int) -> None:
        """Take the room there is.

        Args:
            side: of a picture, half of which stands out at both ends.
        """
        self._margin = side // 2 + 8
        least, most = _COMFORTABLE
        room = width - 2 * self._margin
        self._per_second = min(most, max(least, room / duration)) if duration > 0 else 80.0

    def zoom(self, factor: float) -> None:
        """Show less time, or with a factor below 1 more."""
        self._zoom = min(MOST, max(LEAST, self.per_second * factor))

    def width(self, duration: float) -> int:
        """Pixels that all time takes."""
        return round(duration * self.per_second) + 2 * self._margin

    def x_of(self, seconds: float) -> int:
        """Where a moment is, from the beginning."""
        return self._margin + round(seconds * self.per_second)

    def seconds_at(self, x: float) -> float:
        """The moment at a place, 0 or later."""
        return max(0.0, (x - self._margin) / self.per_second)

    def ticks(self, start: float, end: float) -> list[tuple[float, str]]:
        """Round moments between two, with their names, so far apart that names have room."""
        room = _ROOM_FOR_A_TICK / self.per_second
        step = next((tick for tick in _TICKS if tick >= room), _TICKS[-1])
        first, last = int(start / step), int(end / step) + 1
        return [(place * step, moment_text(place * step)) for place in range(first, last + 1)]


def moment_text(seconds: float) -> str:
    """A moment as it stands on a ruler: "0", "2.5", "1:05"."""
    if seconds < 60:
        return f"{seconds:g}"
    return (
        f"{int(seconds // 60)}:{seconds % 60:04.1f}"
        if seconds % 1
        else f"{int(seconds // 60)}:{int(seconds % 60):02d}"
    )

"""TimelinePlaces: what stands on a timeline, and where on its viewport that is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.timeline_scale import TimelineScale, TrackKey

RULER = 20
"""Pixels above the pictures, where moments are told."""
_LARGEST, _SMALLEST = 72, 24


class TimelinePlaces(QAbstractScrollArea):
    """Pictures at their moments and a playhead, not painted yet.

    Attributes:
        scale: pixels for seconds.
        keys: the pictures' moments.
        pictures: the pictures themselves, by their places among the keys.
        empty_text: what is said while there is none.
        duration: seconds in all.
        loops: whether the first comes again at the end.
        chosen: the place of the picture that is marked, or None.
        playhead: its moment, or None while what is shown is elsewhere.
        dragged: the (place, seconds) of a picture that is being moved, or None.
        is_held: whether a hand moves something.
    """

    def __init__(self, empty_text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.scale = TimelineScale()
        self.keys: tuple[TrackKey, ...] = ()
        self.pictures: dict[int, QPixmap] = {}
        self.empty_text = empty_text
        self.duration = 0.0
        self.loops = False
        self.chosen: int | None = None
        self.playhead: float | None = 0.0
        self.dragged: tuple[int, float] | None = None
        self.is_held = False

    def key_rect(self, place: int) -> QRect:
        """Where a picture is on the viewport; the place after the last is the loop's end."""
        if place == len(self.keys):
            seconds = self.duration
        else:
            seconds = self.keys[place].seconds
        if self.dragged is not None and self.dragged[0] == place:
            seconds = self.dragged[1]
        return self._picture_rect(self.x_of(seconds))

    def x_of(self, seconds: float) -> int:
        """Where a moment is on the viewport."""
        return self.scale.x_of(seconds) - self.horizontalScrollBar().value()

    def seconds_at(self, x: float) -> float:
        """The moment at a place of the viewport, 0 or later."""
        return self.scale.seconds_at(x + self.horizontalScrollBar().value())

    def key_at(self, point: QPoint) -> int | None:
        """The picture at a point, the chosen one first; the place after the last is the loop's end."""
        places = [*range(len(self.keys) + (1 if self.loops and self.keys else 0))]
        if self.chosen is not None:
            places.append(self.chosen)
        return next((place for place in reversed(places) if self.key_rect(place).contains(point)), None)

    def side(self) -> int:
        """The side of the pictures, as large as the height allows."""
        room = self.viewport().height() - RULER - theme.spacing(2)
        return min(_LARGEST, max(_SMALLEST, room))

    def _picture_rect(self, x: int) -> QRect:
        side = self.side()
        middle = RULER + (self.viewport().height() - RULER) // 2
        return QRect(x - side // 2, middle - side // 2, side, side)

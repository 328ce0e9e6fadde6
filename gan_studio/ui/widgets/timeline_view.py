"""TimelineView: pictures at moments under a ruler, to scroll and to zoom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.timeline_look import paint_timeline
from gan_studio.ui.widgets.timeline_places import TimelinePlaces
from gan_studio.ui.widgets.timeline_scale import TrackKey

_WHEEL_STEP = 120
EDGE = 24
"""Pixels from an end where what is held, or played, makes the view scroll."""


class TimelineView(TimelinePlaces):
    """Shows pictures at their moments and a playhead; the wheel scrolls, with Ctrl it zooms."""

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(empty_text, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setMinimumHeight(theme.spacing(8))

    def set_keys(self, keys: Sequence[TrackKey], duration: float, loops: bool) -> None:
        """Show other pictures' moments; the pictures themselves follow."""
        self.keys, self.duration, self.loops = tuple(keys), duration, loops
        if self.chosen is not None and self.chosen >= len(keys):
            self.choose(None)
        self.dragged = None
        self._fit()

    def set_pictures(self, pictures: Sequence[QPixmap | None]) -> None:
        """Show the pictures, in order; None for one that is not drawn yet."""
        self.pictures = {place: picture for place, picture in enumerate(pictures) if picture is not None}
        self.viewport().update()

    def set_playhead(self, seconds: float | None) -> None:
        """Move the playhead, without a signal; None where what is shown is not on the timeline."""
        if seconds != self.playhead:
            self.playhead = seconds
            if seconds is not None and not self.is_held:
                self._reveal(seconds)
            self.viewport().update()

    def choose(self, place: int | None) -> None:
        """Mark one picture, without a signal."""
        self.chosen = place
        if place is not None:
            key = self.keys[place]
            self._reveal(key.seconds)
            self.setAccessibleDescription(
                f"{key.name} at {key.seconds:g} seconds, {place + 1} of {len(self.keys)}"
            )
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ruler, pictures and playhead."""
        paint_timeline(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much time as fits now."""
        self._fit()

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Paint everything where it is now."""
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll through time, or with Ctrl show more or less of it."""
        delta = event.angleDelta()
        steps = (delta.y() or delta.x()) / _WHEEL_STEP
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25**steps, event.position().x())
        else:
            bar = self.horizontalScrollBar()
            bar.setValue(round(bar.value() - steps * theme.spacing(8)))
        event.accept()

    def zoom(self, factor: float, x: float) -> None:
        """Show less time, or with a factor below 1 more, keeping the moment at x where it is."""
        seconds = self.seconds_at(x)
        self.scale.zoom(factor)
        self._fit()
        self.horizontalScrollBar().setValue(round(self.scale.x_of(seconds) - x))

    def _fit(self) -> None:
        width = self.viewport().width()
        self.scale.fit(width, self.duration, self.side())
        bar = self.horizontalScrollBar()
        bar.setRange(0, max(0, self.scale.width(self.duration) - width))
        bar.setPageStep(width)
        bar.setSingleStep(theme.spacing(4))
        self.viewport().update()

    def _reveal(self, seconds: float) -> None:
        bar, width = self.horizontalScrollBar(), self.viewport().width()
        x = self.x_of(seconds)
        if not EDGE <= x <= width - EDGE:
            bar.setValue(self.scale.x_of(seconds) - width // 4)

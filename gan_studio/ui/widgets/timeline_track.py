"""TimelineTrack: pictures at moments, to drag, to choose, and to move a playhead over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.timeline_scale import TrackKey
from gan_studio.ui.widgets.timeline_seconds import SecondsEditor
from gan_studio.ui.widgets.timeline_view import EDGE, TimelineView

_SNAP = 0.05
_NUDGE = 0.1
_MOVING_KEYS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class TimelineTrack(TimelineView):
    """A timeline in a person's hands; it changes nothing itself, but says what a person wants.

    Drag a picture to move it in time, click it to go there, double-click it to type its moment. Drag
    anywhere else to move the playhead.

    Signals:
        visited: the place of a picture that was clicked.
        moved: (place, seconds) of one that was put elsewhere.
        closing_moved: seconds at which the loop should begin again.
        scrubbed: seconds, while the playhead is dragged.
        scrub_ended: seconds where it was let go.
        remove_asked: the place of a picture to remove.
        play_asked: play or pause; no argument.
    """

    visited = Signal(object)
    moved = Signal(object)
    closing_moved = Signal(object)
    scrubbed = Signal(object)
    scrub_ended = Signal(object)
    remove_asked = Signal(object)
    play_asked = Signal()

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(empty_text, parent)
        self._pressed: int | str | None = None
        self._pressed_at = QPoint()
        self._editor = SecondsEditor(self.viewport())
        self._editor.entered.connect(self._take_typed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def set_keys(self, keys: Sequence[TrackKey], duration: float, loops: bool) -> None:
        """Show other pictures' moments; what was being typed is given up."""
        self._editor.hide()
        super().set_keys(keys, duration, loops)

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Paint everything where it is now; what was being typed is given up."""
        self._editor.hide()
        super().scrollContentsBy(across, down)

    def edit_seconds(self, place: int) -> None:
        """Let a person type the moment of a picture."""
        self._editor.ask(place, self.keys[place].seconds, self.key_rect(place).center())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a picture, or of the playhead."""
        if event.button() != Qt.MouseButton.LeftButton or not self.keys:
            return
        self._pressed_at = event.position().toPoint()
        place = self.key_at(self._pressed_at)
        self._pressed = "playhead" if place is None else place
        self.is_held = True
        if place is None:
            self._scrub(event)
        elif place < len(self.keys):
            self.choose(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held."""
        point = event.position().toPoint()
        if self._pressed == "playhead":
            self._scrub(event)
        elif isinstance(self._pressed, int):
            way = abs(point.x() - self._pressed_at.x())
            if self.dragged is not None or way >= QApplication.startDragDistance():
                self._drag(self._pressed, point)
        else:
            over = self.key_at(point)
            self.viewport().setCursor(
                Qt.CursorShape.ArrowCursor if over is None else Qt.CursorShape.OpenHandCursor
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, and say what became of it."""
        pressed, dragged = self._pressed, self.dragged
        self._pressed = self.dragged = None
        self.is_held = False
        self.viewport().update()
        if pressed == "playhead":
            self.scrub_ended.emit(self._moment_under(event.position().x()))
        elif dragged is not None and dragged[0] == len(self.keys):
            self.closing_moved.emit(dragged[1])
        elif dragged is not None:
            self.moved.emit(dragged)
        elif isinstance(pressed, int):
            self.visited.emit(pressed % len(self.keys))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Let the moment of a picture be typed."""
        place = self.key_at(event.position().toPoint())
        self._pressed = None
        if place is not None and place < len(self.keys):
            self.edit_seconds(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrows, move with Shift and an arrow, remove, type, play, zoom."""
        key, is_shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: self.play_asked.emit,
            Qt.Key.Key_Plus: lambda: self.zoom(1.25, self.viewport().width() / 2),
            Qt.Key.Key_Minus: lambda: self.zoom(0.8, self.viewport().width() / 2),
            Qt.Key.Key_Home: lambda: self.scrub_ended.emit(0.0),
            Qt.Key.Key_End: lambda: self.scrub_ended.emit(self.duration),
        }
        if way is not None and event.modifiers() & ~_MOVING_KEYS:
            super().keyPressEvent(event)
        elif way is not None and self.keys:
            self._step(way, bool(is_shift))
        elif self.chosen is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(self.chosen)
        elif self.chosen is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_seconds(self.chosen)
        elif key in acts:
            acts[key]()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a picture."""
        place = self.key_at(event.pos())
        if place is None or place == len(self.keys):
            return
        self.choose(place)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Go There", lambda: self.visited.emit(place))
        menu.addAction("Set Its Moment…", lambda: self.edit_seconds(place))
        menu.addAction(theme.icon("trash"), "Remove", lambda: self.remove_asked.emit(place))
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what a picture is, and when."""
        if isinstance(event, QHelpEvent):
            place = self.key_at(event.pos())
            if place is not None:
                QToolTip.showText(event.globalPos(), self._tip(place), self)
                return True
        return super().viewportEvent(event)

    def _tip(self, place: int) -> str:
        if place == len(self.keys):
            return "Here the loop begins again. Drag it to give the way back more or less time."
        key = self.keys[place]
        return f"{key.name} at {key.seconds:g} s\nClick to go there, drag to move, double-click to type."

    def _moment_under(self, x: float) -> float:
        return min(self.seconds_at(x), self.duration)

    def _scrub(self, event: QMouseEvent) -> None:
        self.playhead = self._moment_under(event.position().x())
        self.viewport().update()
        self.scrubbed.emit(self.playhead)

    def _drag(self, place: int, point: QPoint) -> None:
        bar, width = self.horizontalScrollBar(), self.viewport().width()
        if point.x() > width - EDGE:
            bar.setMaximum(bar.maximum() + EDGE)
            bar.setValue(bar.value() + EDGE)
        elif point.x() < EDGE:
            bar.setValue(bar.value() - EDGE)
        self.dragged = (place, round(self.seconds_at(point.x()) / _SNAP) * _SNAP)
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.viewport().update()

    def _step(self, way: int, is_moving: bool) -> None:
        """Go to the next picture, or move the chosen one."""
        if self.chosen is None:
            place = 0 if way > 0 else len(self.keys) - 1
            self.visited.emit(place)
        elif is_moving:
            self.moved.emit((self.chosen, max(0.0, self.keys[self.chosen].seconds + way * _NUDGE)))
        elif 0 <= self.chosen + way < len(self.keys):
            self.visited.emit(self.chosen + way)

    def _take_typed(self, typed: tuple[int, float]) -> None:
        self.setFocus()
        self.moved.emit(typed)

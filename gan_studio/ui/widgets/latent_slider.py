"""LatentSlider: a slider for one latent component that shows where its seed put it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

REACH = 4.0
_POSITIONS = 400
_HANDLE = 6.0
_GROOVE = 3.0
_FINE = 0.1


class LatentSlider(QSlider):
    """Moves as far as its reach to both sides of 0; pressing anywhere takes the handle there.

    A notch marks the seed's own value, and a coloured stretch how far from it the component was
    moved. Shift makes the handle ten times slower. Left and right change the value, up and down
    leave it for the slider's neighbours; a double click or Delete asks to reset it, R to draw it.

    Signals:
        row_asked: -1 or 1: the slider above or below should have the focus.
        reset_asked: the seed's value is wanted back; no argument.
        random_asked: a random value is wanted; no argument.
    """

    row_asked = Signal(object)
    reset_asked = Signal()
    random_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._reach = REACH
        self._base = 0.0
        self._is_changed = False
        self._from = QPointF()
        self._from_value = 0.0
        self.setRange(-_POSITIONS, _POSITIONS)
        self.setSingleStep(_POSITIONS // 40)
        self.setPageStep(_POSITIONS // 4)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(64, 20)

    def set_reach(self, reach: float) -> None:
        """Move from -reach to reach from now on; 4 standard deviations of a latent at first."""
        self._reach = reach
        self.update()

    def show_values(self, base: float, value: float, is_changed: bool) -> None:
        """Show a component without a signal, unless it is being dragged.

        Args:
            base: the seed's own value.
            is_changed: whether `value` replaces it.
        """
        self._base, self._is_changed = base, is_changed
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(round(value * _POSITIONS / self._reach))
            self.blockSignals(False)
        self.update()

    def number(self) -> float:
        """The value the handle is at."""
        return round(self.value() * self._reach / _POSITIONS, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, wherever on the slider."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setSliderPosition(self._value_at(event.position().x()))
        self._from, self._from_value = event.position(), float(self.sliderPosition())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the handle that is held."""
        if not self.isSliderDown():
            return
        speed = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        moved = (event.position().x() - self._from.x()) * speed * 2 * _POSITIONS / self._length()
        self._from_value += moved
        self._from = event.position()
        self.setSliderPosition(round(self._from_value))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to reset."""
        self.reset_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave up and down to the neighbours; reset with Delete, draw with R."""
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in rows:
            self.row_asked.emit(rows[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset_asked.emit()
        elif event.key() == Qt.Key.Key_R and not event.modifiers():
            self.random_asked.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the list scroll."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove, stretch, notch and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        groove = QRectF(_HANDLE, middle - _GROOVE / 2, self._length(), _GROOVE)
        painter.setBrush(self._colour(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        painter.drawRect(QRectF(self._x_of(0.0) - 0.5, middle - 4, 1, 8))
        here, base = self._x_of(self.number()), self._x_of(self._base)
        if self._is_changed:
            painter.setBrush(self._colour(QPalette.ColorRole.Highlight))
            painter.drawRect(QRectF(min(here, base), middle - _GROOVE / 2, abs(here - base), _GROOVE))
            painter.setBrush(self._colour(QPalette.ColorRole.Text))
            painter.drawRect(QRectF(base - 1, middle - 5, 2, 10))
        self._paint_handle(painter, QPointF(here, middle))

    def _paint_handle(self, painter: QPainter, centre: QPointF) -> None:
        is_lively = self._is_changed or self.isSliderDown() or self.underMouse()
        role = QPalette.ColorRole.Highlight if is_lively else QPalette.ColorRole.PlaceholderText
        painter.setBrush(self._colour(role))
        painter.drawEllipse(centre, _HANDLE - 1, _HANDLE - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._colour(QPalette.ColorRole.Text), 1.5))
            painter.drawEllipse(centre, _HANDLE, _HANDLE)

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(role)

    def _length(self) -> float:
        return max(1.0, self.width() - 2 * _HANDLE)

    def _x_of(self, number: float) -> float:
        share = (number / self._reach + 1) / 2
        return _HANDLE + min(max(share, 0.0), 1.0) * self._length()

    def _value_at(self, x: float) -> int:
        return round((x - _HANDLE) / self._length() * 2 * _POSITIONS - _POSITIONS)

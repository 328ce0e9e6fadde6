"""LatentPad: a plane to move a point about on, over pictures of what lies where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.image_grid_layout import picture_of

Point = tuple[float, float]

_CELL, _MOST_CELLS = 52, 63
_PUCK, _SNAP, _HANDLE = 8, 10, 5
_FAINT = 0.6
_STEPS, _LARGE_STEP = 40, 5
_ZOOM, _WHEEL_STEP = 1.25, 120
_DIGITS = 4


class LatentPad(QWidget):
    """Paints a plane around (0, 0), to the right and upwards, and a puck that can be dragged on it.

    The wheel and + and - zoom, the arrow keys move the puck (with Shift further), Home takes it to the
    middle. Near a handle the puck lies on it exactly.

    Signals:
        moved: (x, y) at every move of a drag.
        released: (x, y) at the end of a drag, and of a key's move.
        zoomed: the new extent.
        cells_changed: there are other cells to be filled; no argument.
    """

    moved = Signal(object)
    released = Signal(object)
    zoomed = Signal(object)
    cells_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._point: Point | None = None
        self._extent, self._limits = 1.0, (0.05, 20.0)
        self._handles: list[tuple[Point, str]] = []
        self._images: list[QImage] = []
        self._is_held = False
        self._empty_text = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    def point(self) -> Point | None:
        """Where the puck is, or None while it is nowhere on the plane."""
        return self._point

    def set_point(self, point: Point | None) -> None:
        """Put the puck somewhere, without a signal."""
        if point != self._point:
            self._point = point
            where = "" if point is None else f"x {point[0]:.2f}, y {point[1]:.2f}"
            self.setAccessibleDescription(where)
            self.update()

    def extent(self) -> float:
        """How far it is from the middle to the nearer edges."""
        return self._extent

    def set_extent(self, extent: float) -> None:
        """Show more of the plane, or less, without a signal of `zoomed`."""
        extent = min(max(extent, self._limits[0]), self._limits[1])
        if extent != self._extent:
            self._extent = extent
            self._empty_cells()

    def set_handles(self, handles: Sequence[tuple[Point, str]]) -> None:
        """Mark places, each with a short text, and draw lines between them."""
        self._handles = list(handles)
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What is said in place of the plane; nothing can be dragged then. "" to show the plane."""
        self._empty_text = text
        self.update()

    def set_images(self, images: np.ndarray) -> None:
        """Fill the first cells with pictures uint8 [N, H, W, C]; the others stay empty."""
        self._images = [picture_of(images, index) for index in range(len(images))]
        self.update()

    def cells(self) -> list[Point]:
        """The places in the middle of the cells, those in the middle of the plane first."""
        columns, rows = self._grid()
        half_width, half_height = self._halves()
        across = (np.arange(columns) - (columns - 1) / 2) * (2 * half_width / columns)
        down = ((rows - 1) / 2 - np.arange(rows)) * (2 * half_height / rows)
        places = [(round(float(x), _DIGITS), round(float(y), _DIGITS)) for y in down for x in across]
        return sorted(places, key=lambda place: place[0] ** 2 + place[1] ** 2)

    def position(self, point: Point) -> QPointF:
        """Where a point of the plane is on the widget."""
        scale = self._scale()
        return QPointF(self.width() / 2 + point[0] * scale, self.height() / 2 - point[1] * scale)

    def point_at(self, position: QPointF) -> Point:
        """The point of the plane at a place of the widget; a handle's own where one is near."""
        for point, _ in self._handles:
            away = self.position(point) - position
            if abs(away.x()) + abs(away.y()) <= _SNAP:
                return point
        x = min(max(position.x(), 0.0), float(self.width())) - self.width() / 2
        y = self.height() / 2 - min(max(position.y(), 0.0), float(self.height()))
        return round(x / self._scale(), _DIGITS), round(y / self._scale(), _DIGITS)

    def sizeHint(self) -> QSize:
        """Wider than high, as the place below a picture is."""
        return QSize(420, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures, the axes, the handles and the puck."""
        painter = QPainter(self)
        colours = theme.scheme()
        painter.fillRect(self.rect(), QColor(colours.base))
        if self._empty_text:
            painter.setPen(QColor(colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), int(flags), self._empty_text)
        else:
            self._paint_cells(painter)
            self._paint_axes(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_handles(painter)
            self._paint_puck(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for pictures of other places."""
        self._empty_cells()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the puck to the mouse."""
        if event.button() == Qt.MouseButton.LeftButton and not self._empty_text:
            self._is_held = True
            self._drag_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the puck."""
        if self._is_held:
            self._drag_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the puck."""
        if self._is_held and event.button() == Qt.MouseButton.LeftButton:
            self._is_held = False
            self.released.emit(self.point_at(event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Show more of the plane, or less."""
        if event.angleDelta().y():
            self._zoom_by(-event.angleDelta().y() / _WHEEL_STEP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the puck with the arrow keys, take it to the middle with Home, zoom with + and -."""
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom_by(1 if event.key() == Qt.Key.Key_Minus else -1)
        elif self._empty_text:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Home:
            self._move_to((0.0, 0.0))
        elif event.key() in moves and self._point is not None:
            step = self._extent / _STEPS * (_LARGE_STEP if is_shifted else 1)
            towards = zip(self._point, moves[Qt.Key(event.key())], strict=True)
            x, y = (round(place + step * sign, _DIGITS) for place, sign in towards)
            self._move_to((x, y))
        else:
            super().keyPressEvent(event)

    def _drag_to(self, position: QPointF) -> None:
        point = self.point_at(position)
        self.set_point(point)
        self.moved.emit(point)

    def _move_to(self, point: Point) -> None:
        self.set_point(point)
        self.released.emit(point)

    def _zoom_by(self, steps: float) -> None:
        before = self._extent
        self.set_extent(round(before * _ZOOM**steps, _DIGITS))
        if self._extent != before:
            self.zoomed.emit(self._extent)

    def _empty_cells(self) -> None:
        self._images = []
        self.update()
        self.cells_changed.emit()

    def _scale(self) -> float:
        """Pixels for a distance of 1."""
        return max(1, min(self.width(), self.height())) / (2 * self._extent)

    def _halves(self) -> Point:
        return self.width() / 2 / self._scale(), self.height() / 2 / self._scale()

    def _grid(self) -> tuple[int, int]:
        """Columns and rows of cells: odd numbers, so that one is in the middle."""
        columns, rows = (max(1, side // _CELL - 1) // 2 * 2 + 1 for side in (self.width(), self.height()))
        while columns * rows > _MOST_CELLS:
            columns, rows = max(1, columns - 2), max(1, rows - (2 if rows > 5 else 0))
        return columns, rows

    def _paint_cells(self, painter: QPainter) -> None:
        columns, rows = self._grid()
        room = QSize(self.width() // columns, self.height() // rows)
        painter.setOpacity(_FAINT)
        for image, place in zip(self._images, self.cells(), strict=False):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > room.width())
            size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            cell = QRect(0, 0, size.width(), size.height())
            cell.moveCenter(self.position(place).toPoint())
            painter.drawImage(cell, image)
        painter.setOpacity(1)

    def _paint_axes(self, painter: QPainter) -> None:
        middle = self.position((0.0, 0.0))
        painter.setPen(QPen(QColor(theme.scheme().muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        painter.drawLine(QPointF(0, middle.y()), QPointF(self.width(), middle.y()))

    def _paint_handles(self, painter: QPainter) -> None:
        places = [self.position(point) for point, _ in self._handles]
        colours = theme.scheme()
        painter.setPen(QPen(QColor(colours.text), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(places))
        for place, (_, text) in zip(places, self._handles, strict=True):
            painter.setBrush(QColor(colours.base))
            painter.drawEllipse(place, _HANDLE, _HANDLE)
            box = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-4, -2, 4, 2)
            box.moveCenter(place + QPointF(0, box.height() / 2 + _HANDLE + 2))
            if box.bottom() > self.height():
                box.moveCenter(place - QPointF(0, box.height() / 2 + _HANDLE + 2))
            painter.drawRoundedRect(box, 3, 3)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_puck(self, painter: QPainter) -> None:
        if self._point is None:
            return
        place = self.position(self._point)
        edge = QRectF(self.rect()).adjusted(_PUCK, _PUCK, -_PUCK, -_PUCK)
        is_inside = edge.adjusted(-_PUCK, -_PUCK, _PUCK, _PUCK).contains(place)
        place.setX(min(max(place.x(), edge.left()), edge.right()))
        place.setY(min(max(place.y(), edge.top()), edge.bottom()))
        colours = theme.scheme()
        painter.setBrush(QColor(colours.accent) if is_inside else Qt.BrushStyle.NoBrush)
        for colour, width in ((colours.base, 5), (colours.accent, 2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(place, _PUCK - 2, _PUCK - 2)

"""LatentImage: one picture as large as it goes, with square pixels, to zoom and to move about."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888}
_FACTORS = (0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
_WHEEL_STEP = 120


class LatentImage(QWidget):
    """Paints one uint8 picture [H, W, C]; enlarged by whole factors, so that pixels stay square.

    The wheel zooms where the mouse is, dragging moves an enlarged picture, a double click fits it.
    While a tool has an overlay on it, the left button is the tool's, and the middle one moves.

    Signals:
        zoom_changed: the factor from the picture's pixels to the screen's.
        pressed: where a tool's button went down on the picture, a QPointF in the picture's pixels.
        moved, released: where it is held then and let go; kept on the picture.
    """

    zoom_changed = Signal(object)
    pressed = Signal(object)
    moved = Signal(object)
    released = Signal(object)

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: np.ndarray | None = None
        self._image = QImage()
        self._empty_text = empty_text
        self._chosen_zoom: float | None = None
        self._shift = QPointF(0, 0)
        self._grabbed: QPointF | None = None
        self._is_smooth = False
        self._overlay: Callable[[QPainter], None] | None = None
        self._is_tool_pressed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(128, 128)

    def set_image(self, pixels: np.ndarray | None) -> None:
        """Show another picture, uint8 [H, W, 1 or 3], at the same zoom; or none."""
        has_new_size = pixels is None or self._pixels is None or pixels.shape != self._pixels.shape
        self._pixels = pixels if pixels is None else np.ascontiguousarray(pixels)
        self._image = QImage()
        if self._pixels is not None:
            height, width, channels = self._pixels.shape
            self._image = QImage(self._pixels.data, width, height, width * channels, _FORMATS[channels])
        if has_new_size:
            self.fit()
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What is said while there is no picture."""
        self._empty_text = text
        self.update()

    def pixels(self) -> np.ndarray | None:
        """The picture shown, or None."""
        return self._pixels

    def picture(self) -> QImage:
        """The picture at its own size, as a copy."""
        return self._image.copy()

    def zoom(self) -> float:
        """Screen pixels for each pixel of the picture."""
        return self._chosen_zoom or self._fitting_zoom()

    def look_where(self, other: LatentImage) -> None:
        """Show the same part of this picture as another widget shows of its own."""
        if self._image.isNull() or other._image.isNull():
            return
        scale = other._image.width() / self._image.width()
        zoom = other._chosen_zoom and other._chosen_zoom * scale
        if (zoom, other._shift) != (self._chosen_zoom, self._shift):
            self._set_zoom(zoom, other._shift)

    def fit(self) -> None:
        """Show the whole picture as large as it goes."""
        self._set_zoom(None, QPointF(0, 0))

    def zoom_in(self) -> None:
        """Enlarge to the next factor."""
        self._zoom_by(1, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """Reduce to the factor before."""
        self._zoom_by(-1, QPointF(self.rect().center()))

    def image_rect(self) -> QRectF:
        """Where the picture is on the widget."""
        size = QPointF(self._image.width(), self._image.height()) * (self.zoom() / self.devicePixelRatioF())
        corner = (QPointF(self.width(), self.height()) - size) / 2 + self._shift
        ratio = self.devicePixelRatioF()
        corner = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
        return QRectF(corner.x(), corner.y(), size.x(), size.y())

    def pixel_at(self, position: QPointF) -> QPointF | None:
        """Where a point of the widget is in the picture's pixels; None beside the picture."""
        rect = self.image_rect()
        if self._image.isNull() or not rect.contains(position):
            return None
        return self._pixel_near(position)

    def position_of(self, pixel: QPointF) -> QPointF:
        """Where a point of the picture is on the widget; whole numbers are the corners of pixels."""
        return self.image_rect().topLeft() + pixel * (self.zoom() / self.devicePixelRatioF())

    def set_overlay(self, paint: Callable[[QPainter], None] | None) -> None:
        """Give the left button to a tool that paints over the picture, or with None take it back.

        Args:
            paint: paints in the widget's coordinates, after the picture.
        """
        self._overlay = paint
        self._grabbed, self._is_tool_pressed = None, False
        self.setCursor(Qt.CursorShape.CrossCursor if paint else Qt.CursorShape.ArrowCursor)
        self.update()

    def is_smooth(self) -> bool:
        """Whether enlarged pixels blend into each other."""
        return self._is_smooth

    def set_smooth(self, is_smooth: bool) -> None:
        """Let enlarged pixels blend into each other, or be squares."""
        self._is_smooth = is_smooth
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a small picture enlarged."""
        return QSize(512, 512)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or what is said in its place."""
        painter = QPainter(self)
        if self._image.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), int(flags), self._empty_text)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._is_smooth or self.zoom() < 1)
        painter.drawImage(self.image_rect(), self._image)
        if self._overlay is not None:
            painter.save()
            self._overlay(painter)
            painter.restore()
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.image_rect().adjusted(-2, -2, 1, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture in reach."""
        self._set_zoom(self._chosen_zoom, self._shift)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, keeping what is under the mouse there."""
        steps = event.angleDelta().y() / _WHEEL_STEP
        if steps:
            self._zoom_by(1 if steps > 0 else -1, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an enlarged picture, or begin a tool's work."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        pixel = self.pixel_at(event.position())
        if is_left and self._overlay is not None:
            self._is_tool_pressed = pixel is not None
            if pixel is not None:
                self.pressed.emit(pixel)
        elif is_left or event.button() == Qt.MouseButton.MiddleButton:
            self._grabbed = event.position() - self._shift

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture that is held, or go on with a tool's work."""
        if self._grabbed is not None:
            self._set_zoom(self._chosen_zoom, event.position() - self._grabbed)
        elif self._is_tool_pressed:
            self.moved.emit(self._pixel_near(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the picture, or end a tool's work."""
        if self._is_tool_pressed and event.button() == Qt.MouseButton.LeftButton:
            self._is_tool_pressed = False
            self.released.emit(self._pixel_near(event.position()))
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the picture; to a tool it is a press like any other."""
        if self._overlay is not None:
            self.mousePressEvent(event)
        else:
            self.fit()

    def _pixel_near(self, position: QPointF) -> QPointF:
        """The point of the picture that is nearest to one of the widget."""
        pixel = (position - self.image_rect().topLeft()) * (self.devicePixelRatioF() / self.zoom())
        width, height = self._image.width(), self._image.height()
        return QPointF(min(max(pixel.x(), 0.0), float(width)), min(max(pixel.y(), 0.0), float(height)))

    def _fitting_zoom(self) -> float:
        if self._image.isNull():
            return 1.0
        ratio = self.devicePixelRatioF()
        room = min(self.width() * ratio / self._image.width(), self.height() * ratio / self._image.height())
        return float(math.floor(room)) if room >= 1 else room

    def _zoom_by(self, steps: int, centre: QPointF) -> None:
        if self._image.isNull():
            return
        old = self.zoom()
        others = [factor for factor in _FACTORS if (factor > old if steps > 0 else factor < old)]
        if not others:
            return
        new = min(others) if steps > 0 else max(others)
        from_middle = centre - QPointF(self.width(), self.height()) / 2
        self._set_zoom(new, from_middle - (from_middle - self._shift) * (new / old))

    def _set_zoom(self, zoom: float | None, shift: QPointF) -> None:
        self._chosen_zoom = zoom
        room = QPointF(self._image.width(), self._image.height()) * (self.zoom() / self.devicePixelRatioF())
        spare_x, spare_y = (max(0.0, room.x() - self.width()) / 2, max(0.0, room.y() - self.height()) / 2)
        self._shift = QPointF(min(max(shift.x(), -spare_x), spare_x), min(max(shift.y(), -spare_y), spare_y))
        self.zoom_changed.emit(self.zoom())
        self.update()

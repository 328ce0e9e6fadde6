"""LatentImage: one picture as large as it goes, with square pixels, to zoom and to move about."""

from __future__ import annotations

import math

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

    Signals:
        zoom_changed: the factor from the picture's pixels to the screen's.
    """

    zoom_changed = Signal(object)

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: np.ndarray | None = None
        self._image = QImage()
        self._empty_text = empty_text
        self._chosen_zoom: float | None = None
        self._shift = QPointF(0, 0)
        self._grabbed: QPointF | None = None
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
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom() < 1)
        painter.drawImage(self.image_rect(), self._image)
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
        """Take hold of an enlarged picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position() - self._shift

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture that is held."""
        if self._grabbed is not None:
            self._set_zoom(self._chosen_zoom, event.position() - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the picture."""
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the picture."""
        self.fit()

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

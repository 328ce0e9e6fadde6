"""CaptionedPictures: a few pictures in rows, each with a short text below that is always seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.image_grid_layout import picture_of

_SIDE, _GAP = 72, 4


class CaptionedPictures(QWidget):
    """Paints pictures as wide as four fit in a row; one is selected by mouse or arrow keys.

    Signals:
        selected: the index of the newly selected picture.
    """

    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        self._captions: tuple[str, ...] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pictures(self, pictures: np.ndarray, captions: Sequence[str]) -> None:
        """Show other pictures uint8 [N, H, W, C]; the first is selected."""
        self._images = [picture_of(pictures, index) for index in range(len(pictures))]
        self._captions = tuple(captions)
        self._current = 0
        self.setAccessibleDescription("; ".join(self._captions))
        self.updateGeometry()
        self.update()

    def current(self) -> int:
        """The index of the selected picture."""
        return self._current

    def captions(self) -> tuple[str, ...]:
        """What is said below the pictures."""
        return self._captions

    def cell_rect(self, index: int) -> QRect:
        """Where a picture is, with its caption."""
        row, column = divmod(index, self._columns())
        size = self._cell()
        corner = QPoint(column * (size.width() + _GAP), row * (size.height() + _GAP))
        return QRect(corner, size)

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        if not self._images:
            return QSize(4 * _SIDE, 0)
        return QSize(4 * _SIDE, self.cell_rect(len(self._images) - 1).bottom() + 1)

    def minimumSizeHint(self) -> QSize:
        """As high as wanted, and narrow."""
        return QSize(2 * _SIDE, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the new width needs."""
        super().resizeEvent(event)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the picture under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            place = event.position().toPoint()
            found = [n for n in range(len(self._images)) if self.cell_rect(n).contains(place)]
            if found:
                self._select(found[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select another with the arrow keys."""
        across = self._columns()
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
        }
        if event.key() not in moves:
            super().keyPressEvent(event)
            return
        index = self._current + moves[Qt.Key(event.key())]
        if 0 <= index < len(self._images):
            self._select(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every picture with its caption."""
        painter = QPainter(self)
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        for index, image in enumerate(self._images):
            self._paint_one(painter, self.cell_rect(index), image, self._captions[index])
            if index == self._current:
                width = 2 if self.hasFocus() else 1
                painter.setPen(QPen(QColor(theme.scheme().accent), width))
                painter.drawRect(self.cell_rect(index).adjusted(1, 1, -1, -1))

    def _paint_one(self, painter: QPainter, cell: QRect, image: QImage, caption: str) -> None:
        room = QRect(cell.topLeft(), QSize(cell.width(), cell.width())).adjusted(3, 3, -3, -3)
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > size.width())
        painter.drawImage(place, image)
        painter.setPen(QColor(theme.scheme().text))
        below = cell.adjusted(2, cell.width(), -2, 0)
        words = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)

    def _select(self, index: int) -> None:
        self._current = index
        self.update()
        self.selected.emit(index)

    def _columns(self) -> int:
        return 4 if self.width() < 8 * _SIDE else 8

    def _cell(self) -> QSize:
        columns = self._columns()
        side = max(32, min(2 * _SIDE, (self.width() - (columns - 1) * _GAP) // columns))
        return QSize(side, side + self.fontMetrics().height() + 2)

"""ImageGrid: many small pictures in rows, painted as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QSizePolicy, QWidget

from gan_studio.ui.widgets.image_grid_layout import GridLayout, composed, fitted, flowing, picture_of, tiled

_GAP = 2
_MARGIN = 4


class ImageGrid(QWidget):
    """Paints uint8 images [N, H, W, C] in a grid that a mouse and a keyboard can walk through.

    Enlarged pictures keep square pixels (whole factors), reduced ones are averaged. The arrow keys
    move the selected cell and Enter clicks it; hovering shows the index and the caption.

    Signals:
        clicked: the index of a cell that was clicked, or entered by keyboard.
        selected: the index of the newly selected cell.
    """

    clicked = Signal(object)
    selected = Signal(object)

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = np.zeros((0, 1, 1, 1), np.uint8)
        self._captions: tuple[str, ...] = ()
        self._columns = 0
        self._cell_side = 0
        self._empty_text = empty_text
        self._is_at_top = False
        self._current: int | None = None
        self._hovered: int | None = None
        self._places: GridLayout | None = None
        self._picture: QImage | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(64, 64)

    def set_images(self, images: np.ndarray, columns: int = 0, captions: Sequence[str] = ()) -> None:
        """Show other images; the selected cell stays selected where it still exists.

        Args:
            images: uint8 [N, H, W, C] with C 1 (grey) or 3 (colour); N may be 0.
            columns: images per row, or 0 to choose the number that makes them largest.
            captions: what to say of each image while the mouse is on it.
        """
        if images.ndim != 4 or images.shape[3] not in (1, 3) or images.dtype != np.uint8:
            raise ValueError(f"Images must be uint8 [N, H, W, 1 or 3], not {images.dtype} {images.shape}.")
        self._images, self._columns, self._captions = images, columns, tuple(captions)
        if self._current is not None and self._current >= len(images):
            self._current = None
        self._hovered = None
        self._compose_later()

    def set_empty_text(self, text: str) -> None:
        """What is said in the middle while there is no image."""
        self._empty_text = text
        self.update()

    def stay_at_top(self) -> None:
        """Put the cells at the widget's top rather than in its middle, from now on."""
        self._is_at_top = True
        self._compose_later()

    def set_cell_side(self, side: int) -> None:
        """Make cells this many pixels wide and let them flow, for use in a scroll area.

        Args:
            side: the longer side of a cell, or 0 to fit all cells into the widget as before.
        """
        self._cell_side = side
        self._compose_later()

    def images(self) -> np.ndarray:
        """The images shown, uint8 [N, H, W, C]."""
        return self._images

    def current(self) -> int | None:
        """The index of the selected cell, or None."""
        return self._current

    def select(self, index: int | None) -> None:
        """Select a cell, or none."""
        if index is not None and not 0 <= index < len(self._images):
            index = None
        if index == self._current:
            return
        self._current = index
        self.setAccessibleDescription("" if index is None else f"Selected: {self.caption(index)}")
        self.update()
        if index is not None:
            self.selected.emit(index)

    def caption(self, index: int) -> str:
        """What is said of a cell: its index and its caption."""
        text = self._captions[index] if index < len(self._captions) else ""
        return f"{index} · {text}" if text else str(index)

    def picture(self, index: int | None = None) -> QImage:
        """One image at its own size, or all of them without gaps if no index is given."""
        if index is not None:
            return picture_of(self._images, index)
        return tiled(self._images, self._layout().columns)

    def cell_rect(self, index: int) -> QRect:
        """Where a cell is on the widget."""
        return self._on_widget(self._layout().cell_rect(index))

    def index_at(self, point: QPoint) -> int | None:
        """The index of the cell under a point of the widget, or None."""
        ratio = self.devicePixelRatioF()
        return self._layout().index_at(QPoint(int(point.x() * ratio), int(point.y() * ratio)))

    def sizeHint(self) -> QSize:
        """The pictures at their own size, at least 256 pixels."""
        layout = self._layout()
        return layout.size.expandedTo(QSize(256, 256)) if layout.count else QSize(256, 256)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the one composed picture, and the selection and caption over it."""
        painter = QPainter(self)
        if not len(self._images):
            self._paint_empty(painter)
            return
        layout, picture = self._layout(), self._composed()
        ratio = self.devicePixelRatioF()
        painter.drawImage(QRectF(layout.origin.x() / ratio, layout.origin.y() / ratio,
                                 picture.width() / ratio, picture.height() / ratio), picture)  # fmt: skip
        if self._hovered is not None and self._hovered != self._current:
            self._paint_frame(painter, self.cell_rect(self._hovered), QPalette.ColorRole.PlaceholderText)
        if self._current is not None:
            self._paint_frame(painter, self.cell_rect(self._current), QPalette.ColorRole.Highlight)
        if self._hovered is not None:
            self._paint_caption(painter, self._hovered)

    def resizeEvent(self, event: QEvent) -> None:
        """Compose anew for the new size."""
        self._compose_later()

    def changeEvent(self, event: QEvent) -> None:
        """Compose anew when the screen's scale changes."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._compose_later()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what is under the mouse."""
        self._hover(self.index_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the mouse."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select and click the cell under the mouse."""
        index = self.index_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.select(index)
            self.clicked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection with the arrow keys, Home and End; click it with Enter."""
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._layout().columns,
            Qt.Key.Key_Down: self._layout().columns,
            Qt.Key.Key_Home: -len(self._images),
            Qt.Key.Key_End: len(self._images),
        }
        if event.key() in moves and len(self._images):
            self._move(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.clicked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the picture under the mouse, or the whole grid."""
        if len(self._images):
            index = self.index_at(event.pos()) if event.reason() == event.Reason.Mouse else self._current
            self.context_menu(index).exec(event.globalPos())

    def context_menu(self, index: int | None) -> QMenu:
        """The menu for a cell, or for the grid alone where there is no cell."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if index is not None:
            menu.addAction("Copy picture", lambda: self._copy(index))
            menu.addAction("Save picture as…", lambda: self._save(index))
            menu.addSeparator()
        menu.addAction("Copy whole grid", lambda: self._copy(None))
        menu.addAction("Save whole grid as…", lambda: self._save(None))
        return menu

    def _layout(self) -> GridLayout:
        if self._places is None:
            ratio = self.devicePixelRatioF()
            count, height, width, _ = self._images.shape
            picture, gap = QSize(width, height), round(_GAP * ratio)
            area = QSize(int(self.width() * ratio), int(self.height() * ratio))
            if self._cell_side:
                self._places = flowing(count, picture, round(self._cell_side * ratio), area, gap)
            else:
                self._places = fitted(count, self._columns, picture, area, gap)
                if self._is_at_top:
                    self._places = self._places.at_top()
        return self._places

    def _composed(self) -> QImage:
        if self._picture is None:
            self._picture = composed(self._images, self._layout())
        return self._picture

    def _compose_later(self) -> None:
        self._places = self._picture = None
        if self._cell_side:
            self.setMinimumHeight(max(64, round(self._layout().size.height() / self.devicePixelRatioF())))
        self.update()

    def _on_widget(self, rect: QRect) -> QRect:
        ratio = self.devicePixelRatioF()
        corner = QPoint(round(rect.x() / ratio), round(rect.y() / ratio))
        return QRect(corner, QSize(round(rect.width() / ratio), round(rect.height() / ratio)))

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _move(self, by: int) -> None:
        start = -1 if self._current is None and by == 1 else (self._current or 0)
        target = start + by
        if abs(by) == len(self._images) or 0 <= target < len(self._images):
            self.select(max(0, min(len(self._images) - 1, target)))

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(16, 16, -16, -16), int(flags), self._empty_text)

    def _paint_frame(self, painter: QPainter, cell: QRect, role: QPalette.ColorRole) -> None:
        pen = QPen(self.palette().color(role), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def _paint_caption(self, painter: QPainter, index: int) -> None:
        text, metrics = self.caption(index), QFontMetrics(self.font())
        cell = self.cell_rect(index)
        box = metrics.boundingRect(text).adjusted(-2 * _MARGIN, -_MARGIN, 2 * _MARGIN, _MARGIN)
        left = max(0, min(cell.center().x() - box.width() // 2, self.width() - box.width()))
        below = cell.bottom() + _MARGIN
        top = below if below + box.height() <= self.height() else max(0, cell.top() - _MARGIN - box.height())
        box.moveTo(left, top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.ToolTipBase))
        painter.drawRoundedRect(box, _MARGIN, _MARGIN)
        painter.setPen(self.palette().color(QPalette.ColorRole.ToolTipText))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _copy(self, index: int | None) -> None:
        QGuiApplication.clipboard().setImage(self.picture(index))

    def _save(self, index: int | None) -> None:
        name = "grid.png" if index is None else f"picture-{index}.png"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save picture", name, "PNG picture (*.png);;All files (*)"
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".png")
            if not self.picture(index).save(str(path)):
                QMessageBox.warning(self, "Not saved", f"{path} could not be written; choose another folder.")

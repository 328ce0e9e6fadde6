"""EffectRows: what each layer of a network does to a picture, a row for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gan_studio.core.latent.findings import Effects
from gan_studio.ui import theme
from gan_studio.ui.schemes import mixed
from gan_studio.ui.widgets.heat import heat_picture
from gan_studio.ui.widgets.image_grid_layout import picture_of

_SIDE, _GAP, _BAR = 48, 4, 4


class EffectRows(QWidget):
    """Paints a layer's name, its amount as a bar and a number, and three pictures: as it is, changed,
    and the difference. Rows are selected by mouse or arrow keys. For a scroll area.

    Signals:
        selected: the index of the newly selected layer, in the order of the network.
    """

    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._effects: Effects | None = None
        self._images: list[tuple[QImage, QImage, QImage]] = []
        self._order: list[int] = []
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_effects(self, effects: Effects | None, order: Sequence[int] = ()) -> None:
        """Show other effects, or none.

        Args:
            order: the layers' indices from above to below.
        """
        self._effects, self._order = effects, list(order)
        self._images = []
        if effects is not None:
            most = most_difference(effects)
            own = picture_of(effects.picture[None], 0)
            self._images = [
                (
                    own,
                    picture_of(layer.changed[None], 0),
                    picture_of(heat_picture(layer.difference / most)[None], 0),
                )
                for layer in effects.layers
            ]
            said = "; ".join(f"{layer.name}: {100 * layer.amount:.1f} %" for layer in effects.layers)
            self.setAccessibleDescription(said)
        if self._current is not None and self._current >= len(self._images):
            self._current = None
        self.setMinimumHeight(len(self._order) * self._row_height())
        self.update()

    def current(self) -> int | None:
        """The selected layer, or None."""
        return self._current

    def select(self, layer: int | None) -> None:
        """Select a layer, or none."""
        if layer != self._current:
            self._current = layer
            self.update()
            if layer is not None:
                self.selected.emit(layer)

    def row_rect(self, layer: int) -> QRect:
        """Where a layer's row is."""
        height = self._row_height()
        return QRect(0, self._order.index(layer) * height, self.width(), height)

    def sizeHint(self) -> QSize:
        """Room for every row."""
        return QSize(320, len(self._order) * self._row_height())

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the row under the mouse."""
        row = int(event.position().y()) // self._row_height()
        if event.button() == Qt.MouseButton.LeftButton and row < len(self._order):
            self.select(self._order[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the next row or the one before with the arrow keys."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not by:
            super().keyPressEvent(event)
            return
        row = self._order.index(self._current) + by if self._current in self._order else 0
        if 0 <= row < len(self._order):
            self.select(self._order[row])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        painter = QPainter(self)
        for layer in self._order:
            if self.row_rect(layer).intersects(event.rect()):
                self._paint_row(painter, layer, self.row_rect(layer))

    def _paint_row(self, painter: QPainter, layer: int, row: QRect) -> None:
        colours = theme.scheme()
        if layer == self._current:
            painter.fillRect(row, mixed(QColor(colours.accent), QColor(colours.base), 0.85))
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours.accent), 1))
                painter.drawRect(row.adjusted(0, 0, -1, -1))
        left = row.right() - 3 * (_SIDE + _GAP)
        for number, image in enumerate(self._images[layer]):
            place = QRect(left + number * (_SIDE + _GAP), row.top() + _GAP, _SIDE, _SIDE)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > _SIDE)
            painter.drawImage(place, image)
        words = QRect(row.left() + _GAP, row.top() + _GAP, left - row.left() - 3 * _GAP, _SIDE)
        self._paint_words(painter, layer, words)

    def _paint_words(self, painter: QPainter, layer: int, place: QRect) -> None:
        effect, colours = self._effects.layers[layer], theme.scheme()
        most = max(max(one.amount for one in self._effects.layers), 1e-9)
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        painter.setPen(QColor(colours.text))
        name = painter.fontMetrics().elidedText(effect.name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignTop), name)
        painter.setPen(QColor(colours.muted))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignBottom), f"{100 * effect.amount:.1f} %")
        groove = QRect(place.left(), place.center().y() - _BAR // 2, place.width(), _BAR)
        painter.fillRect(groove, QColor(colours.border))
        groove.setWidth(round(place.width() * effect.amount / most))
        painter.fillRect(groove, QColor(colours.accent))

    def _row_height(self) -> int:
        return _SIDE + 2 * _GAP


def most_difference(effects: Effects) -> float:
    """The largest difference of any pixel in any layer: what is painted nearly white."""
    return max([1e-6, *(float(layer.difference.max()) for layer in effects.layers)])

"""The matrix of style mixing: sources in its first row, destinations in its first column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenu, QWidget

from gan_studio.core.latent.mixing_grid import MixingGrid
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.layers.names import layers_named
from gan_studio.ui.pages.explore.mixing.latents import Origin
from gan_studio.ui.pages.explore.wording import point_text
from gan_studio.ui.widgets.latent_grid import LatentGrid

_LEAST_CELL = 48
_CORNER = "gives →\nkeeps ↓"


class MixingMatrix(LatentGrid):
    """Pictures of sources, destinations and what is between them, as one grid with a blank corner.

    Signals:
        mixed: (row, column) of a cell that was clicked, or entered by keyboard.
        chosen: the place of the source or destination that was chosen, as place() gives it, or None.
        remove_asked, show_asked: the place of one to remove, or to show large.
        replace_asked: (place, Origin) of one that another should replace.
        paste_asked: the copied latent is wanted; no argument.
    """

    mixed = Signal(object)
    chosen = Signal(object)
    remove_asked = Signal(object)
    show_asked = Signal(object)
    replace_asked = Signal(object)
    paste_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The mixed pictures appear here.", parent)
        self._grid = MixingGrid()
        self.clicked.connect(self._take_click)
        self.selected.connect(self._tell_choice)

    def show_grid(self, grid: MixingGrid, pictures: np.ndarray) -> None:
        """Show the pictures of a matrix.

        Args:
            pictures: uint8 [N, H, W, C] in the order of MixingGrid.requests.
        """
        place, self._grid = self.place(self.current()), grid
        across, down = len(grid.sources), len(grid.destinations)
        cells = np.zeros(((across + 1) * (down + 1), *pictures.shape[1:]), np.uint8)
        table = cells.reshape(down + 1, across + 1, *pictures.shape[1:])
        table[0, 1:] = pictures[:across]
        table[1:, 0] = pictures[across : across + down]
        table[1:, 1:] = pictures[across + down :].reshape(down, across, *pictures.shape[1:])
        self.setMinimumSize((across + 1) * _LEAST_CELL, (down + 1) * _LEAST_CELL)
        captions = [self._name(index) for index in range(len(cells))]
        self.set_images(cells, across + 1, captions)
        is_left = place is not None and place[0] < down and place[1] < across
        self.select(self.index(*place) if is_left else None)

    def forget(self) -> None:
        """Show nothing."""
        self._grid = MixingGrid()
        self.set_images(np.zeros((0, 1, 1, 1), np.uint8))

    def place(self, index: int | None) -> tuple[int, int] | None:
        """(row, column) of a cell, where -1 is the row of the sources and the column of destinations."""
        if index is None or not self._grid.sources:
            return None
        row, column = divmod(index, len(self._grid.sources) + 1)
        return row - 1, column - 1

    def index(self, row: int, column: int) -> int:
        """The cell of a place."""
        return (row + 1) * (len(self._grid.sources) + 1) + column + 1

    def choice(self) -> tuple[int, int] | None:
        """The place of the source or destination that is chosen, or None."""
        place = self.place(self.current())
        return place if place is not None and is_head(place) else None

    def select(self, index: int | None) -> None:
        """Select a cell, or none; the blank corner cannot be selected."""
        if index != 0:
            super().select(index)
            if index is None:
                self.chosen.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the chosen source or destination with Delete, show it with Enter; paste a latent."""
        place = self.choice()
        if place is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(place)
        elif place is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_asked.emit(place)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show a source or destination large."""
        place = self.place(self.index_at(event.position().toPoint()))
        if place is not None and is_head(place):
            self.show_asked.emit(place)

    def context_menu(self, index: int | None) -> QMenu:
        """The menu of a grid, with what can be done with a source or destination."""
        menu = super().context_menu(index)
        place = self.place(index)
        if place is None or not is_head(place):
            return menu
        first = menu.actions()[0]
        offers = [("Show this picture", self.show_asked, place)]
        offers += [(f"Replace with {origin.value}", self.replace_asked, (place, origin)) for origin in Origin]
        for text, signal, wish in (*offers, ("Remove", self.remove_asked, place)):
            menu.insertAction(first, menu.addAction(text, _teller(signal, wish)))
        menu.insertSeparator(first)
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures, what their axes mean, and lines between heads and cells."""
        super().paintEvent(event)
        if not len(self.images()):
            return
        painter = QPainter(self)
        corner, last = self.cell_rect(0), self.cell_rect(len(self.images()) - 1)
        painter.fillRect(corner, self.palette().color(QPalette.ColorRole.Window))
        painter.setFont(theme.text_font(theme.SMALL))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        if painter.fontMetrics().horizontalAdvance(_CORNER.split("\n")[0]) <= corner.width():
            painter.drawText(corner, int(Qt.AlignmentFlag.AlignCenter), _CORNER)
        line = self.palette().color(QPalette.ColorRole.Text)
        painter.fillRect(QRect(corner.left(), corner.bottom() + 1, last.right() - corner.left() + 1, 2), line)
        painter.fillRect(QRect(corner.right() + 1, corner.top(), 2, last.bottom() - corner.top() + 1), line)

    def _name(self, index: int) -> str:
        row, column = self.place(index)
        if row < 0 and column < 0:
            return "Sources across, destinations down"
        if row < 0:
            return f"Source: {point_text(self._grid.sources[column])}"
        if column < 0:
            return f"Destination: {point_text(self._grid.destinations[row])}"
        source, destination = self._grid.sources[column], self._grid.destinations[row]
        layers = layers_named(self._grid.layers)
        return f"{point_text(destination)} with {layers} of {point_text(source)}"

    def _take_click(self, index: int) -> None:
        place = self.place(index)
        if place is not None and min(place) >= 0:
            self.mixed.emit(place)

    def _tell_choice(self, index: int) -> None:
        self.chosen.emit(self.choice())


def _teller(signal: SignalInstance, wish: object) -> Callable[[], None]:
    return lambda: signal.emit(wish)


def is_head(place: tuple[int, int]) -> bool:
    """Whether a place is that of a source or a destination."""
    return min(place) < 0 <= max(place)

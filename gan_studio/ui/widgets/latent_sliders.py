"""LatentSliders: a slider for every latent component, though only those in sight exist."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLabel, QWidget

from gan_studio.core.latent.requests import MAX_COMPONENT
from gan_studio.ui import theme
from gan_studio.ui.widgets.latent_row import LatentRow
from gan_studio.ui.widgets.latent_slider import REACH

_ROW_HEIGHT = 28


class LatentSliders(QAbstractScrollArea):
    """A scrolling list of components; a handful of rows is lent to those that are in sight.

    Signals:
        moved: (index, value) at every move of a person's.
        released: (index, value) when a movement ends or a number was typed.
        reset_asked, randomize_asked: an index.
    """

    moved = Signal(object)
    released = Signal(object)
    reset_asked = Signal(object)
    randomize_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = self._z = np.zeros(0, np.float32)
        self._changed: Collection[int] = ()
        self._dimensions: Sequence[int] = ()
        self._rows: list[LatentRow] = []
        self._scale = (REACH, MAX_COMPONENT)
        self._empty = QLabel(self.viewport())
        theme.as_note(self._empty).setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(_ROW_HEIGHT)
        self.setMinimumHeight(3 * _ROW_HEIGHT)

    def set_values(self, base: np.ndarray, z: np.ndarray, changed: Collection[int]) -> None:
        """Show a latent.

        Args:
            base: the seed's own components [Z].
            z: the components [Z] with those in `changed` replaced.
        """
        self._base, self._z, self._changed = base, z, changed
        for row in self._rows:
            self._fill(row)

    def set_scale(self, reach: float, limit: float) -> None:
        """Let sliders move as far as `reach` from 0 from now on, and numbers be typed up to `limit`."""
        self._scale = (reach, limit)
        for row in self._rows:
            row.set_scale(reach, limit)
            self._fill(row)

    def set_dimensions(self, dimensions: Sequence[int], empty_text: str = "") -> None:
        """List these components only.

        Args:
            empty_text: what is said where there are none.
        """
        self._dimensions = dimensions
        self._empty.setText("" if dimensions else empty_text)
        self._place()

    def dimensions(self) -> Sequence[int]:
        """The components that are listed."""
        return self._dimensions

    def row(self, index: int) -> LatentRow:
        """The row of a listed component, scrolled into sight."""
        self._reveal(self._dimensions.index(index))
        return next(row for row in self._rows if row.index == index and not row.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lend out as many rows as fit."""
        self._place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Lend the rows to the components that come into sight."""
        self._place()

    def _place(self) -> None:
        view = self.viewport()
        margin = theme.spacing(2)
        self._empty.setGeometry(view.rect().adjusted(margin, 0, -margin, 0))
        bar = self.verticalScrollBar()
        bar.setPageStep(view.height())
        bar.setRange(0, max(0, len(self._dimensions) * _ROW_HEIGHT - view.height()))
        first, hidden = divmod(bar.value(), _ROW_HEIGHT)
        wanted = -(-view.height() // _ROW_HEIGHT) + 1
        while len(self._rows) < wanted:
            self._rows.append(self._new_row())
        for place, row in enumerate(self._rows):
            position = first + place
            is_used = place < wanted and position < len(self._dimensions)
            row.setVisible(is_used)
            if is_used:
                row.lend_to(self._dimensions[position])
                row.setGeometry(0, place * _ROW_HEIGHT - hidden, view.width(), _ROW_HEIGHT)
                self._fill(row)

    def _new_row(self) -> LatentRow:
        row = LatentRow(self.viewport())
        row.set_scale(*self._scale)
        row.moved.connect(self.moved)
        row.released.connect(self.released)
        row.reset_asked.connect(self.reset_asked)
        row.randomize_asked.connect(self.randomize_asked)
        row.row_asked.connect(self._step_focus)
        return row

    def _fill(self, row: LatentRow) -> None:
        if not row.isHidden() and 0 <= row.index < len(self._z):
            row.show_values(
                float(self._base[row.index]), float(self._z[row.index]), row.index in self._changed
            )

    def _step_focus(self, by: int) -> None:
        position = self._dimensions.index(self.sender().index) + by
        if 0 <= position < len(self._dimensions):
            self.row(self._dimensions[position]).slider.setFocus(Qt.FocusReason.TabFocusReason)

    def _reveal(self, position: int) -> None:
        bar, top = self.verticalScrollBar(), position * _ROW_HEIGHT
        if top < bar.value():
            bar.setValue(top)
        elif top + _ROW_HEIGHT > bar.value() + self.viewport().height():
            bar.setValue(top + _ROW_HEIGHT - self.viewport().height())

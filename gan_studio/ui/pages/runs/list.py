"""The cards of the Runs page, to walk through with the arrow keys and to choose from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from gan_studio.ui.pages.runs.cards import RunCard
from gan_studio.ui.pages.runs.delegate import RunDelegate, card_size
from gan_studio.ui.pages.runs.model import CARD_ROLE, RunsModel

_FLAG = QItemSelectionModel.SelectionFlag


class RunsList(QListView):
    """Cards in rows that fit the width; a choice outlives a refresh.

    Signals:
        chosen_changed: other cards are chosen; no argument.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs.list")
        self.setAccessibleName("Runs and models")
        self.setToolTip("Arrow keys move, Enter explores, Delete moves to the trash; Ctrl chooses several.")
        self.runs = RunsModel()
        self.setModel(self.runs)
        self.setItemDelegate(RunDelegate(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self._fit_grid()
        self._chosen: list[Path] = []
        self._current: tuple[Path | None, int] = (None, 0)
        self.runs.modelAboutToBeReset.connect(self._note_choice)
        self.runs.modelReset.connect(self._restore_choice)
        self.selectionModel().selectionChanged.connect(self._tell_choice)
        self.runs.dataChanged.connect(self._tell_choice)

    @property
    def chosen(self) -> list[RunCard]:
        """The chosen cards, in their order on the page."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.runs.cards[row] for row in rows]

    def choose(self, *paths: Path) -> None:
        """Choose the cards of these paths and show the first."""
        self.clearSelection()
        for row, card in enumerate(self.runs.cards):
            if card.path in paths:
                self.selectionModel().select(self.runs.index(row), _FLAG.Select)
        if chosen := self.selectedIndexes():
            self.selectionModel().setCurrentIndex(chosen[0], _FLAG.NoUpdate)
            self.scrollTo(chosen[0])

    def changeEvent(self, event: QEvent) -> None:
        """Make room for another font's height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_grid()

    def _fit_grid(self) -> None:
        size = card_size()
        if self.gridSize() != size:
            self.setGridSize(QSize(size))

    def _note_choice(self) -> None:
        current = self.currentIndex()
        self._chosen = [card.path for card in self.chosen]
        card = current.data(CARD_ROLE) if current.isValid() else None
        self._current = (card.path if card else None, max(current.row(), 0))

    def _restore_choice(self) -> None:
        """Choose again what was chosen; where that is gone, focus the card that took its place."""
        rows = {card.path: row for row, card in enumerate(self.runs.cards)}
        for path in self._chosen:
            if path in rows:
                self.selectionModel().select(self.runs.index(rows[path]), _FLAG.Select)
        path, row = self._current
        row = rows.get(path, min(row, len(rows) - 1))
        if row >= 0:
            self.selectionModel().setCurrentIndex(self.runs.index(row), _FLAG.NoUpdate)
        self._tell_choice()

    def _tell_choice(self, *_: object) -> None:
        self.chosen_changed.emit()

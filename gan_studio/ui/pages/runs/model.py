"""The cards as a Qt model, filtered by what a person types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from gan_studio.ui.pages.runs.cards import STATES, RunCard

CARD_ROLE = Qt.ItemDataRole.UserRole


class RunsModel(QAbstractListModel):
    """Rows of cards; a card that changed in place keeps its row, its selection and its focus."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[RunCard, ...] = ()
        self._shown: tuple[RunCard, ...] = ()
        self._words: list[str] = []

    @property
    def all_cards(self) -> tuple[RunCard, ...]:
        """Every card, also those that the filter hides."""
        return self._all

    @property
    def cards(self) -> tuple[RunCard, ...]:
        """The cards that are shown, row by row."""
        return self._shown

    def set_cards(self, cards: Sequence[RunCard]) -> None:
        """Show other cards."""
        self._all = tuple(cards)
        self._update()

    def set_filter(self, typed: str) -> None:
        """Show only cards whose title, preset and state contain every typed word."""
        self._words = typed.lower().split()
        self._update()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many cards are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The card itself, or what a tooltip and a screen reader say of it."""
        if not index.isValid():
            return None
        card = self._shown[index.row()]
        if role == CARD_ROLE:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.tooltip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([card.title, STATES[card.state][1], *filter(None, card.facts())])
        return None

    def _update(self) -> None:
        shown = tuple(card for card in self._all if self._matches(card))
        if [card.path for card in shown] != [card.path for card in self._shown]:
            self.beginResetModel()
            self._shown = shown
            self.endResetModel()
            return
        old, self._shown = self._shown, shown
        for row, (before, after) in enumerate(zip(old, shown, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _matches(self, card: RunCard) -> bool:
        text = f"{card.title} {card.preset} {STATES[card.state][1]}".lower()
        return all(word in text for word in self._words)

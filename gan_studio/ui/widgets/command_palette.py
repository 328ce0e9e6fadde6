"""The command palette: every action of the window, found by typing a few letters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import QLabel, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gan_studio.ui import theme
from gan_studio.ui.widgets.fuzzy import best_matches
from gan_studio.ui.widgets.search_popup import SearchPopup, paint_at_right

_WIDTH = 520
_HEIGHT = 360
_TOP = 72


class CommandPalette(SearchPopup):
    """A line to type in above a list of actions; Enter does the chosen one, Escape goes away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "palette", "Command palette", "Matching commands")
        self._actions: list[QAction] = []
        self.search.setPlaceholderText("What do you want to do?")
        self.search.setAccessibleName("Command")
        self.search.setToolTip("Type a few letters of an action; Enter does it.")
        self.search.setFont(theme.text_font(1.15))
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._do_chosen)
        self.list.setItemDelegate(_ActionDelegate(self.list))
        self.list.itemClicked.connect(self._do)
        self.nothing = theme.as_note(QLabel("No action matches; try fewer letters."))
        self.nothing.setContentsMargins(theme.spacing(), theme.spacing(), theme.spacing(), 0)
        self.column.insertWidget(1, self.nothing)

    def open_with(self, actions: Sequence[QAction]) -> None:
        """Show the palette over its window with these actions to choose from."""
        self._actions = [action for action in actions if action.isEnabled() and action.text()]
        self.search.clear()
        self._filter("")
        window = self.parentWidget()
        self.resize(min(_WIDTH, window.width() - 32), min(_HEIGHT, window.height() - _TOP - 32))
        self.move(window.mapToGlobal(window.rect().topLeft()))
        self.move(self.x() + (window.width() - self.width()) // 2, self.y() + _TOP)
        self.show()
        self.search.setFocus()

    def _filter(self, typed: str) -> None:
        self.list.clear()
        for action in best_matches(typed, self._actions, plain_text):
            item = QListWidgetItem(action.icon(), plain_text(action))
            item.setData(Qt.ItemDataRole.UserRole, action)
            item.setToolTip(action.toolTip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(self.list.count() == 0)

    def _do_chosen(self) -> None:
        if item := self.list.currentItem():
            self._do(item)

    def _do(self, item: QListWidgetItem) -> None:
        action = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        action.trigger()


class _ActionDelegate(QStyledItemDelegate):
    """Draws an action with its shortcut at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """A row with room to press it."""
        return QSize(0, theme.spacing(4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw as usual, then the keys."""
        super().paint(painter, option, index)
        keys = index.data(Qt.ItemDataRole.UserRole).shortcut()
        text = keys.toString(QKeySequence.SequenceFormat.NativeText)
        paint_at_right(painter, option, text, option.rect.width())


def plain_text(action: QAction) -> str:
    """An action's text without the mark of its access key and without dots."""
    return action.text().replace("&", "").rstrip("…")

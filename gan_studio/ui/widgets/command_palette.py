"""The command palette: every action of the window, found by typing a few letters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gan_studio.ui import theme
from gan_studio.ui.widgets.fuzzy import best_matches

_WIDTH = 520
_HEIGHT = 360
_TOP = 72
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QDialog):
    """A line to type in above a list of actions; Enter does the chosen one, Escape goes away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName("Command palette")
        self.setProperty("look", "popup")
        self._actions: list[QAction] = []
        self.search = QLineEdit(placeholderText="What do you want to do?")
        self.search.setObjectName("palette.search")
        self.search.setAccessibleName("Command")
        self.search.setToolTip("Type a few letters of an action; Enter does it.")
        self.search.setFont(theme.text_font(1.15))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._do_chosen)
        self.search.installEventFilter(self)
        self.list = QListWidget(frameShape=QFrame.Shape.NoFrame)
        self.list.setObjectName("palette.list")
        self.list.setAccessibleName("Matching commands")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_ActionDelegate(self.list))
        self.list.itemClicked.connect(self._do)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing()] * 4)
        column.addWidget(self.search)
        column.addWidget(self.list)

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the line move through the list."""
        if isinstance(event, QKeyEvent) and event.key() in _LIST_KEYS:
            if event.type() == QEvent.Type.KeyPress:
                self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        self.list.clear()
        for action in best_matches(typed, self._actions, plain_text):
            item = QListWidgetItem(action.icon(), plain_text(action))
            item.setData(Qt.ItemDataRole.UserRole, action)
            item.setToolTip(action.toolTip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)

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
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_chosen else QPalette.ColorRole.PlaceholderText
        painter.setPen(option.palette.color(role))
        place = option.rect.adjusted(0, 0, -theme.spacing(), 0)
        text = keys.toString(QKeySequence.SequenceFormat.NativeText)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)


def plain_text(action: QAction) -> str:
    """An action's text without the mark of its access key and without dots."""
    return action.text().replace("&", "").rstrip("…")

"""A popup with a line to type in above the list of what matches."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gan_studio.ui import theme

_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchPopup(QDialog):
    """The line and the list; the arrow keys of the line move through the list.

    Args:
        parent: the widget it belongs to.
        name: the popup's object name, with which those of its parts begin.
        title, list_title: what a screen reader calls the popup and its list.
    """

    def __init__(self, parent: QWidget, name: str, title: str, list_title: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("look", "popup")
        self.list = QListWidget(frameShape=QFrame.Shape.NoFrame)
        self.list.setObjectName(f"{name}.list")
        self.list.setAccessibleName(list_title)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.search = QLineEdit()
        self.search.setObjectName(f"{name}.search")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.spacing()] * 4)
        self.column.addWidget(self.search)
        self.column.addWidget(self.list)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the line move through the list."""
        if isinstance(event, QKeyEvent) and event.key() in _LIST_KEYS:
            if event.type() == QEvent.Type.KeyPress:
                self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


def paint_at_right(painter: QPainter, option: QStyleOptionViewItem, text: str, room: int) -> None:
    """Draw faint words at the right end of a row, shortened to so many pixels."""
    is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if is_chosen else QPalette.ColorRole.PlaceholderText
    painter.setPen(option.palette.color(role))
    place = option.rect.adjusted(0, 0, -theme.spacing(), 0)
    shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, min(room, place.width()))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)

"""The picture of Explore alone on the whole screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gan_studio.session.notices import Notice
from gan_studio.ui import theme

_HINT = "Escape leaves · ← → other seeds · R a random one · B bookmarks it"
_TOLD_MS = 3000
_LEAVING = (Qt.Key.Key_Escape, Qt.Key.Key_F11)


class FullScreen(QWidget):
    """Borrows a widget; Escape gives it back. Keys that need Alt elsewhere do not need it here.

    Signals:
        left: the widget is wanted back; no argument.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("explore.full_screen")
        self.setWindowTitle("Picture")
        self.setAccessibleName("Picture on the whole screen")
        self.hint = theme.as_note(QLabel(_HINT, wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._told = QTimer(self, singleShot=True, interval=_TOLD_MS)
        self._told.timeout.connect(self._hint_again)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[theme.spacing()] * 4)
        self._column.addWidget(self.hint)

    def fill_with(self, widget: QWidget, actions: Sequence[QAction]) -> None:
        """Show a widget alone, with actions that work there too."""
        for action in self.actions():
            self.removeAction(action)
        self.addActions(list(actions))
        self._column.insertWidget(0, widget, 1)
        self.showFullScreen()
        self.activateWindow()
        widget.setFocus()

    def show_notice(self, notice: Notice) -> None:
        """Say for a while what the window behind tells, such as that a bookmark was added."""
        if self.isVisible():
            self.hint.setText(f"{notice.text} {notice.advice}".strip())
            self._told.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave, or do what the key does with Alt."""
        if event.key() in _LEAVING:
            self.close()
            return
        keys = QKeySequence(QKeyCombination(Qt.KeyboardModifier.AltModifier, Qt.Key(event.key())))
        is_bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        meant = [action for action in self.actions() if action.shortcut() == keys and is_bare]
        for action in meant:
            action.trigger()
        if not meant:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the widget back."""
        super().closeEvent(event)
        self._told.stop()
        self._hint_again()
        self.left.emit()

    def _hint_again(self) -> None:
        self.hint.setText(_HINT)

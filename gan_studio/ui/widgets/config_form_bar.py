"""The bar above a form: search, undo and redo, and what may be changed while a run trains."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from gan_studio.ui.theme import as_note, icon, spacing
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.config_form_list import Sieve


class FormBar(QWidget):
    """Search field, undo and redo.

    Signals:
        sieve_changed: the Sieve that says which rows show.
        undo_asked, redo_asked: the button or its shortcut was pressed; no argument.
    """

    sieve_changed = Signal(object)
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, form: QWidget) -> None:
        """Make the bar.

        Args:
            form: where the shortcuts are heard.
        """
        super().__init__()
        self.search = QLineEdit()
        self.search.setObjectName("form.search")
        self.search.setPlaceholderText("Search settings")
        self.search.setAccessibleName("Search settings")
        self.search.setToolTip("Shows only the settings whose name or help has these words (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.only_live = CheckBox("Only what can change now")
        self.only_live.setObjectName("form.only_live")
        self.only_live.setAccessibleName("Show only the settings that can change while the run trains")
        self.only_live.setToolTip("A running training follows changes of these settings at its next step")
        self._nothing = as_note(QLabel("No setting has these words."))
        self._undo, self._undo_button = _action(form, "undo", QKeySequence.StandardKey.Undo)
        self._redo, self._redo_button = _action(form, "redo", QKeySequence.StandardKey.Redo)
        self._lay_out()
        self._connect(form)
        self.set_running(False)
        self._nothing.hide()

    def offer(self, can_undo: bool, can_redo: bool, texts: tuple[str, str]) -> None:
        """Enable undo and redo, and say of what."""
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)
        self._undo_button.setToolTip(f"Undo {texts[0]} (Ctrl+Z)".replace("  ", " "))
        self._redo_button.setToolTip(f"Redo {texts[1]} (Ctrl+Shift+Z)".replace("  ", " "))

    def set_running(self, is_running: bool) -> None:
        """Offer to show only what may be changed while a run trains."""
        self.only_live.setVisible(is_running)
        if not is_running:
            self.only_live.setChecked(False)

    def tell_found(self, is_any: bool) -> None:
        """Say so if no setting passes."""
        self._nothing.setVisible(not is_any)

    def clear(self) -> None:
        """Show every setting again."""
        self.search.clear()
        self.only_live.setChecked(False)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.search, 1)
        line.addWidget(self._undo_button)
        line.addWidget(self._redo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, spacing(1), 0)
        column.setSpacing(spacing(0.5))
        column.addLayout(line)
        column.addWidget(self.only_live)
        column.addWidget(self._nothing)

    def _connect(self, form: QWidget) -> None:
        self.search.textChanged.connect(self._tell_sieve)
        self.only_live.toggled.connect(self._tell_sieve)
        self._undo.triggered.connect(self.undo_asked)
        self._redo.triggered.connect(self.redo_asked)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), form, self._search_now)

    def _search_now(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _tell_sieve(self) -> None:
        words = tuple(self.search.text().lower().split())
        self.sieve_changed.emit(Sieve(words, self.only_live.isChecked()))


def _action(form: QWidget, name: str, key: QKeySequence.StandardKey) -> tuple[QAction, QToolButton]:
    action = QAction(icon(name), name.capitalize(), form)
    action.setObjectName(f"form.{name}")
    action.setShortcuts(QKeySequence.keyBindings(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setEnabled(False)
    form.addAction(action)
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setAccessibleName(name.capitalize())
    return action, button

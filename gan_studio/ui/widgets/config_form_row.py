"""One row of a form: label, editor, a way back to the original value, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gan_studio.core.config import SettingField
from gan_studio.ui.theme import as_note, icon, scheme, spacing
from gan_studio.ui.widgets.setting_editors import SwitchEditor, editor_for

_MARK = 2
_HEIGHT = 24
_LABEL_LETTERS = 19
_NO_BASELINE = object()


class FieldRow(QWidget):
    """Shows and edits the setting at one path.

    A bar at the left and a reset button mark a value that differs from the original one.

    Signals:
        edited: (path, value) when a person changed it.
    """

    edited = Signal(object)

    def __init__(self, path: str, field: SettingField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.field = field
        self._original: Any = _NO_BASELINE
        self.editor = editor_for(field)
        self.reset_button = _reset_button(field.setting.label)
        self.note = _wrapped(as_note(QLabel()))
        self.problem = ProblemLabel()
        self._label = _label(field, self.editor)
        self._lay_out()
        self._name_for_readers()
        self.editor.edited.connect(self._tell)
        self.reset_button.clicked.connect(self.reset)
        self._let_undo_through()

    def show_value(self, value: Any, original: Any) -> None:
        """Show a value beside the one it started from, without a signal."""
        self._original = original
        if self.editor.value_shown() != value:
            self.editor.set_value(value)
        self._mark()

    @property
    def is_changed(self) -> bool:
        """Whether the value differs from the original one."""
        return self._original is not _NO_BASELINE and self.editor.value_shown() != self._original

    def reset(self) -> None:
        """Go back to the original value, as an edit."""
        if self.is_changed:
            self.edited.emit((self.path, self._original))

    def set_note(self, text: str) -> None:
        """Say something in small letters under the editor; "" hides it."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_problem(self, text: str) -> None:
        """Say what is wrong with the value; "" hides it."""
        self.problem.tell(text)
        self.editor.setAccessibleDescription(text or self.field.setting.help)

    def set_editable(self, is_editable: bool) -> None:
        """Let it be changed, or only read."""
        self.editor.setEnabled(is_editable)
        self.reset_button.setEnabled(is_editable)

    def matches(self, words: list[str]) -> bool:
        """Whether every word is in the label, the help or the path."""
        about = self.field.setting
        text = f"{about.label} {about.help} {self.path} {' '.join(about.choices.values())}".lower()
        return all(word in text for word in words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar of a changed value."""
        if self.is_changed:
            painter = QPainter(self)
            painter.fillRect(0, 2, _MARK, self.height() - 4, QColor(scheme().accent))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Z reach the form unless something is being typed."""
        if event.type() == QEvent.Type.ShortcutOverride and not self.editor.is_typing():
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(spacing(0.75))
        if self._label is not None:
            line.addWidget(self._label)
        if self._label is not None:
            self.editor.setMinimumHeight(_HEIGHT)
        line.addWidget(self.editor, 1)
        line.addWidget(self.reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(1), 1, 0, 1)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.note)
        column.addWidget(self.problem)
        self.note.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _name_for_readers(self) -> None:
        about = self.field.setting
        tip = tooltip_of(self.path, self.field)
        self.setToolTip(tip)
        self.setObjectName(f"row.{self.path}")
        self.editor.setObjectName(f"form.{self.path}")
        self.editor.setAccessibleName(about.label)
        self.editor.setAccessibleDescription(about.help)
        self.reset_button.setObjectName(f"reset.{self.path}")

    def _let_undo_through(self) -> None:
        for heard in (self.editor, *self.editor.findChildren(QWidget)):
            heard.installEventFilter(self)

    def _tell(self, value: Any) -> None:
        self._mark()
        self.edited.emit((self.path, value))

    def _mark(self) -> None:
        about = self.field
        self.reset_button.setVisible(self.is_changed)
        if self.is_changed:
            self.reset_button.setToolTip(f"Back to {in_words(about, self._original)}")
        self.update()


class ProblemLabel(QLabel):
    """A sentence about what is wrong, in the colour of errors."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _wrapped(as_note(self))
        self.setProperty("look", "")  # its colour is its own
        self.hide()
        self._colour()

    def tell(self, text: str) -> None:
        """Say it; "" hides the label."""
        self.setText(f"▲ {text}" if text else "")
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _colour(self) -> None:
        palette, colour = QPalette(self.palette()), QColor(scheme().error)
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)


def tooltip_of(path: str, field: SettingField) -> str:
    """Help, range, default and path of a setting, as rich text that wraps."""
    about = field.setting
    limits = []
    if about.minimum is not None:
        limits.append(f"from {about.minimum:g}")
    if about.maximum is not None:
        limits.append(f"to {about.maximum:g}")
    facts = [f"Default: {in_words(field, field.default)}"]
    if limits:
        facts.insert(0, f"Range: {' '.join(limits)}{' ' + about.unit if about.unit else ''}")
    if about.live:
        facts.append("May change while a run trains")
    return f"<p>{about.help}</p><p>{'<br>'.join(facts)}</p><p><code>{path}</code></p>"


def in_words(field: SettingField, value: Any) -> str:
    """A value as a person would say it."""
    if field.type is bool:
        return "on" if value else "off"
    if field.setting.choices:
        return f"“{field.setting.choices.get(value, value)}”"
    if field.type is str:
        return f"“{value}”"
    text = str(value) if field.type is int else f"{value:.6g}"
    return f"{text} {field.setting.unit}".strip()


def _label(field: SettingField, editor: QWidget) -> QLabel | None:
    if isinstance(editor, SwitchEditor):
        return None
    label = QLabel(field.setting.label)
    label.setWordWrap(True)
    label.setFixedWidth(label.fontMetrics().averageCharWidth() * _LABEL_LETTERS)
    label.setBuddy(editor)
    return label


def _reset_button(label: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon("reset", QPalette.ColorRole.Accent))
    button.setIconSize(QSize(14, 14))
    button.setAutoRaise(True)
    button.setFixedSize(20, 20)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(f"Reset {label}")
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    button.hide()
    return button


def _wrapped(label: QLabel) -> QLabel:
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return label

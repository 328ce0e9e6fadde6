"""Which control edits which kind of setting.

Every editor has `edited` (a Signal with the new value, only when a person changed it), `set_value`
(silent), `value_shown`, `commit` (take what is typed and not yet finished) and `is_typing` (whether
there is such a thing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from gan_studio.core.config import SettingField
from gan_studio.ui.widgets.check_box import CheckBox
from gan_studio.ui.widgets.setting_number import NumberBox

_EDGES = 4
"""Pixels that the style keeps free around a chosen entry."""


@dataclass(frozen=True)
class Offer:
    """What an `options_of` setting can be picked from.

    Attributes:
        options: values and their labels.
        actions: further ways to choose, shown in a menu beside the field.
    """

    options: Sequence[tuple[str, str]] = ()
    actions: Sequence[QAction] = field(default_factory=tuple)


class SwitchEditor(CheckBox):
    """Edits a bool; the label is part of the check box."""

    edited = Signal(object)

    def __init__(self, field: SettingField, parent: QWidget | None = None) -> None:
        super().__init__(field.setting.label, parent)
        self.clicked.connect(self._take)

    def value_shown(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Switch, without a signal."""
        self.setChecked(value)

    def commit(self) -> None:
        """A check box is never half typed."""

    def is_typing(self) -> bool:
        """Never."""
        return False

    def _take(self, is_on: bool) -> None:
        self.edited.emit(is_on)


class ChoiceEditor(QComboBox):
    """Edits a text that has fixed choices."""

    edited = Signal(object)

    def __init__(self, field: SettingField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, label in field.setting.choices.items():
            self.addItem(label, value)
        _let_shrink(self)
        self.activated.connect(self._take)

    def value_shown(self) -> str:
        """The value chosen."""
        return self.currentData()

    def set_value(self, value: str) -> None:
        """Choose, without a signal; a value that is no choice is added, for problems() to name."""
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))

    def commit(self) -> None:
        """A choice is never half typed."""

    def is_typing(self) -> bool:
        """Never."""
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll past."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as usual, but show by dots that an entry goes on."""
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        option.currentText = self._shortened(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _shortened(self, option: QStyleOptionComboBox) -> str:
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - _EDGES
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def _take(self, _: int) -> None:
        self.edited.emit(self.currentData())


class TextEditor(QLineEdit):
    """Edits a text; what is typed counts when it is finished."""

    edited = Signal(object)

    def __init__(self, field: SettingField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken = ""
        self.editingFinished.connect(self.commit)

    def value_shown(self) -> str:
        """The text as it was last finished."""
        return self._taken

    def set_value(self, value: str) -> None:
        """Show a text, without a signal."""
        self._taken = value
        if self.text() != value:
            self.setText(value)
            self.setCursorPosition(0)

    def commit(self) -> None:
        """Take what is typed."""
        if self.is_typing():
            self._taken = self.text()
            self.edited.emit(self._taken)

    def is_typing(self) -> bool:
        """Whether the text is not yet finished."""
        return self.text() != self._taken


class OfferEditor(QWidget):
    """Edits a text that is picked from a list, typed, or chosen with an action of a menu."""

    edited = Signal(object)

    def __init__(self, field: SettingField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken = ""
        self.combo = _EditableCombo()
        self.more = QToolButton()
        self.more.setText("…")
        self.more.setAutoRaise(True)
        self.more.setAccessibleName(f"{field.setting.label}: more ways to choose")
        self.more.setToolTip("More ways to choose")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.combo, 1)
        row.addWidget(self.more)
        self.setFocusProxy(self.combo)
        self.set_offer(Offer())
        self.combo.activated.connect(self._take_index)
        self.combo.lineEdit().editingFinished.connect(self.commit)

    def set_offer(self, offer: Offer) -> None:
        """Offer other values; what is chosen stays."""
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for value, label in offer.options:
                self.combo.addItem(label, value)
        menu = QMenu(self.more)
        menu.addActions(list(offer.actions))
        self.more.setMenu(menu)
        self.more.setVisible(bool(offer.actions))
        self._show()

    def value_shown(self) -> str:
        """The value last chosen or typed."""
        return self._taken

    def set_value(self, value: str) -> None:
        """Show a value, without a signal."""
        self._taken = value
        self._show()

    def commit(self) -> None:
        """Take what is typed; the label of an offered value stands for it."""
        text = self.combo.currentText().strip()
        index = self.combo.findText(text, Qt.MatchFlag.MatchFixedString)
        self._take(self.combo.itemData(index) if index >= 0 else text)

    def is_typing(self) -> bool:
        """Whether the text is not yet finished."""
        return self.combo.currentText() != self._text_shown()

    def setAccessibleName(self, name: str) -> None:
        """Name the list, which is what has the focus."""
        super().setAccessibleName(name)
        self.combo.setAccessibleName(name)

    def _take_index(self, index: int) -> None:
        self._take(self.combo.itemData(index))

    def _take(self, value: str) -> None:
        if value != self._taken:
            self._taken = value
            self.edited.emit(value)
        self._show()

    def _show(self) -> None:
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(self._taken))
            self.combo.setEditText(self._text_shown())
            self.combo.lineEdit().setCursorPosition(0)

    def _text_shown(self) -> str:
        index = self.combo.findData(self._taken)
        return self.combo.itemText(index) if index >= 0 else self._taken


class _EditableCombo(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        _let_shrink(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


Editor = SwitchEditor | NumberBox | ChoiceEditor | TextEditor | OfferEditor
_BY_TYPE = {bool: SwitchEditor, int: NumberBox, float: NumberBox, str: TextEditor}


def editor_for(field: SettingField) -> Editor:
    """A new editor for a setting, showing its default."""
    if field.setting.choices:
        editor: Editor = ChoiceEditor(field)
    elif field.setting.options_of:
        editor = OfferEditor(field)
    else:
        editor = _BY_TYPE[field.type](field)
    editor.set_value(field.default)
    return editor


def _let_shrink(combo: QComboBox) -> None:
    """Let long entries be cut rather than widen the form."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)

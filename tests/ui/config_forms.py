"""How a person edits the form of a run's settings, for the tests that do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from gan_studio.core.config import RunConfig, sections, setting_fields
from gan_studio.ui.widgets.config_form_draft import CHOICE
from gan_studio.ui.widgets.setting_number import NumberBox

CHOICES = [
    name
    for name, section in sections().items()
    if section.registry and not section.many and len(section.registry.entries()) > 1
]
LIVE = [
    f"optimizer.{field.name}" for field in setting_fields(type(RunConfig().optimizer)) if field.setting.live
]


def type_number(qtbot, box: NumberBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def other(value):
    """Another value of the same type, allowed nearly everywhere."""
    return {bool: lambda: not value, int: lambda: value + 1, float: lambda: value / 2 + 0.01}[type(value)]()


def edit_something(form, section):
    """Change the first number or switch of a section's part, and return the part."""
    for field in setting_fields(type(getattr(form.value(), section))):
        if field.type is not str:
            row = form.rows()[f"{section}.{field.name}"]
            row.edited.emit((row.path, other(row.editor.value_shown())))
            break
    return getattr(form.value(), section)


def choose(form, section, part):
    combo = form.rows()[f"{section}.{CHOICE}"].editor
    assert isinstance(combo, QComboBox)
    index = combo.findData(part)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)

"""The editors of single settings."""

import pytest
from config_forms import LIVE, type_number
from PySide6.QtWidgets import QProxyStyle, QStyle

from gan_studio.core.config import RunConfig, value_at, with_value
from gan_studio.core.config.fields import Setting, SettingField
from gan_studio.ui.widgets.setting_editors import ChoiceEditor, Offer


def entry_drawn(editor: ChoiceEditor) -> str:
    """The text that the style is asked to draw for the chosen entry."""
    drawn = []

    class Watching(QProxyStyle):
        def drawControl(self, element, option, painter, widget=None):
            if element == QStyle.ControlElement.CE_ComboBoxLabel:
                drawn.append(option.currentText)

    style = Watching()  # Qt does not keep it alive
    editor.setStyle(style)
    editor.grab()
    editor.setStyle(None)
    return drawn[-1]


@pytest.mark.parametrize(("width", "is_cut"), [(90, True), (300, False)])
def test_a_long_choice_is_cut_with_dots(qtbot, width, is_cut):
    choices = {"long": "Skip: images of every side", "short": "Yes"}
    editor = ChoiceEditor(SettingField("how", str, "long", Setting("How", "How.", choices=choices)))
    qtbot.addWidget(editor)
    editor.resize(width, 26)
    assert entry_drawn(editor).endswith("…") == is_cut
    editor.set_value("short")
    assert entry_drawn(editor) == "Yes"


def test_typing_a_number_changes_the_config(form, qtbot):
    with qtbot.waitSignal(form.changed) as changed:
        type_number(qtbot, form.rows()["training.batch_size"].editor, "48")
    assert changed.args[0].training.batch_size == 48


def test_what_is_typed_but_not_finished_counts_when_asked(form, qtbot):
    box = form.rows()["training.batch_size"].editor
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "96")
    assert form.value().training.batch_size == 96


@pytest.mark.parametrize("number", [2e-4, 5e-5, 1e-8, 0.1 + 0.2, 1e-12, 0.0])
def test_small_numbers_survive_showing_and_editing(form, qtbot, number):
    path = LIVE[0]
    form.set_value(with_value(RunConfig(), path, number))
    assert value_at(form.value(), path) == number
    form.rows()[path].editor.interpretText()
    assert value_at(form.value(), path) == number


def test_the_largest_seed_can_be_typed(form, qtbot):
    type_number(qtbot, form.rows()["training.seed"].editor, "4294967295")
    assert form.value().training.seed == 2**32 - 1


def test_a_number_out_of_range_becomes_the_nearest(form, qtbot):
    type_number(qtbot, form.rows()["training.batch_size"].editor, "999999")
    assert form.value().training.batch_size == 4096


def test_offered_values_show_their_labels_and_may_be_typed_over(form, qtbot):
    form.set_offer("source", Offer([("one", "The first set"), ("two", "The second set")]))
    editor = form.rows()["data.source"].editor
    editor.combo.setCurrentIndex(1)
    editor.combo.activated.emit(1)
    assert form.value().data.source == "two"
    assert editor.combo.currentText() == "The second set"
    editor.combo.setEditText("/pictures/cats")
    assert form.value().data.source == "/pictures/cats"


@pytest.mark.parametrize(
    ("path", "start", "up", "down"),
    [
        (LIVE[0], 2e-4, 3e-4, 1e-4),
        (LIVE[0], 1e-3, 2e-3, 9e-4),
        ("training.batch_size", 64, 128, 32),
        ("training.batch_size", 48, 64, 32),
        ("training.seed", 7, 8, 6),
    ],
)
def test_steps_follow_the_size_of_the_number(form, path, start, up, down):
    box = form.rows()[path].editor
    for steps, expected in [(1, up), (-1, down)]:
        form.set_value(with_value(RunConfig(), path, start))
        box.stepBy(steps)
        assert value_at(form.value(), path) == pytest.approx(expected)

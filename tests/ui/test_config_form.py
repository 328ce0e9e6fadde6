"""ConfigForm edits any RunConfig; nothing here names a registered part."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QProxyStyle, QStyle

from gan_studio.core.config import Problem, RunConfig, sections, setting_fields, value_at, with_value
from gan_studio.core.config.fields import Setting, SettingField
from gan_studio.ui.widgets.config_form import ConfigForm
from gan_studio.ui.widgets.config_form_draft import CHOICE, Origin
from gan_studio.ui.widgets.setting_editors import ChoiceEditor, Offer
from gan_studio.ui.widgets.setting_number import NumberBox


def every_part():
    """A config for each registered part of each section, and what to call it."""
    plain = RunConfig()
    for name, section in sections().items():
        for entry in section.registry.entries() if section.registry else ():
            part = entry.part()
            yield (
                f"{name}-{entry.name}",
                dataclasses.replace(plain, **{name: (part,) if section.many else part}),
            )


EVERY_PART = dict(every_part())
CHOICES = [
    name
    for name, section in sections().items()
    if section.registry and not section.many and len(section.registry.entries()) > 1
]
MANY = [
    (name, entry.name)
    for name, section in sections().items()
    if section.many
    for entry in section.registry.entries()
]
LIVE = [
    f"optimizer.{field.name}" for field in setting_fields(type(RunConfig().optimizer)) if field.setting.live
]


@pytest.fixture
def form(qtbot):
    widget = ConfigForm()
    qtbot.addWidget(widget)
    widget.resize(340, 900)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


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


def type_number(qtbot, box: NumberBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def other(value):
    """Another value of the same type, allowed nearly everywhere."""
    return {bool: lambda: not value, int: lambda: value + 1, float: lambda: value / 2 + 0.01}[type(value)]()


@pytest.mark.parametrize("config", EVERY_PART.values(), ids=EVERY_PART.keys())
def test_what_is_set_is_what_is_read(form, config):
    form.set_value(config)
    assert form.value() == config


@pytest.mark.parametrize("config", EVERY_PART.values(), ids=EVERY_PART.keys())
def test_every_setting_has_a_row_with_words(form, config):
    form.set_value(config)
    rows = form.rows()
    for name, section in sections().items():
        held = getattr(config, name)
        for part in held if section.many else (held,):
            place = f"{name}.{section.registry.entry_of(part).name}" if section.many else name
            for field in setting_fields(type(part)):
                row = rows[f"{place}.{field.name}"]
                assert row.editor.value_shown() == getattr(part, field.name)
                assert field.setting.help in row.toolTip()
                assert row.editor.accessibleName() == field.setting.label


@pytest.mark.parametrize("section", CHOICES)
def test_switching_parts_and_back_keeps_what_was_set(form, section):
    about = sections()[section]
    first = about.registry.entry_of(getattr(RunConfig(), section)).name
    second = next(name for name in about.registry.names() if name != first)
    changed = edit_something(form, section)
    choose(form, section, second)
    assert about.registry.entry_of(getattr(form.value(), section)).name == second
    choose(form, section, first)
    assert getattr(form.value(), section) == changed


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


@pytest.mark.parametrize(("section", "part"), MANY)
def test_a_check_box_switches_a_part_on_and_off(form, qtbot, section, part):
    form.load(form.origin(), dataclasses.replace(form.value(), **{section: ()}))
    switch = form.rows()[f"{section}.{part}"].editor
    switch.click()
    kind = sections()[section].registry
    assert [kind.entry_of(held).name for held in getattr(form.value(), section)] == [part]
    for path, row in form.rows().items():
        if path.startswith(f"{section}.{part}.") and not row.field.setting.advanced:
            assert row.isVisible()
    switch.click()
    assert getattr(form.value(), section) == ()


def test_parts_of_the_origin_keep_their_order(form):
    section = next(
        (name for name, about in sections().items() if about.many and len(about.registry.names()) > 1)
    )
    kind = sections()[section].registry
    parts = tuple(entry.part() for entry in reversed(kind.entries()[:2]))
    config = dataclasses.replace(RunConfig(), **{section: parts})
    form.load(Origin("a", config))
    first = form.rows()[f"{section}.{kind.entry_of(parts[0]).name}"].editor
    first.click()
    first.click()
    assert form.value() == config


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


def test_changed_values_are_marked_and_can_go_back(form, qtbot):
    row = form.rows()["training.batch_size"]
    type_number(qtbot, row.editor, "48")
    assert row.is_changed
    assert row.reset_button.isVisible()
    qtbot.mouseClick(row.reset_button, Qt.MouseButton.LeftButton)
    assert form.value() == RunConfig()
    assert not row.reset_button.isVisible()


def test_loading_moves_what_values_are_compared_with(form, qtbot):
    config = with_value(RunConfig(), "training.batch_size", 16)
    with qtbot.waitSignal(form.origin_changed):
        form.load(Origin("small", config))
    assert not any(row.is_changed for row in form.rows().values())


def test_edits_and_loads_are_undone_and_redone(form, qtbot):
    type_number(qtbot, form.rows()["training.batch_size"].editor, "48")
    form.load(Origin("small", with_value(RunConfig(), "training.batch_size", 16)))
    qtbot.keyClick(form, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value().training.batch_size == 48
    assert form.origin().name == ""
    qtbot.keyClick(form, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value() == RunConfig()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(form, Qt.Key.Key_Z, modifiers)
    assert form.value().training.batch_size == 48


def test_undo_works_while_a_number_has_the_focus(form, qtbot):
    box = form.rows()["training.batch_size"].editor
    type_number(qtbot, box, "48")
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.value() == RunConfig()


def test_quick_steps_of_one_setting_are_one_undo(form, qtbot):
    box = form.rows()["training.seed"].editor
    for _ in range(5):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert form.value().training.seed == 5
    form.undo()
    assert form.value().training.seed == 0


def test_a_problem_is_said_beside_its_setting_even_if_folded(form):
    advanced = next(path for path, row in form.rows().items() if row.field.setting.advanced)
    form.set_folded([advanced.split(".")[0]])
    form.set_problems([Problem(advanced, "This does not fit; choose 3.")])
    row = form.rows()[advanced]
    assert row.problem.isVisible()
    assert "choose 3" in row.problem.text()
    form.set_problems([])
    assert not row.problem.isVisible()


@pytest.mark.parametrize("section", CHOICES)
def test_a_problem_of_a_section_is_said_at_its_choice(form, section):
    form.set_problems([Problem(section, "Not together.")])
    assert "Not together" in form.rows()[f"{section}.{CHOICE}"].problem.text()


def test_a_problem_of_nothing_shown_is_said_above(form):
    form.set_problems([Problem("elsewhere.entirely", "Something is off.")])
    assert form._general.isVisible()


def test_search_shows_matching_rows_only_and_unfolds(form, qtbot):
    row = next(row for row in form.rows().values() if row.field.setting.advanced)
    assert not row.isVisible()
    form._bar.search.setText(row.field.setting.label.upper())
    assert row.isVisible()
    assert not form.rows()["training.batch_size"].isVisible()
    form._bar.search.clear()
    assert not row.isVisible()
    assert form.rows()["training.batch_size"].isVisible()


def test_a_search_without_result_says_so(form):
    form._bar.search.setText("xyzzy")
    assert form._bar._nothing.isVisible()


def test_only_live_settings_can_be_edited_while_running(form):
    form.set_running(True)
    for path, row in form.rows().items():
        assert row.editor.isEnabled() == row.field.setting.live, path
    form.set_running(False)
    assert all(row.editor.isEnabled() for row in form.rows().values())


def test_live_edits_are_told_once_they_settle(form, qtbot):
    form.set_running(True)
    box = form.rows()[LIVE[0]].editor
    told = []
    form.live_edited.connect(told.append)
    with qtbot.waitSignal(form.live_edited):
        type_number(qtbot, box, "0.001")
        type_number(qtbot, box, "0.003")
    assert told == [(LIVE[0], 0.003)]


def test_nothing_is_told_of_edits_while_idle(form, qtbot):
    with qtbot.assertNotEmitted(form.live_edited, wait=400):
        type_number(qtbot, form.rows()[LIVE[0]].editor, "0.001")


def test_undoing_a_live_edit_is_told_too(form, qtbot):
    before = value_at(form.value(), LIVE[0])
    form.set_running(True)
    with qtbot.waitSignal(form.live_edited):
        type_number(qtbot, form.rows()[LIVE[0]].editor, "0.001")
    with qtbot.waitSignal(form.live_edited) as told:
        form.undo()
    assert told.args[0] == (LIVE[0], before)


def test_other_edits_cannot_be_undone_while_running(form, qtbot):
    type_number(qtbot, form.rows()["training.batch_size"].editor, "48")
    form.set_running(True)
    form.undo()
    assert form.value().training.batch_size == 48


def test_the_form_follows_a_run_that_changes_a_setting(form):
    form.set_running(True)
    form.follow(LIVE[0], 0.005)
    assert value_at(form.value(), LIVE[0]) == 0.005


def test_a_late_confirmation_does_not_take_back_newer_typing(form, qtbot):
    form.set_running(True)
    box = form.rows()[LIVE[0]].editor
    with qtbot.waitSignal(form.live_edited):
        type_number(qtbot, box, "0.001")
    type_number(qtbot, box, "0.002")
    form.follow(LIVE[0], 0.001)
    assert value_at(form.value(), LIVE[0]) == 0.002


def test_offered_values_show_their_labels_and_may_be_typed_over(form, qtbot):
    form.set_offer("source", Offer([("one", "The first set"), ("two", "The second set")]))
    editor = form.rows()["data.source"].editor
    editor.combo.setCurrentIndex(1)
    editor.combo.activated.emit(1)
    assert form.value().data.source == "two"
    assert editor.combo.currentText() == "The second set"
    editor.combo.setEditText("/pictures/cats")
    assert form.value().data.source == "/pictures/cats"


def test_revealing_unfolds_and_focuses(form, qtbot):
    path = next(path for path, row in form.rows().items() if row.field.setting.advanced)
    form.set_folded([path.split(".")[0]])
    form.reveal(path)
    assert form.rows()[path].editor.isVisible()


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


LONG = [name for name, about in sections().items() if about.many and len(about.registry.names()) > 6]


@pytest.mark.parametrize("section", LONG)
def test_in_a_long_section_parts_that_are_off_wait_behind_a_button(form, qtbot, section):
    names = list(sections()[section].registry.names())
    part = sections()[section].registry.entry(names[3]).part()
    config = dataclasses.replace(form.value(), **{section: (part,)})
    form.load(Origin("mine", config))
    panel = form._panels[section]

    def shown():
        return [name for name in names if form.rows()[f"{section}.{name}"].isVisible()]

    assert shown() == [names[3]]
    assert panel.others.text() == f"Show {len(names) - 1} others"
    form.rows()[f"{section}.{names[3]}"].editor.click()
    assert shown() == [names[3]]  # still there, to be switched on again
    panel.others.click()
    assert shown() == names
    form.rows()[f"{section}.{names[0]}"].editor.click()
    panel.others.click()
    assert shown() == [name for name in names if name in (names[0], names[3])]


@pytest.mark.parametrize("section", LONG)
def test_what_waits_is_found_by_searching_and_revealed_by_its_path(form, qtbot, section):
    config = dataclasses.replace(form.value(), **{section: ()})
    form.load(Origin("mine", config))
    name, *_, last = sections()[section].registry.names()
    row = form.rows()[f"{section}.{last}"]
    assert not row.isVisible()
    search = form._bar.findChild(QLineEdit)
    search.setText(sections()[section].registry.entry(last).label)
    qtbot.waitUntil(row.isVisible)
    search.clear()
    qtbot.waitUntil(lambda: not row.isVisible())
    form.reveal(f"{section}.{last}")
    assert row.isVisible()
    assert form.rows()[f"{section}.{name}"].isVisible()

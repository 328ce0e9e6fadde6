"""Changes in the form: marked, undone, redone, and of a run that goes on."""

from config_forms import LIVE, type_number
from PySide6.QtCore import Qt

from gan_studio.core.config import RunConfig, value_at, with_value
from gan_studio.ui.widgets.config_form_draft import Origin


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

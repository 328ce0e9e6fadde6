"""The Train page: configurations that come, are kept, and are refused."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel
from train_pages import WAIT, begin, form, found, press

from gan_studio.core.config import RunConfig, presets, with_assignments
from gan_studio.session.studio import UseConfig, UseSource


def test_a_problem_keeps_the_run_from_starting_and_can_be_shown(page, qtbot):
    page.view.form.edit(("training.batch_size", 0))
    assert not found(page, "train.start").isEnabled()
    assert "Batch size" in found(page, "train.sentence", QLabel).text()
    press(qtbot, page, "train.show_problem")
    row = form(page).rows()["training.batch_size"]
    assert row.isVisible()
    page.view.form.edit(("training.batch_size", 8))
    assert found(page, "train.start").isEnabled()


def test_what_arrives_early_waits_for_the_form(make_page, studio):
    page = make_page(studio)
    page.receive(UseSource("emoji-noto", (("data.resolution", 64),)))
    assert studio.parts.wait(WAIT)
    data = form(page).value().data
    assert (data.source, data.resolution) == ("emoji-noto", 64)


def test_a_configuration_from_elsewhere_fills_the_form(page):
    config = with_assignments(RunConfig(), ["training.batch_size=3"])
    page.receive(UseConfig(config))
    assert form(page).value() == config


def test_nothing_is_taken_over_while_a_run_trains(page, qtbot, studio):
    begin(qtbot, page)
    before = form(page).value()
    with qtbot.waitSignal(studio.notices.posted):
        page.receive(UseSource("emoji-noto"))
    assert form(page).value() == before


def test_preset_and_edits_are_remembered(page, make_page, studio):
    combo = found(page, "train.preset", QComboBox)
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    page.view.form.edit(("training.batch_size", 9))
    again = make_page(studio)
    assert found(again, "train.preset", QComboBox).currentData() == presets()[2].name
    assert form(again).value() == form(page).value()
    again.view.presets.reset.trigger()
    assert form(again).value() == presets()[2].config()


def test_a_draft_that_cannot_be_read_is_told_and_replaced(make_page, studio, qtbot):
    studio.preferences.remember("train/config", "not = [toml")
    page = make_page(studio)
    with qtbot.waitSignal(studio.notices.posted, timeout=WAIT):
        assert studio.parts.wait(WAIT)
    assert form(page).value() == presets()[0].config()


def test_a_configuration_can_be_kept_as_a_file_and_loaded(page, tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path.with_suffix("")), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.view.form.edit(("training.batch_size", 13))
    page.view.presets.save.trigger()
    page.view.presets.reset.trigger()
    assert form(page).value().training.batch_size != 13
    page.view.presets.load.trigger()
    assert form(page).value().training.batch_size == 13

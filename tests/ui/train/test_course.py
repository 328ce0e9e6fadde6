"""The Train page: a run begins, is watched and paused, is changed and ends."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from train_pages import WAIT, a_score, begin, form, found, press, wait_idle

from gan_studio.core.commands import ChangeSetting, SaveNow
from gan_studio.core.config import presets
from gan_studio.core.events import (
    MetricReady,
    Preparing,
    Warned,
)
from gan_studio.session.studio import OpenModel, Visit
from gan_studio.ui import theme
from gan_studio.ui.widgets.readout import Readout


def test_presets_and_buttons_are_there_before_the_networks(make_page, studio):
    page = make_page(studio)
    combo = found(page, "train.preset", QComboBox)
    assert combo.isVisible()
    assert combo.count() == len(presets())
    assert found(page, "train.samples", object).isVisible()
    assert not found(page, "train.start").isEnabled()
    assert "being loaded" in found(page, "train.loading", QLabel).text()


def test_the_run_can_start_as_soon_as_the_parts_are_loaded(make_page, studio, qtbot):
    page = make_page(studio)
    with qtbot.waitSignal(page.view.form.built, timeout=WAIT):
        studio.parts.start()
    assert found(page, "train.start").isEnabled()
    assert form(page).objectName() == "train.form"


def test_starting_trains_what_the_form_holds_and_shows_it(page, qtbot, script):
    page.view.form.edit(("training.batch_size", 7))
    begin(qtbot, page)
    config, folder, resume = script.calls[0]
    assert (config, resume) == (form(page).value(), False)
    assert config.training.batch_size == 7
    assert folder == page.watch.folder
    assert page.view.plots.names() == ["loss/d", "loss/g"]
    assert found(page, "train.figure.device", Readout).text() == "CPU, float32"
    assert found(page, "train.figure.left", Readout).text() == "No limit"


def test_live_scores_are_plotted_with_what_they_were_computed_from(page, qtbot, script):
    script.first = [MetricReady(0, 640, 1.0, (a_score(9.0), a_score(None)), 0.05)]
    begin(qtbot, page)
    qtbot.waitUntil(lambda: "nearness/ema" in page.view.plots.names(), timeout=WAIT)
    assert list(page.view.plots.series("nearness/ema").values()) == [9.0]
    about = page.view.plots.panel("nearness").about
    assert about.title == "Nearness"
    assert "5,000 held-out pictures of clothes" in about.meaning
    assert "5.0%" in about.note


def test_what_is_being_prepared_is_said_and_can_be_cancelled(page, qtbot, studio):
    may_go = threading.Event()

    def run(*_, **__):
        yield Preparing("Reading pictures", 0.25)
        may_go.wait(WAIT / 1000)
        yield Preparing("Reading pictures", 0.5)

    studio.training._run = run
    press(qtbot, page, "train.start")
    said = found(page, "train.preparing", QLabel)
    qtbot.waitUntil(lambda: said.text() == "Reading pictures", timeout=WAIT)
    press(qtbot, page, "train.cancel")
    may_go.set()
    wait_idle(qtbot, page)
    assert found(page, "train.start").isEnabled()


def test_a_pause_holds_and_space_goes_on(page, qtbot, studio):
    begin(qtbot, page)
    press(qtbot, page, "train.pause")
    assert studio.training.state == "paused"
    assert found(page, "train.pause").text() == "Continue"
    qtbot.keyClick(page.view.samples.grid, Qt.Key.Key_Space)
    assert studio.training.state == "running"


def test_a_rate_changed_in_the_form_reaches_the_run_and_is_marked(page, qtbot, script):
    begin(qtbot, page)
    rows = form(page).rows().items()
    path = next(path for path, row in rows if row.field.setting.live and row.field.type is float)
    form(page).live_edited.emit((path, 0.5))
    qtbot.waitUntil(lambda: page.view.log.count() > 1, timeout=WAIT)
    assert ChangeSetting(path, 0.5) in script.taken
    assert "→ 0.5" in page.view.log.item(1).text()


def test_saving_now_saves(page, qtbot, script):
    begin(qtbot, page)
    press(qtbot, page, "train.save")
    qtbot.waitUntil(lambda: page.view.log.count() > 1, timeout=WAIT)
    assert script.taken == [SaveNow()]
    assert "3.5" in page.view.log.item(1).text()


def test_stopping_closes_the_run_and_offers_to_go_on(page, qtbot, script):
    begin(qtbot, page)
    press(qtbot, page, "train.stop")
    wait_idle(qtbot, page)
    assert script.was_closed.is_set()
    assert page.view.outcome.text().startswith("Stopped and saved after")
    press(qtbot, page, "train.go_on")
    qtbot.waitUntil(lambda: len(script.calls) == 2, timeout=WAIT)
    assert script.calls[1][1:] == (script.calls[0][1], True)


def test_the_outcome_follows_the_theme(page, qtbot, script, studio):
    begin(qtbot, page)
    press(qtbot, page, "train.stop")
    wait_idle(qtbot, page)
    before = page.view.outcome.findChildren(QLabel)[0].pixmap().toImage()
    theme.apply_theme(QApplication.instance(), "dark")
    try:
        qtbot.waitUntil(lambda: page.view.outcome.findChildren(QLabel)[0].pixmap().toImage() != before)
    finally:
        theme.apply_theme(QApplication.instance(), "light")


def test_what_was_trained_can_be_explored(page, qtbot, studio, script):
    begin(qtbot, page)
    press(qtbot, page, "train.stop")
    wait_idle(qtbot, page)
    with qtbot.waitSignal(studio.visit_requested) as asked:
        press(qtbot, page, "train.explore")
    assert asked.args == [Visit("explore", OpenModel(script.calls[0][1]))]


def test_a_failure_is_said_and_the_form_keeps_what_was_typed(page, qtbot, script):
    page.view.form.edit(("training.batch_size", 11))
    script.error = RuntimeError("CUDA out of memory")
    press(qtbot, page, "train.start")
    qtbot.waitUntil(lambda: page.view.outcome.isVisible(), timeout=WAIT)
    assert "ran out of memory" in page.view.outcome.text()
    assert form(page).value().training.batch_size == 11
    assert found(page, "train.start").isEnabled()


def test_a_warning_of_the_run_is_listed(page, qtbot, script):
    script.first = [Warned(3, "The disk is nearly full.")]
    begin(qtbot, page)
    assert page.view.log.item(1).text() == "step 3: The disk is nearly full."

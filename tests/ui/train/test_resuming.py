"""The Train page: runs from before, and training that goes on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox
from small_runs import small_config, write_data
from train_pages import WAIT, form, found, press, wait_idle

from gan_studio.core.config import presets, read_config
from gan_studio.core.events import (
    Finished,
)
from gan_studio.session.studio import ResumeRun, UseConfig
from gan_studio.ui.pages.train.finder import RunFinder


def test_a_run_at_its_limit_can_be_trained_longer(page, qtbot, script):
    page.view.form.edit(("training.seconds", 0), ("training.kimg", 3), ("training.steps", 40))
    script.last = Finished(9, 576, 1.0, "done", "Training is done.", Path("c.pt"))
    press(qtbot, page, "train.start")
    wait_idle(qtbot, page)
    assert page.view.outcome.text().startswith("Training is done.")
    press(qtbot, page, "train.longer")
    qtbot.waitUntil(lambda: len(script.calls) == 2, timeout=WAIT)
    config, folder, resume = script.calls[1]
    assert (config.training.kimg, config.training.steps) == (6, 80)
    assert (folder, resume) == (script.calls[0][1], True)
    wait_idle(qtbot, page)


def test_an_older_runs_scores_say_what_they_were_computed_from(page, qtbot, old_run):
    page.receive(ResumeRun(old_run.path))
    qtbot.waitUntil(lambda: "nearness/ema" in page.view.plots.names(), timeout=WAIT)
    assert page.view.plots.panel("nearness").about.title == "Nearness"


def test_resuming_shows_what_the_run_left_and_goes_on_with_it(page, qtbot, script, old_run):
    page.receive(ResumeRun(old_run.path))
    start = found(page, "train.start")
    qtbot.waitUntil(lambda: start.text() == "Resume", timeout=WAIT)
    assert len(page.view.plots.series("loss/d").values()) == 2  # what came after the checkpoint goes
    assert page.view.samples.grid.images().max() == 20
    assert form(page).value() == read_config(old_run.config_path)
    assert "0.0001 → 0.0002" in page.view.log.item(0).text()
    press(qtbot, page, "train.start")
    qtbot.waitUntil(lambda: bool(script.calls), timeout=WAIT)
    assert script.calls[0][1:] == (old_run.path, True)


def test_a_preset_chosen_instead_begins_a_new_run(page, qtbot, old_run):
    page.receive(ResumeRun(old_run.path))
    start = found(page, "train.start")
    qtbot.waitUntil(lambda: start.text() == "Resume", timeout=WAIT)
    combo = found(page, "train.preset", QComboBox)
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert start.text() == "Start"
    assert form(page).value() == presets()[1].config()


def test_an_unfinished_run_is_offered_when_the_page_opens(make_page, studio, qtbot, old_run):
    page = make_page(studio)
    assert studio.parts.wait(WAIT)
    offer = found(page, "train.resume")
    qtbot.waitUntil(offer.isVisible, timeout=WAIT)
    assert "Resume old-" in offer.text()
    press(qtbot, page, "train.resume")
    qtbot.waitUntil(lambda: found(page, "train.start").text() == "Resume", timeout=WAIT)
    assert not offer.isVisible()


def test_a_run_that_cannot_be_read_is_told(page, qtbot, studio, tmp_path):
    with qtbot.waitSignal(studio.notices.posted, timeout=WAIT) as told:
        page.receive(ResumeRun(tmp_path))
    assert "config.toml" in told.args[0].text


def test_a_tiny_run_trains_for_real_and_can_go_on(make_page, real_studio, qtbot, tmp_path):
    page = make_page(real_studio)
    assert real_studio.parts.wait(WAIT)
    data = write_data(tmp_path)
    page.receive(UseConfig(small_config(data, "training.steps=6")))
    press(qtbot, page, "train.start")
    qtbot.waitUntil(lambda: page.view.outcome.isVisible(), timeout=WAIT)
    assert page.view.outcome.text().startswith("Training is done.")
    assert {"loss/d", "loss/g", "lr/g"} <= set(page.view.plots.names())
    assert len(page.view.samples.grid.images())
    press(qtbot, page, "train.longer")
    qtbot.waitUntil(lambda: not page.view.outcome.isVisible(), timeout=WAIT)
    qtbot.waitUntil(lambda: page.view.outcome.isVisible(), timeout=WAIT)
    assert list(page.view.plots.series("loss/d").along("step")) == [2, 4, 6, 8, 10, 12]


def test_the_run_that_was_asked_for_last_is_read_even_if_the_one_before_cannot_be(qtbot, old_run, tmp_path):
    finder, failures = RunFinder(), []
    finder.failed.connect(failures.append)
    with qtbot.waitSignal(finder.past_read, timeout=WAIT) as read:
        finder.read(tmp_path / "no run")
        finder.read(old_run.path)
    assert read.args[0].summary.path == old_run.path
    assert failures == []

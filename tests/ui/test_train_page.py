"""The Train page: starting, watching, changing, stopping and resuming, with scripted runs and a real one."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLabel, QSlider
from small_runs import small_config, write_data

from gan_studio.core.commands import ChangeSetting, SaveNow
from gan_studio.core.config import RunConfig, presets, read_config, to_toml, with_assignments
from gan_studio.core.events import (
    Finished,
    MetricReady,
    Preparing,
    SamplesReady,
    Saved,
    SettingChanged,
    Started,
    StepDone,
    Warned,
)
from gan_studio.core.run_folder import RunFolder, new_run_folder
from gan_studio.core.scores import Measured, Protocol, Score, as_plain
from gan_studio.core.showcase import save_grid
from gan_studio.session.studio import OpenModel, ResumeRun, Studio, UseConfig, UseSource, Visit
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui import theme
from gan_studio.ui.pages.train.page import TrainPage
from gan_studio.ui.pages.train.samples import read_grid
from gan_studio.ui.widgets.readout import Readout

WAIT = 20_000


class ScriptedRun:
    """Prepares, begins, then makes one step whenever it is let; obeys commands as a real run does."""

    def __init__(self):
        self.calls = []
        self.taken = []
        self.was_closed = threading.Event()
        self.pace = threading.Event()
        self.first = ()
        self.last = None
        self.error = None

    def __call__(self, config, folder, *, resume=False, commands=None):
        self.calls.append((config, folder, resume))
        self.was_closed.clear()
        yield Preparing("Opening the data set", 0.5)
        if self.error is not None:
            raise self.error
        RunFolder(folder).config_path.write_text(to_toml(config))
        yield Started(folder, config, "cpu", "float32", (), 0, 0, 0.0, 0.1)
        try:
            yield Saved(0, 0, folder / "checkpoints" / "000000000.pt")
            yield from self.first
            step = 0
            while self.last is None:
                step += 1
                self.pace.wait(0.003)  # as quick as a small run, so that the window is not flooded
                yield StepDone(step, step * 64, step * 0.1, None, {"loss/d": 1.0, "loss/g": 0.7})
                for command in commands.take_all():
                    self.taken.append(command)
                    if isinstance(command, SaveNow):
                        yield Saved(step, step * 64, folder / "checkpoints" / "000000064.pt", 3.5)
                    elif isinstance(command, ChangeSetting):
                        yield SettingChanged(step, command.path, 0.0, command.value)
            yield self.last
        finally:
            self.was_closed.set()


@pytest.fixture
def script():
    return ScriptedRun()


@pytest.fixture
def studio(qapp, script):
    made = Studio(training=TrainingSession(run=script))
    yield made
    made.training.stop()
    assert made.training.wait(WAIT)
    made.deleteLater()


@pytest.fixture
def real_studio(qapp):
    made = Studio()
    yield made
    made.training.stop()
    assert made.training.wait(WAIT)
    made.deleteLater()


@pytest.fixture
def make_page(qtbot):
    def make(studio):
        page = TrainPage(studio)
        qtbot.addWidget(page)
        page.resize(1200, 740)
        page.show()
        qtbot.waitExposed(page)
        return page

    return make


@pytest.fixture
def page(make_page, studio):
    """The page with everything loaded."""
    made = make_page(studio)
    assert studio.parts.wait(WAIT)
    return made


def found(page, name: str, kind=QAbstractButton):
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def press(qtbot, page, name: str) -> None:
    button = found(page, name)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def form(page):
    return page.view.form.form


def begin(qtbot, page) -> None:
    press(qtbot, page, "train.start")
    qtbot.waitUntil(lambda: "loss/g" in page.view.plots.names(), timeout=WAIT)


def wait_idle(qtbot, page) -> None:
    qtbot.waitUntil(lambda: page._training.state == "idle", timeout=WAIT)


def grids(folder: Path, *seen: int) -> list[SamplesReady]:
    """Sample grids, on disk too, whose pictures are as grey as their place in the list."""
    RunFolder(folder).samples.mkdir(parents=True, exist_ok=True)
    made = []
    for place, images_seen in enumerate(seen):
        images = np.full((4, 8, 8, 1), 10 * place, np.uint8)
        path = RunFolder(folder).sample_path(images_seen)
        save_grid(path, images, 2)
        made.append(SamplesReady(place, images_seen, images, 2, path))
    return made


def a_score(value):
    protocol = Protocol("clothes", "held-out", 5000, 2000, "eyes")
    return Score("nearness", "Nearness", "lower", "", Measured(value), protocol)


@pytest.fixture
def old_run():
    """A run that was stopped after some reports and a change."""
    folder = RunFolder(new_run_folder("old"))
    folder.checkpoints.mkdir()
    config = with_assignments(RunConfig(), ["data.resolution=8", "training.kimg=5"])
    folder.config_path.write_text(to_toml(config))
    names = ("loss/d", "loss/g", "nearness/ema")
    rows = [f"{step},{64 * step},{0.1 * step},{name},{0.5}" for step in (1, 2, 3) for name in names]
    folder.scalars_path.write_text("step,images_seen,seconds,name,value\n" + "\n".join(rows) + "\n4,25")
    folder.checkpoint_path(128).touch()
    grids(folder.path, 0, 64, 128)
    records = [
        {"event": "started", "step": 0, "images_seen": 0, "seconds": 0.0},
        {"event": "setting_changed", "step": 2, "path": "optimizer.g_lr", "old": 1e-4, "new": 2e-4},
        {"event": "scored", "share": 0.02, "step": 2, **as_plain(a_score(4.5))},
        {"event": "stopped", "step": 2, "images_seen": 128, "seconds": 0.2},
    ]
    folder.events_path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


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


def test_the_newest_samples_are_shown(page, qtbot, script, tmp_path):
    script.first = grids(tmp_path, 0, 640)
    begin(qtbot, page)
    np.testing.assert_array_equal(page.view.samples.grid.images(), script.first[1].images)
    assert found(page, "train.history.place", QLabel).text() == "0.6 kimg"


def test_the_history_shows_earlier_samples_and_new_ones_leave_it_alone(page, qtbot, script, tmp_path):
    events = grids(tmp_path, 0, 640, 1280)
    script.first = events[:2]
    begin(qtbot, page)
    found(page, "train.history", QSlider).setValue(0)
    assert page.view.samples.grid.images().max() == 0
    page.view.samples.add(events[2])
    assert page.view.samples.grid.images().max() == 0
    found(page, "train.history", QSlider).setValue(2)
    np.testing.assert_array_equal(page.view.samples.grid.images(), events[2].images)


def test_the_time_lapse_runs_to_the_newest_samples(page, qtbot, tmp_path):
    page.view.samples.show_past([event.path for event in grids(tmp_path, 0, 1, 2)], 8)
    press(qtbot, page, "train.play")
    assert page.view.samples.is_playing
    qtbot.waitUntil(lambda: not page.view.samples.is_playing, timeout=WAIT)
    assert page.view.samples.grid.images().max() == 20


@pytest.mark.parametrize("channels", [1, 3])
def test_a_grid_is_read_as_it_was_written(tmp_path, channels):
    images = np.random.default_rng(0).integers(0, 256, (6, 5, 5, channels), dtype=np.uint8)
    save_grid(tmp_path / "0.png", images, 3)
    read, columns = read_grid(tmp_path / "0.png", 5)
    assert columns == 3
    np.testing.assert_array_equal(read, images)


def test_a_damaged_grid_shows_nothing_new(tmp_path):
    (tmp_path / "1.png").write_bytes(b"not a picture")
    assert read_grid(tmp_path / "1.png", 8) is None


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


def test_a_problem_keeps_the_run_from_starting_and_can_be_shown(page, qtbot):
    page.view.form.edit(("training.batch_size", 0))
    assert not found(page, "train.start").isEnabled()
    assert "Batch size" in found(page, "train.sentence", QLabel).text()
    press(qtbot, page, "train.show_problem")
    row = form(page).rows()["training.batch_size"]
    assert row.isVisible()
    page.view.form.edit(("training.batch_size", 8))
    assert found(page, "train.start").isEnabled()


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

"""The Runs page with run folders made by hand."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableWidget

from gan_studio import paths
from gan_studio.core.config import RunConfig, with_value
from gan_studio.core.record import RunRecord
from gan_studio.session.studio import OpenModel, ResumeRun, Studio, UseConfig
from gan_studio.ui.pages.runs.page import RunsPage

LONG_MS = 10_000


def make_run(name, rate=2e-4, loss=1.0, reason="done"):
    """A run of one report, as training writes it."""
    record = RunRecord(paths.runs() / name)
    record.begin(with_value(RunConfig(), "optimizer.g_lr", rate), 0)
    record.add_event("started", step=0, images_seen=0, seconds=0.0)
    for step in (10, 20):
        record.add_scalars(step, step * 64, step / 10, {"loss/d": loss / step, "loss/g": loss})
    record.add_event("saved", file="000001280.pt", score=2.5, step=20, images_seen=1280, seconds=2.0)
    record.add_event("finished", reason=reason, message="", step=20, images_seen=1280, seconds=2.0)
    record.close()
    grid = np.zeros((56, 56), dtype=np.uint8)
    Image.fromarray(grid).save(record.folder.sample_path(1280))
    record.folder.checkpoint_path(1280).write_bytes(b"weights")
    return record.folder.path


@pytest.fixture
def page(qtbot, monkeypatch):
    monkeypatch.setattr("gan_studio.core.shipped.shipped_models", list)
    monkeypatch.setattr("gan_studio.ui.pages.runs.cards.shipped_models", list)
    studio = Studio()
    visits = []
    studio.visit_requested.connect(visits.append)
    page = RunsPage(studio)
    page.visits = visits
    studio.setParent(page)
    qtbot.addWidget(page)
    return page


def show(page, qtbot, *expected):
    """Show the page and wait until it has read these runs."""
    page.show()
    wait_for(page, qtbot, *expected)


def wait_for(page, qtbot, *expected):
    def names():
        return {card.title for card in page.list.runs.cards}

    qtbot.waitUntil(lambda: names() == set(expected) and not page.reading.is_busy, timeout=LONG_MS)


def test_every_run_is_a_card_that_says_how_far_it_is(page, qtbot):
    make_run("first")
    make_run("second", reason="diverged")
    show(page, qtbot, "first", "second")
    cards = {card.title: card for card in page.list.runs.cards}
    assert (cards["first"].state, cards["second"].state) == ("done", "diverged")
    assert (cards["first"].step, cards["first"].images_seen) == (20, 1280)
    assert cards["first"].score == pytest.approx(2.5)
    assert cards["first"].picture is not None


def test_without_runs_one_click_leads_to_train(page, qtbot):
    page.show()
    button = page.findChild(QPushButton, "runs.train")
    qtbot.waitUntil(button.isVisible, timeout=LONG_MS)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [visit.place for visit in page.visits] == ["train"]


def test_enter_explores_the_chosen_run(page, qtbot):
    run = make_run("first")
    show(page, qtbot, "first")
    page.list.choose(run)
    page.actions_of_runs.explore.trigger()
    (visit,) = page.visits
    assert (visit.place, visit.payload) == ("explore", OpenModel(run))


def test_evaluate_hands_all_chosen_runs_on(page, qtbot):
    made = [make_run("first"), make_run("second")]
    show(page, qtbot, "first", "second")
    assert not page.actions_of_runs.evaluate.isEnabled()
    page.list.choose(*made)
    page.actions_of_runs.evaluate.trigger()
    (visit,) = page.visits
    assert visit.place == "evaluate"
    assert set(visit.payload.paths) == set(made)


def test_resume_hands_the_run_to_train(page, qtbot):
    run = make_run("first")
    show(page, qtbot, "first")
    page.list.choose(run)
    page.actions_of_runs.resume.trigger()
    (visit,) = page.visits
    assert (visit.place, visit.payload) == ("train", ResumeRun(run))


def test_fork_hands_the_runs_config_to_train(page, qtbot):
    run = make_run("first", rate=5e-3)
    show(page, qtbot, "first")
    page.list.choose(run)
    page.actions_of_runs.fork.trigger()
    qtbot.waitUntil(lambda: len(page.visits) == 1, timeout=LONG_MS)
    payload = page.visits[0].payload
    assert isinstance(payload, UseConfig)
    assert payload.config.optimizer.g_lr == pytest.approx(5e-3)


def test_a_deleted_run_comes_back_by_undo(page, qtbot):
    run = make_run("first")
    make_run("second")
    show(page, qtbot, "first", "second")
    page.list.choose(run)
    page.actions_of_runs.trash.trigger()
    wait_for(page, qtbot, "second")
    assert not run.exists()
    page.actions_of_runs.undo.trigger()
    wait_for(page, qtbot, "first", "second")
    assert (run / "config.toml").is_file()


def test_two_runs_are_compared_by_curves_and_by_the_settings_that_differ(page, qtbot):
    runs = make_run("first", rate=1e-3), make_run("second", rate=1e-4)
    show(page, qtbot, "first", "second")
    page.list.choose(*runs)
    with qtbot.waitSignal(page.reading.comparison_read, timeout=LONG_MS) as read:
        page.actions_of_runs.compare.trigger()
    (comparison,) = read.args
    assert comparison.curve_names() == ["loss/d", "loss/g"]
    by_name = {run.name: run for run in comparison.runs}
    assert by_name["first"].curves["loss/d"].values.tolist() == pytest.approx([0.1, 0.05])
    differing = dict(comparison.settings(only_different=True))
    assert list(differing) == ["optimizer.g_lr"]


def test_a_run_that_was_deleted_while_it_was_read_is_left_out_of_the_comparison(page, qtbot):
    runs = [make_run(name) for name in ("first", "second", "third")]
    show(page, qtbot, "first", "second", "third")
    page.list.choose(*runs)
    with qtbot.waitSignal(page.reading.comparison_read, timeout=LONG_MS) as read:
        page.actions_of_runs.compare.trigger()
    shutil.rmtree(runs[0])
    page.refresh()
    wait_for(page, qtbot, "second", "third")
    page.reading.comparison_read.emit(*read.args)
    table = page.findChild(QTableWidget, "runs.compare.table")
    shown = {table.horizontalHeaderItem(column).text() for column in range(table.columnCount())}
    assert shown == {"second", "third"}


def test_compare_needs_two(page, qtbot):
    run = make_run("first")
    show(page, qtbot, "first")
    page.list.choose(run)
    assert not page.actions_of_runs.compare.isEnabled()


def test_a_filter_leaves_what_matches(page, qtbot):
    make_run("red-shoes")
    make_run("blue-coats")
    show(page, qtbot, "red-shoes", "blue-coats")
    page.findChild(QLineEdit, "runs.filter").setText("shoes")
    wait_for(page, qtbot, "red-shoes")


def test_a_new_run_appears_by_itself(page, qtbot):
    make_run("first")
    show(page, qtbot, "first")
    make_run("second")
    wait_for(page, qtbot, "first", "second")

"""The Evaluate page: how an evaluation begins, goes on and ends."""

from __future__ import annotations

from evaluate_pages import WAIT, evaluated, found, tick_models
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMainWindow

from gan_studio.core.evaluation_plan import DEFAULT_METRICS
from gan_studio.core.events import Preparing
from gan_studio.ui.widgets.score_table import ScoreTable


def test_the_empty_place_scores_the_first_model_with_one_click(qtbot, page, script):
    first = page.form.models.offers()[0].candidate
    button = found(page, "evaluate.first")
    assert first.label in button.text()
    with qtbot.waitSignal(page.session.ended, timeout=WAIT):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [subject.text for subject in script.plan.subjects] == [first.text]
    assert script.plan.metrics == DEFAULT_METRICS
    assert found(page, "evaluate.table").isVisible()


def test_without_any_model_the_click_leads_to_train(qtbot, make_page, studio):
    visits = []
    studio.visit_requested.connect(visits.append)
    page = make_page()
    qtbot.mouseClick(found(page, "evaluate.first"), Qt.MouseButton.LeftButton)
    assert [visit.place for visit in visits] == ["train"]


def test_cancelling_keeps_the_models_that_were_done(qtbot, page, script):
    tick_models(page, "first", "second")
    script.held = 1
    script.goes_on.clear()
    start, cancel = found(page, "evaluate.start"), found(page, "evaluate.cancel")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    start.setFocus()
    with qtbot.waitSignal(page.session.found, timeout=WAIT):
        qtbot.keyClick(start, Qt.Key.Key_Space)
    assert not start.isEnabled()
    assert cancel.hasFocus()
    with qtbot.waitSignal(page.session.ended, timeout=WAIT) as ended:
        qtbot.keyClick(cancel, Qt.Key.Key_Space)
    assert ended.args == ["cancelled"]
    assert start.hasFocus()
    table = found(page, "evaluate.table", ScoreTable)
    assert [bool(table.scores.scores_of(row)) for row in range(2)] == [True, False]
    assert found(page, "evaluate.start").isEnabled()
    assert not found(page, "evaluate.cancel").isEnabled()


def test_progress_says_what_goes_on_and_for_which_model(qtbot, page, script):
    script.goes_on.clear()
    tick_models(page, "first", "second")
    found(page, "evaluate.start").click()
    what = found(page, "evaluate.what")
    qtbot.waitUntil(lambda: what.text() == "1 of 2: Looking at pictures.", timeout=WAIT)
    assert found(page, "evaluate.progress").value() == 500
    script.goes_on.set()
    qtbot.waitUntil(lambda: not page.session.is_running, timeout=WAIT)
    assert found(page, "evaluate.progress").isHidden()


def test_an_evaluation_is_seen_from_other_places_and_its_end_is_told(qtbot, page, studio, script):
    visits = []
    studio.visit_requested.connect(visits.append)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(page)
    window.show()
    script.goes_on.clear()
    tick_models(page, "first", "second")
    found(page, "evaluate.start").click()
    status = found(window.statusBar(), "status.evaluation", QAbstractButton)
    qtbot.waitUntil(lambda: status.toolTip().startswith("Looking at pictures"), timeout=WAIT)
    page.hide()
    assert status.isVisible()
    assert status.text() == "Scoring 1 of 2"
    status.click()
    assert [visit.place for visit in visits] == ["evaluate"]
    script.goes_on.set()
    qtbot.waitUntil(lambda: not page.session.is_running, timeout=WAIT)
    assert not status.isVisible()
    assert "2 models are scored; Evaluate shows how." in [notice.text for notice in studio.notices._waiting]
    window.takeCentralWidget()


def test_a_training_that_goes_on_too_is_said_to_slow_both(page, studio):
    tick_models(page, "first")
    studio.training.state = "running"
    studio.training.state_changed.emit("running")
    assert "both take longer" in found(page, "evaluate.what").text()
    assert found(page, "evaluate.start").isEnabled()
    studio.training.state = "idle"
    studio.training.state_changed.emit("idle")
    assert found(page, "evaluate.what").text() == ""


def test_a_failure_is_told_and_the_empty_place_comes_back(qtbot, page, studio, script):
    def breaks(plan):
        yield Preparing("Opening")
        raise RuntimeError("no such thing")

    page.session._evaluate = breaks
    evaluated(qtbot, page, "first")
    waiting = studio.notices._waiting
    assert any("no such thing" in notice.text for notice in waiting)
    assert found(page, "evaluate.first").parent().isVisible()
    assert not found(page, "evaluate.table").isVisible()
    assert "failed" in found(page, "evaluate.what").text()
    assert found(page, "evaluate.start").isEnabled()

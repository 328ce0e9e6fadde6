"""The Evaluate page: what is chosen, what is shown of scores, and that nothing is lost."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLabel, QLineEdit, QMainWindow, QWidget
from scripted_scores import PROTOCOL, SMALL, evaluation, histogram, pairs, score
from tiny_models import write_model, write_run

from gan_studio import paths
from gan_studio.core.evaluate import Evaluation, Refused, Scored
from gan_studio.core.evaluation_plan import DEFAULT_METRICS
from gan_studio.core.events import Preparing
from gan_studio.core.registry import EXTRACTORS, METRICS
from gan_studio.core.report import table_of
from gan_studio.session.evaluation_session import EvaluationSession, default_extractor
from gan_studio.session.studio import Studio, UseSource
from gan_studio.session.visits import EvaluateModels
from gan_studio.session.weights_session import WeightsFacts
from gan_studio.ui.pages.evaluate.extractors import weights_note
from gan_studio.ui.pages.evaluate.notes import notes_of
from gan_studio.ui.pages.evaluate.page import EvaluatePage
from gan_studio.ui.pages.evaluate.protocol import protocol_in_full, protocol_summary
from gan_studio.ui.widgets.score_table import ScoreTable
from gan_studio.ui.widgets.score_table_model import MetricColumn, ScoredModel, ScoreTableModel

WAIT = 20_000
CLASSES = ("Bag", "Sandal", "Shirt")


class Script:
    """An evaluation that scores every subject; from the one of number `held` on it waits for `goes_on`."""

    def __init__(self):
        self.plan = None
        self.held = 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, plan):
        self.plan = plan
        evaluation = Evaluation(plan)
        for number, subject in enumerate(plan.subjects):
            yield Preparing("Looking at pictures", 0.5)
            while number >= self.held and not self.goes_on.wait(0.01):
                yield Preparing("Looking at pictures", 0.5)
            for metric in plan.metrics:
                yield self.result(evaluation, subject, metric, number)
        return evaluation

    def result(self, evaluation, subject, name, number):
        entry = METRICS.entry(name)
        if "asked labels" in entry.part.needs:
            refused = Refused(subject, name, entry.label, "It needs classes; choose another model.")
            evaluation.refused.append(refused)
            return refused
        details = (histogram(*CLASSES, missing=("Sandal",)),) if "labels" in entry.part.needs else ()
        details += (pairs(3),) if "training" in entry.part.needs else ()
        made = score(
            name,
            0.25 * (number + 1),
            label=entry.label,
            better=entry.part.better,
            aspect=entry.part.aspect,
            notes=(SMALL,),
            details=details,
        )
        evaluation.scores.append(Scored(subject, made))
        return evaluation.scores[-1]


@pytest.fixture
def studio(qtbot, monkeypatch):
    monkeypatch.setattr("gan_studio.ui.pages.explore.models.shipped_models", list)
    made = Studio()
    assert made.parts.wait(60_000)
    yield made
    made.deleteLater()


@pytest.fixture
def runs():
    """Two runs with a checkpoint each; "first" is the older one."""
    return [write_run(paths.runs() / name) for name in ("first", "second")]


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def make_page(qtbot, studio, script):
    def make():
        page = EvaluatePage(studio, EvaluationSession(evaluate=script))
        page.session.setParent(page)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        with qtbot.waitSignal(page.form.models.changed, timeout=WAIT):
            page.show()
        return page

    return make


@pytest.fixture
def page(runs, make_page):
    return make_page()


def found(page: QWidget, name: str, kind: type = QWidget):
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def tick_models(page, *names):
    page.form.models.tick(names)


def tick_metrics(page, *belongs):
    """Tick the metrics that any of these is true of."""
    chosen = [entry.name for entry in METRICS.entries() if any(holds(entry.part) for holds in belongs)]
    page.form.metrics.list.set_ticked(chosen)
    page.form.metrics.list.ticked_changed.emit()
    return chosen


def evaluated(qtbot, page, *names):
    tick_models(page, *names)
    with qtbot.waitSignal(page.session.ended, timeout=WAIT):
        found(page, "evaluate.start").click()


def visible_tabs(page):
    tabs = page.results.details
    return [tabs.tabText(tab) for tab in range(tabs.count()) if tabs.isTabVisible(tab)]


def test_runs_are_listed_and_nothing_is_ticked(page):
    assert {offer.candidate.text for offer in page.form.models.offers()} == {"first", "second"}
    assert page.form.models.chosen() == []
    start = found(page, "evaluate.start")
    assert not start.isEnabled()
    assert "Tick a model" in start.toolTip()


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


def test_the_plan_is_what_the_form_says(qtbot, page, script, tmp_path):
    chosen = tick_metrics(page, lambda part: bool(part.aspect))
    for name, value in (("data", "shirts"), ("count", 50), ("split", "all"), ("repeats", 2), ("seed", 7)):
        page.form.options.edit(name, value)
    page.form.options.edit("psi", 0.7)
    evaluated(qtbot, page, "first", "second")
    plan = script.plan
    assert set(plan.metrics) == set(chosen)
    assert (plan.data, plan.count, plan.split, plan.repeats, plan.seed) == ("shirts", 50, "all", 2, 7)
    assert plan.psi == pytest.approx(0.7)
    assert (plan.extractor, plan.weights) == (type(plan).extractor, None)


def test_what_each_model_was_trained_on_is_the_default_data(qtbot, page, script):
    evaluated(qtbot, page, "first")
    assert script.plan.data == ""


def test_choices_are_remembered(page, make_page):
    tick_models(page, "second")
    chosen = tick_metrics(page, lambda part: "training" in part.needs)
    page.form.options.edit("count", 77)
    page.form.options.edit("data", "shirts")
    again = make_page()
    assert [offer.candidate.text for offer in again.form.models.chosen()] == ["second"]
    assert {column.metric for column in again.form.metrics.chosen()} == set(chosen)
    assert (again.form.options.value().count, again.form.options.value().data) == (77, "shirts")


def test_every_metric_can_be_ticked_and_says_what_it_is(page):
    rows = page.form.metrics.list
    assert {rows.item(row).text() for row in range(rows.count())} == {e.label for e in METRICS.entries()}
    summaries = {entry.label: entry.summary for entry in METRICS.entries()}
    for row in range(rows.count()):
        assert summaries[rows.item(row).text()] in rows.item(row).toolTip()


def test_sets_tick_metrics_that_go_together(page):
    sets = found(page, "evaluate.preset", QComboBox)
    assert sets.currentIndex() == 0
    assert set(page.form.metrics.list.ticked()) == set(DEFAULT_METRICS)
    everything = sets.count() - 1
    sets.setCurrentIndex(everything)
    sets.activated.emit(everything)
    assert len(page.form.metrics.chosen()) == len(METRICS.names())
    tick_metrics(page, lambda part: "training" in part.needs or part.aspect)
    assert sets.currentText() == "Own choice"


def test_the_table_shows_a_row_per_model_and_marks_the_best(qtbot, page):
    evaluated(qtbot, page, "first", "second")
    table = found(page, "evaluate.table", ScoreTable)
    assert (len(table.scores.models), len(table.scores.columns)) == (2, len(DEFAULT_METRICS))
    for column, heading in enumerate(table.scores.columns):
        best = 0 if heading.better == "lower" else 1
        assert [table.scores.is_best(row, column) for row in range(2)] == [best == 0, best == 1]


def test_the_protocol_stands_above_the_table(qtbot, page):
    evaluated(qtbot, page, "first")
    text = found(page, "evaluate.protocol", QLabel).text()
    for part in (PROTOCOL.extractor, PROTOCOL.checksum, PROTOCOL.split, "500", "psi 1", "seed 3", SMALL):
        assert part in text


def test_notes_say_whose_they_are_where_they_are_not_about_all_models(qtbot):
    shared, own = (
        score("one", 1.0, notes=("Few pictures.",)),
        score("one", 1.0, notes=("Odd.", "Few pictures.")),
    )
    model = ScoreTableModel()
    model.begin([ScoredModel("A"), ScoredModel("B")], [MetricColumn("one", "One", "First.", "lower")])
    model.show_table(table_of(evaluation({"a": [shared], "b": [own]})))
    assert notes_of(model) == {"Few pictures.": ["One"], "Odd.": ["One of B"]}


def test_a_reason_that_is_about_a_whole_model_names_it_once(qtbot):
    made = evaluation({"a": [score("one", 1.0), score("two", 1.0)]}, (("b", "", "It cannot be opened."),))
    made.plan = dataclasses.replace(made.plan, metrics=("one", "two"))
    model = ScoreTableModel()
    columns = [MetricColumn(name, name, "First.", "lower") for name in ("one", "two")]
    model.begin([ScoredModel("A"), ScoredModel("B")], columns)
    model.show_table(table_of(made))
    assert notes_of(model) == {"It cannot be opened.": ["B"]}


def test_where_all_is_refused_the_reason_is_told(qtbot, page):
    def refuses(plan):
        evaluation = Evaluation(plan)
        evaluation.refused = [Refused(subject, "", "", "The folder is empty.") for subject in plan.subjects]
        yield from evaluation.refused
        return evaluation

    page.session._evaluate = refuses
    evaluated(qtbot, page, "first", "second")
    assert "The folder is empty." in found(page, "evaluate.cell", QLabel).text()
    assert not found(page, "evaluate.copy").isEnabled()


def test_where_metrics_used_other_pictures_the_protocol_says_so_and_the_notes_say_which(qtbot, page):
    other = dataclasses.replace(PROTOCOL, split="training", n_real=60_000)
    made = evaluation({"a": [score("one", 1.0), score("two", 2.0, protocol=other)]})
    (line,) = protocol_summary(table_of(made))
    assert line.startswith("500 generated pictures against 1,024 to 60,000 of shirts (held-out or training)")
    full = protocol_in_full(table_of(made))
    assert [text.partition(":")[0] for text in full] == ["One", "Two"]
    assert protocol_summary(table_of(evaluation({}))) == []


def test_a_refusal_is_told_below_the_table_and_in_the_notes(qtbot, page):
    (name, *_) = tick_metrics(page, lambda part: "asked labels" in part.needs)
    evaluated(qtbot, page, "first")
    page.results.table.go_to(0, 0)
    text = found(page, "evaluate.cell", QLabel).text()
    assert METRICS.entry(name).label in text
    assert "It needs classes" in text
    notes = found(page, "evaluate.notes", QLabel).text()
    assert f"{METRICS.entry(name).label} of first: It needs classes" in notes


def test_missing_classes_and_pairs_are_shown_of_the_current_model(qtbot, page):
    tick_metrics(page, lambda part: bool(part.needs & {"labels", "training"}))
    evaluated(qtbot, page, "first", "second")
    assert {"Classes", "Pictures", "Notes"} <= set(visible_tabs(page))
    page.results.details.setCurrentWidget(page.results.details.classes)
    assert page.results.details.classes.said.text() == "Missing: Sandal."
    assert page.results.details.classes.bars.histogram().classes == CLASSES
    assert len(page.results.details.pictures.pairs.pairs().captions) == 3
    models = found(page, "evaluate.model", QComboBox)
    models.activated.emit(1)
    assert page.results.table.current_place()[0] == 1
    assert models.currentIndex() == 1


def test_fidelity_is_drawn_against_variety(qtbot, page):
    tick_metrics(page, lambda part: bool(part.aspect))
    evaluated(qtbot, page, "first", "second")
    assert visible_tabs(page)[0] == "Fidelity and variety"
    points = page.results.details.scatter.plot.points()
    labels = [model.label for model in page.results.table.scores.models]
    assert [(point.label, point.x, point.y) for point in points] == [
        (labels[0], 0.25, 0.25),
        (labels[1], 0.5, 0.5),
    ]


def test_tabs_that_would_be_empty_are_left_out(qtbot, page):
    tick_metrics(page, lambda part: "asked labels" in part.needs)
    evaluated(qtbot, page, "first")
    assert visible_tabs(page) == ["Notes"]


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


def test_a_checkpoint_that_is_dropped_is_listed_ticked_and_remembered(qtbot, page, make_page, tmp_path):
    path = write_model(tmp_path / "mine.pt")
    with qtbot.waitSignal(page.form.models.changed, timeout=WAIT):
        drop(page, path)
    assert [offer.candidate.text for offer in page.form.models.chosen()] == [str(path)]
    again = make_page()
    assert [offer.candidate.label for offer in again.form.models.chosen()] == ["mine"]


def test_a_checkpoint_of_a_run_is_called_by_its_run(qtbot, page, runs):
    with qtbot.waitSignal(page.form.models.changed, timeout=WAIT):
        drop(page, runs[0])
    assert [offer.candidate.label for offer in page.form.models.chosen()] == [f"first · {runs[0].stem}"]


def test_data_that_is_dropped_is_compared_with(page, tmp_path):
    (tmp_path / "pictures").mkdir()
    drop(page, tmp_path / "pictures")
    assert page.form.options.value().data == str(tmp_path / "pictures")


def test_what_is_neither_is_left_to_the_window(page, tmp_path):
    (tmp_path / "text.txt").write_text("no model")
    event = QDragEnterEvent(QPoint(9, 9), *drag_of(tmp_path / "text.txt"))
    event.ignore()
    page.dragEnterEvent(event)
    assert not event.isAccepted()


def test_a_visit_ticks_its_models_and_no_others(qtbot, page):
    tick_models(page, "first")
    with qtbot.waitSignal(page.form.models.changed, timeout=WAIT):
        page.receive(EvaluateModels((paths.runs() / "second",)))
    assert [offer.candidate.text for offer in page.form.models.chosen()] == ["second"]
    page.receive(UseSource("shirts"))
    assert page.form.options.value().data == "shirts"


def test_what_holds_no_model_is_told(qtbot, page, studio, tmp_path):
    with qtbot.waitSignal(page.form.models.changed, timeout=WAIT):
        page.receive(EvaluateModels((tmp_path,)))
    assert any(str(tmp_path) in notice.text for notice in studio.notices._waiting)
    assert page.form.models.chosen() == []


def test_scores_are_copied_and_exported(qtbot, page, studio, monkeypatch, tmp_path):
    assert not found(page, "evaluate.export").isEnabled()
    evaluated(qtbot, page, "first", "second")
    found(page, "evaluate.copy").click()
    assert QGuiApplication.clipboard().text().count("\n") == 2
    for kind, ending in (("A table (*.csv)", ".csv"), ("Everything (*.json)", ".json"), ("", ".html")):
        path = tmp_path / f"scores{ending}"
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, path=path, kind=kind: (str(path), kind)
        )
        with qtbot.waitSignal(page.results.exporter.task.finished, timeout=WAIT):
            found(page, "evaluate.export").click()
        assert "second" in path.read_text(encoding="utf-8")
    assert any(str(tmp_path) in notice.text for notice in studio.notices._waiting)


def test_every_extractor_can_be_chosen(page):
    editor = found(page, "evaluate.extractor")
    offered = {editor.combo.itemData(index) for index in range(editor.combo.count())}
    labels = {action.text() for action in editor.more.menu().actions()}
    for entry in EXTRACTORS.entries():
        if entry.part.takes_name:
            assert f"{entry.label}…" in labels
        else:
            assert ("" if entry.name == default_extractor() else entry.name) in offered


def test_a_file_of_weights_belongs_to_the_extractor_it_was_chosen_for(qtbot, page, script):
    first = next(entry.name for entry in EXTRACTORS.entries() if entry.name != default_extractor())
    page.form.options.edit("extractor", first)
    page.form.extractors.use_weights("/some/file.pth")
    evaluated(qtbot, page, "first")
    assert (script.plan.extractor, script.plan.weights) == (first, Path("/some/file.pth"))
    page.form.options.edit("extractor", "")
    assert page.form.extractors.weights() is None


def test_weights_are_downloaded_only_after_consent(qtbot, page):
    choice = page.form.extractors
    fetched, asked = [], []
    choice.weights_session.fetch = fetched.append
    facts = WeightsFacts("one", published=type("Weights", (), {"megabytes": 96}), is_here=False)
    choice.weights_session.looked.emit(facts)
    assert choice.download.isEnabled()
    choice.ask_for_consent = lambda given, _: bool(asked.append(given))
    choice.download.trigger()
    assert (asked, fetched) == ([facts], [])
    choice.ask_for_consent = lambda *_: True
    choice.download.trigger()
    assert fetched == [facts]


def test_missing_weights_are_told_beside_the_extractor():
    published = type("Weights", (), {"megabytes": 96})
    assert "96 MB" in weights_note(WeightsFacts("one", published, is_here=False), None)
    assert weights_note(WeightsFacts("one", published), None) == ""
    assert weights_note(WeightsFacts("one", published, is_here=False), Path("a.pth")) == "Weights: a.pth"


def test_the_tab_key_walks_from_the_models_to_the_start(qtbot, page):
    tick_models(page, "first")
    page.activateWindow()
    page.form.models.list.setFocus()
    names = []
    for _ in range(30):
        focused = page.focusWidget()
        names.append(focused.objectName() or focused.parent().objectName())
        if names[-1] == "evaluate.start":
            break
        page.focusNextPrevChild(True)
    order = [name for name in dict.fromkeys(names) if name.startswith("evaluate.")]
    wanted = [
        "models",
        "add_file",
        "preset",
        "metrics",
        "data",
        "split",
        "count",
        "extractor",
        "seed",
        "start",
    ]
    assert [name for name in order if name.removeprefix("evaluate.") in wanted] == [
        f"evaluate.{name}" for name in wanted
    ]


def test_every_control_has_a_name_and_a_tooltip(qtbot, page):
    tick_metrics(page, lambda part: True)
    evaluated(qtbot, page, "first", "second")
    controls = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit, ScoreTable)
        for widget in page.findChildren(kind)
        if widget.objectName().startswith("evaluate.") and not widget.isHidden()
    ]
    assert len(controls) >= 12
    for control in controls:
        assert control.toolTip(), control.objectName()
        assert control.accessibleName() or control.text(), control.objectName()


def drag_of(path: Path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drag_of.kept = mime  # the event does not own it
    return Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(page: EvaluatePage, path: Path) -> None:
    page.dropEvent(QDropEvent(QPointF(9, 9), *drag_of(path)))

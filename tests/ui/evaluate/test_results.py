"""The Evaluate page: what is shown of scores, and how they leave it."""

from __future__ import annotations

from evaluate_pages import CLASSES, WAIT, evaluated, found, tick_metrics, visible_tabs
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel
from scripted_scores import PROTOCOL, SMALL

from gan_studio.core.evaluate import Evaluation, Refused
from gan_studio.core.evaluation_plan import DEFAULT_METRICS
from gan_studio.core.registry import METRICS
from gan_studio.ui.widgets.score_table import ScoreTable


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


def test_files_that_are_asked_for_while_one_is_written_are_written_after_it(qtbot, page, tmp_path):
    evaluated(qtbot, page, "first", "second")
    exporter, written = page.results.exporter, []
    exporter.task.finished.connect(written.append)
    exporter.task.failed.connect(written.append)
    files = [tmp_path / "scores.csv", tmp_path / "scores.doc", tmp_path / "scores.json"]
    for path in files:
        exporter.write(path)
    qtbot.waitUntil(lambda: len(written) == 3, timeout=WAIT)
    assert (written[0], written[2]) == (files[0], files[2])
    assert "scores.doc" in written[1].message
    assert "second" in files[2].read_text(encoding="utf-8")

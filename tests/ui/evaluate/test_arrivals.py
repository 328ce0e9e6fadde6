"""The Evaluate page: what is dropped on it, and what other places send."""

from __future__ import annotations

from pathlib import Path

from evaluate_pages import WAIT, tick_models
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from tiny_models import write_model

from gan_studio import paths
from gan_studio.session.studio import UseSource
from gan_studio.session.visits import EvaluateModels
from gan_studio.ui.pages.evaluate.page import EvaluatePage


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


def drag_of(path: Path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drag_of.kept = mime  # the event does not own it
    return Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(page: EvaluatePage, path: Path) -> None:
    page.dropEvent(QDropEvent(QPointF(9, 9), *drag_of(path)))

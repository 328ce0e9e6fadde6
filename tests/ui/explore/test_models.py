"""Which model Explore shows, and how another is opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from explore_pages import new_page, opened, settle
from PySide6.QtCore import Qt
from tiny_models import write_model, write_run

from gan_studio import paths
from gan_studio.core.events import Saved
from gan_studio.core.latent.requests import Latent
from gan_studio.session.studio import OpenModel, Studio
from gan_studio.session.visits import EvaluateModels
from gan_studio.ui.pages.explore.page import ExplorePage


def test_undo_goes_back_to_the_model_before(qtbot, page: ExplorePage, tmp_path: Path):
    first, before = page.exploration.facts.path, settle(qtbot, page)
    opened(qtbot, page, write_model(tmp_path / "other.pt", seed=5))
    page.picture.undo.trigger()
    qtbot.waitUntil(lambda: page.exploration.facts.path == first)
    assert np.array_equal(settle(qtbot, page), before)
    page.picture.redo.trigger()
    qtbot.waitUntil(lambda: page.exploration.facts.path == tmp_path / "other.pt")


def test_undo_and_redo_count_while_a_model_is_still_being_opened(qtbot, page: ExplorePage, tmp_path: Path):
    exploration, first = page.exploration, page.exploration.facts.path
    for seed in (1, 2):
        exploration.commit_latent(Latent(seed), "seed")
    opened(qtbot, page, write_model(tmp_path / "other.pt", seed=5))
    exploration.undo()
    exploration.undo()
    qtbot.waitUntil(lambda: not exploration.is_opening)
    assert (exploration.facts.path, exploration.view.latent) == (first, Latent(1))
    for _ in range(2):
        exploration.redo()
    exploration.undo()
    exploration.redo()
    qtbot.waitUntil(lambda: not exploration.is_opening)
    assert exploration.facts.path == tmp_path / "other.pt"
    assert not exploration.history.canRedo()
    settle(qtbot, page)


def test_an_empty_studio_invites_to_train(qtbot, studio: Studio, monkeypatch):
    monkeypatch.setattr("gan_studio.ui.pages.explore.models.shipped_models", list)
    page = new_page(qtbot, studio)
    visits: list = []
    studio.visit_requested.connect(visits.append)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert page.empty.isVisible()
    assert [visit.place for visit in visits] == ["train"]


def test_a_run_appears_and_opens_with_its_first_checkpoint(qtbot, studio: Studio, monkeypatch):
    monkeypatch.setattr("gan_studio.ui.pages.explore.models.shipped_models", list)
    page = new_page(qtbot, studio)
    checkpoint = write_run(paths.runs() / "my-run")
    studio.training.events_ready.emit([Saved(1, 64, checkpoint)])
    qtbot.waitUntil(lambda: page.exploration.facts is not None)
    settle(qtbot, page)
    assert page.picker.models.currentText() == "my-run"
    assert page.picker.checkpoints.isHidden()


def test_a_runs_checkpoints_can_be_chosen(qtbot, studio: Studio, page: ExplorePage):
    write_run(paths.runs() / "my-run")
    newest = write_run(paths.runs() / "my-run", images_seen=128, seed=3)
    opened(qtbot, page, newest)
    assert [page.picker.checkpoints.itemText(index) for index in range(2)] == ["128 images", "64 images"]
    qtbot.keyClick(page.picker.checkpoints, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.exploration.facts.path.stem == "000000064")


def test_a_model_opens_from_the_list(qtbot, studio: Studio, page: ExplorePage):
    write_run(paths.runs() / "my-run")
    with qtbot.waitSignal(page.picker.listed):
        page.picker.refresh()
    index = page.picker.models.findText("my-run")
    page.picker.models.setCurrentIndex(index)
    page.picker.models.activated.emit(index)
    qtbot.waitUntil(lambda: page.exploration.facts.name == "my-run")


def test_a_file_that_is_no_model_is_one_notice_and_changes_nothing(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    (tmp_path / "bad.pt").write_bytes(b"hello")
    before = settle(qtbot, page)
    page.receive(OpenModel(tmp_path / "bad.pt"))
    qtbot.waitUntil(lambda: len(notices) > 0)
    assert (notices[0].kind, "bad.pt" in notices[0].text) == ("error", True)
    assert np.array_equal(settle(qtbot, page), before)
    assert "8 × 8" in page.picker.about.text()


def test_the_open_model_can_be_handed_to_evaluate(page, studio):
    visits = []
    studio.visit_requested.connect(visits.append)
    next(action for action in page.actions() if action.text() == "Evaluate This Model").trigger()
    studio.visit_requested.disconnect(visits.append)
    (visit,) = visits
    assert (visit.place, visit.payload) == ("evaluate", EvaluateModels((page.exploration.facts.path,)))

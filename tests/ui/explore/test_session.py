"""What is made in Explore comes back when its model is opened again."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from explore_pages import new_page, opened, settle, type_in
from PySide6.QtCore import Qt
from tiny_models import write_model, write_run, write_styled_model

from gan_studio import paths
from gan_studio.core.latent.bookmarks import Bookmark
from gan_studio.core.latent.dragging.messages import DragPair
from gan_studio.core.latent.dragging.plan import DragArea, DragPlan
from gan_studio.core.latent.requests import Latent, MixedStyle, PictureRequest
from gan_studio.core.latent.session_file import FORMAT, NAME
from gan_studio.session.studio import OpenRecipe
from gan_studio.ui.pages.explore.drag.panel import DragPanel
from gan_studio.ui.pages.explore.page import ExplorePage


def _kept(name: str = "plain") -> Path:
    return paths.home() / "explore" / name / NAME


def _work(qtbot, page: ExplorePage) -> None:
    """Make a little of everything with the controls."""
    type_in(page.controls.seed.lineEdit(), "77", qtbot)
    page.dimensions.sliders.row(3).slider.setValue(150)
    page.show_interpolation()
    qtbot.mouseClick(page.walk.stops.add, Qt.MouseButton.LeftButton)
    view = page.exploration.view
    page.exploration.commit(replace(view, bookmarks=(Bookmark("mine", view.request),)), "Add a bookmark")


def test_a_session_comes_back_when_its_model_is_opened_again(qtbot, studio, page: ExplorePage):
    _work(qtbot, page)
    made = page.exploration.view
    page.hide()
    again = opened(qtbot, new_page(qtbot, studio), page.exploration.facts.path)
    assert again.exploration.view == made
    assert again.exploration.history.count() == 0
    assert again.controls.seed.value_shown() == 77


def test_points_and_area_of_a_drag_come_back_on_the_picture(qtbot, studio, tmp_path: Path):
    page = opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))
    mask = np.zeros(page.exploration.facts.sample_shape[1:], bool)
    mask[2:9] = True
    plan = DragPlan((DragPair((6, 6), (9, 8)),), (1, 2), DragArea.of(mask))
    page.exploration.commit(replace(page.exploration.view, drag=plan), "Set points")
    page.hide()
    again = opened(qtbot, new_page(qtbot, studio), page.exploration.facts.path)
    assert again.exploration.view.drag == plan
    panel = again.findChild(DragPanel)
    again._beside.setCurrentWidget(panel)
    assert panel.list.count() == 1
    assert panel.start.isEnabled()


def test_changes_are_written_by_themselves_a_moment_later(qtbot, page: ExplorePage):
    type_in(page.controls.seed.lineEdit(), "5", qtbot)
    assert page.keeper.has_changes
    qtbot.waitUntil(lambda: not page.keeper.has_changes)
    assert json.loads(_kept().read_text(encoding="utf-8"))["request"]["latent"]["seed"] == 5


def test_a_model_that_was_only_looked_at_leaves_no_file(qtbot, page: ExplorePage):
    settle(qtbot, page)
    page.hide()
    assert not _kept().exists()


def test_each_model_has_its_own_and_a_change_of_model_writes_at_once(
    qtbot, page: ExplorePage, tmp_path: Path
):
    _work(qtbot, page)
    made = page.exploration.view
    opened(qtbot, page, write_model(tmp_path / "lines.pt", seed=1))
    assert _kept().exists()
    assert page.exploration.view.latent.seed == 77  # the picture is carried to a model that is new
    assert page.exploration.view.bookmarks == ()
    page.exploration.commit_latent(Latent(8), "Seed 8")
    opened(qtbot, page, tmp_path / "plain.pt")
    assert page.exploration.view == made
    opened(qtbot, page, tmp_path / "lines.pt")
    assert page.exploration.view.latent == Latent(8)


def test_going_to_another_checkpoint_of_the_run_loses_no_edit(qtbot, studio, tmp_path: Path):
    early = write_run(tmp_path / "run", 64)
    late = write_run(tmp_path / "run", 128, seed=1)
    page = opened(qtbot, new_page(qtbot, studio), early)
    page.exploration.commit_latent(Latent(5), "Seed 5")
    page.keeper.flush()
    page.exploration.commit_latent(Latent(6), "Seed 6")
    opened(qtbot, page, late)
    assert page.exploration.view.latent == Latent(6)
    page.exploration.undo()
    qtbot.waitUntil(lambda: page.exploration.facts.path == early)
    page.exploration.undo()
    assert page.exploration.view.latent == Latent(5)


def test_another_checkpoint_finds_the_runs_session_as_far_as_it_fits(qtbot, studio, tmp_path: Path):
    early = write_run(tmp_path / "run", 64, classes=("a", "b"))
    page = opened(qtbot, new_page(qtbot, studio), early)
    page.exploration.commit_request(PictureRequest(Latent(5), psi=0.5, label=1), "Change")
    page.hide()
    later = write_run(tmp_path / "run", 128)
    again = opened(qtbot, new_page(qtbot, studio), later)
    assert again.exploration.view.request == PictureRequest(Latent(5), psi=0.5)


def test_a_damaged_session_is_told_and_a_fresh_one_begins(qtbot, studio, notices: list, tmp_path: Path):
    _kept().parent.mkdir(parents=True)
    _kept().write_text('{"format": 1', encoding="utf-8")
    page = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "plain.pt"))
    assert [notice.text for notice in notices] == [
        "What was kept of exploring plain cannot be read; it may be damaged. "
        "It is put aside as session.json.damaged, and a fresh one begins."
    ]
    type_in(page.controls.seed.lineEdit(), "5", qtbot)
    page.hide()
    assert json.loads(_kept().read_text(encoding="utf-8"))["request"]["latent"]["seed"] == 5
    assert _kept().with_name(f"{NAME}.damaged").read_text(encoding="utf-8") == '{"format": 1'


def test_what_a_newer_studio_kept_is_still_there_after_work_in_this_one(
    qtbot, studio, page: ExplorePage, notices: list
):
    _work(qtbot, page)
    page.hide()
    newer = json.loads(_kept().read_text(encoding="utf-8")) | {"format": FORMAT + 1, "studio": "9.0"}
    _kept().write_text(json.dumps(newer), encoding="utf-8")
    model = page.exploration.facts.path
    again = opened(qtbot, new_page(qtbot, studio), model)
    assert again.exploration.view.bookmarks == ()
    assert ["newer GAN Studio (9.0)" in notice.text for notice in notices] == [True]
    type_in(again.controls.seed.lineEdit(), "5", qtbot)
    again.hide()
    assert json.loads(_kept().read_text(encoding="utf-8")) == newer
    assert opened(qtbot, new_page(qtbot, studio), model).exploration.view.latent == Latent(5)


def test_that_nothing_can_be_kept_is_said_once(qtbot, page: ExplorePage, notices: list):
    (paths.home() / "explore").write_text("in the way", encoding="utf-8")
    for seed in ("5", "6", "7"):
        type_in(page.controls.seed.lineEdit(), seed, qtbot)
        page.keeper.flush()
    assert len(notices) == 1
    assert "cannot be kept in" in notices[0].text
    assert page.exploration.view.latent == Latent(7)
    (paths.home() / "explore").unlink()
    page.keeper.flush()
    assert json.loads(_kept().read_text(encoding="utf-8"))["request"]["latent"]["seed"] == 7


def test_a_recipe_opens_over_the_session_and_undo_leads_to_it(
    qtbot, studio, page: ExplorePage, tmp_path: Path
):
    page.picture.save_to(tmp_path / "a.png")
    _work(qtbot, page)
    made = page.exploration.view
    page.hide()
    other = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "other.pt", seed=1))
    other.receive(OpenRecipe(tmp_path / "a.png"))
    qtbot.waitUntil(lambda: other.exploration.facts.name == "plain")
    assert other.exploration.view.request == PictureRequest(Latent(0))
    assert other.exploration.view.bookmarks == made.bookmarks
    other.exploration.undo()
    assert other.exploration.view == made


def test_beginning_afresh_keeps_the_bookmarks_and_can_be_undone(qtbot, page: ExplorePage):
    _work(qtbot, page)
    made = page.exploration.view
    next(action for action in page.actions() if action.text() == "Begin Afresh").trigger()
    assert page.exploration.view.request == PictureRequest()
    assert page.exploration.view.walk.anchors == ()
    assert page.exploration.view.bookmarks == made.bookmarks
    page.exploration.undo()
    assert page.exploration.view == made


def test_undo_back_to_another_model_brings_its_view_not_an_older_file(
    qtbot, page: ExplorePage, tmp_path: Path
):
    page.exploration.commit_latent(Latent(5), "Seed 5")
    opened(qtbot, page, write_model(tmp_path / "lines.pt", seed=1))
    shutil.rmtree(paths.home() / "explore")
    page.exploration.undo()
    qtbot.waitUntil(lambda: page.exploration.facts.name == "plain")
    assert page.exploration.view.latent == Latent(5)


def test_undo_leads_back_from_a_model_that_comes_with_what_was_kept_of_it(
    qtbot, page: ExplorePage, tmp_path: Path
):
    first, other = page.exploration.facts.path, write_model(tmp_path / "lines.pt", seed=1)
    page.exploration.commit_latent(Latent(5), "Seed 5")
    opened(qtbot, page, other)
    page.exploration.commit_latent(Latent(6), "Seed 6")
    opened(qtbot, page, first)
    assert page.exploration.view.latent == Latent(5)
    page.exploration.undo()
    qtbot.waitUntil(lambda: page.exploration.facts.path == other)
    assert page.exploration.view.latent == Latent(6)
    page.exploration.redo()
    qtbot.waitUntil(lambda: page.exploration.facts.path == first)
    assert page.exploration.view.latent == Latent(5)


def test_what_means_something_only_among_a_models_styles_stays_with_it(qtbot, studio, tmp_path: Path):
    page = opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))
    mixed = PictureRequest(Latent(5), psi=0.5, mixing=(MixedStyle(Latent(7), (0, 1)),))
    page.exploration.commit_request(mixed, "Mix")
    opened(qtbot, page, write_styled_model(tmp_path / "other.pt"))
    assert page.exploration.view.request == PictureRequest(Latent(5), psi=0.5)
    page.exploration.undo()
    qtbot.waitUntil(lambda: page.exploration.facts.name == "styled")
    assert page.exploration.view.request == mixed

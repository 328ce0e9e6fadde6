"""Films of a timeline, exported through the dialog of Explore."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from explore_pages import click, settle, timeline_panel, with_three_keyframes
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from tiny_models import write_styled_model

from gan_studio.core.latent.film.options import FilmOptions
from gan_studio.core.latent.film.recipe import read_film_recipe
from gan_studio.core.latent.film.write import write_film
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.latent.timeline import Keyframe, Timeline
from gan_studio.session.studio import OpenRecipe
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.pages.explore.timeline.film import FilmDialog


def _dialog(qtbot, page: ExplorePage, kind: str) -> FilmDialog:
    panel = with_three_keyframes(qtbot, page)
    click(qtbot, panel.play_bar.export)
    form = panel.dialog.form
    form.kinds.setCurrentIndex(form.kinds.findData(kind))
    form.scale.setValue(3.0)
    form.fps.setValue(5.0)
    return panel.dialog


def test_a_film_is_exported_and_dropping_it_brings_its_timeline_back(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    dialog = _dialog(qtbot, page, "gif")
    side = page.exploration.facts.sample_shape[1] * 3
    assert dialog.form.size.text() == f"{side} × {side} px"
    assert dialog.form.length.text() == "4.0 s · 20 frames"
    made = page.exploration.view.timeline
    dialog.export_to(tmp_path / "film.gif")
    qtbot.waitUntil(lambda: not dialog.is_running and dialog.isHidden(), timeout=20_000)
    assert "Saved film.gif" in notices[-1].text
    assert notices[-1].action.label == "Show"
    with Image.open(tmp_path / "film.gif") as film:
        assert (film.n_frames, film.size) == (20, (side, side))
    assert read_film_recipe(tmp_path / "film.gif").timeline == made
    page.exploration.commit(replace(page.exploration.view, timeline=Timeline()), "clear")
    page.receive(OpenRecipe(tmp_path / "film.gif"))
    qtbot.waitUntil(lambda: page.exploration.view.timeline == made)
    assert page.exploration.view.request == made.keyframes[0].request
    settle(qtbot, page)
    page.exploration.undo()
    assert page.exploration.view.timeline == Timeline()


def test_a_film_of_another_model_opens_that_one_with_its_timeline_in_front(
    qtbot, plain_page: ExplorePage, tmp_path: Path
):
    other = open_model(write_styled_model(tmp_path / "other.pt"))
    line = Timeline((Keyframe(0.0, PictureRequest(Latent(8))), Keyframe(1.0, PictureRequest(Latent(9)))))
    list(write_film(other, line.frames(4), tmp_path / "film.mp4", FilmOptions(fps=4, timeline=line)))
    plain_page._below.setCurrentWidget(plain_page.seeds)
    plain_page.receive(OpenRecipe(tmp_path / "film.mp4"))
    qtbot.waitUntil(lambda: plain_page.exploration.facts.path == tmp_path / "other.pt", timeout=20_000)
    assert plain_page.exploration.view.timeline == line
    assert plain_page.exploration.view.request == PictureRequest(Latent(8))
    assert timeline_panel(plain_page).isVisible()
    settle(qtbot, plain_page)


def test_the_dialog_remembers_and_says_what_cannot_be(qtbot, plain_page: ExplorePage, tmp_path: Path):
    dialog = _dialog(qtbot, plain_page, "webp")
    dialog.form.fps.setValue(200.0)
    assert not dialog.start_button.isEnabled()
    assert "at most" in dialog.news.text() or "from 0.1 to 100" in dialog.news.text()
    dialog.form.fps.setValue(4.0)
    assert dialog.start_button.isEnabled()
    dialog.export_to(tmp_path / "film.webp")
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    panel = timeline_panel(plain_page)
    click(qtbot, panel.play_bar.export)
    form = panel.dialog.form
    assert (form.kind().name, form.scale.value(), form.fps.value()) == ("webp", 3.0, 4.0)
    panel.dialog.close()


@pytest.mark.parametrize(
    ("typed", "written", "kind"),
    [("film.gif", "film.gif", "gif"), ("film", "film.webp", "webp"), ("v1.5", "v1.5.webp", "webp")],
)
def test_a_typed_ending_of_a_film_wins_over_the_chosen_kind(
    qtbot, plain_page: ExplorePage, tmp_path: Path, monkeypatch, typed: str, written: str, kind: str
):
    dialog = _dialog(qtbot, plain_page, "webp")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    click(qtbot, dialog.start_button)
    qtbot.waitUntil(lambda: not dialog.is_running and dialog.isHidden(), timeout=20_000)
    assert (tmp_path / written).is_file()
    assert dialog.form.kind().name == kind


def test_a_name_without_an_ending_replaces_no_film(
    qtbot, plain_page: ExplorePage, tmp_path: Path, monkeypatch
):
    (tmp_path / "film.webp").write_bytes(b"dear to someone")
    dialog = _dialog(qtbot, plain_page, "webp")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "film"), ""))
    click(qtbot, dialog.start_button)
    qtbot.waitUntil(lambda: not dialog.is_running and dialog.isHidden(), timeout=20_000)
    assert (tmp_path / "film.webp").read_bytes() == b"dear to someone"
    assert (tmp_path / "film-2.webp").is_file()


def test_a_typed_kind_that_cannot_be_so_fast_is_told_and_not_written(
    qtbot, plain_page: ExplorePage, tmp_path: Path, monkeypatch
):
    dialog = _dialog(qtbot, plain_page, "webp")
    dialog.form.fps.setValue(80.0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "film.gif"), ""))
    click(qtbot, dialog.start_button)
    assert not dialog.is_running
    assert "from 0.1 to 50" in dialog.news.text()
    assert dialog.form.kind().name == "gif"
    dialog.close()


def test_a_cancelled_film_leaves_nothing(qtbot, plain_page: ExplorePage, tmp_path: Path):
    dialog = _dialog(qtbot, plain_page, "mp4")
    view = plain_page.exploration.view
    plain_page.exploration.commit(replace(view, timeline=view.timeline.stretched(3000.0)), "long")
    click(qtbot, timeline_panel(plain_page).play_bar.export)
    dialog = timeline_panel(plain_page).dialog
    folder = tmp_path / "films"
    folder.mkdir()
    dialog.export_to(folder / "film.mp4")
    qtbot.waitUntil(lambda: "Frame" in dialog.news.text(), timeout=20_000)
    click(qtbot, dialog.cancel_button)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert list(folder.iterdir()) == []
    assert dialog.news.text() == "Cancelled; nothing was written."
    dialog.close()


def test_a_place_that_cannot_be_written_is_told(
    qtbot, plain_page: ExplorePage, notices: list, tmp_path: Path
):
    dialog = _dialog(qtbot, plain_page, "gif")
    (tmp_path / "file").write_text("")
    dialog.export_to(tmp_path / "file" / "film.gif")
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert "cannot be written" in dialog.news.text()
    assert "cannot be written" in notices[-1].text
    assert dialog.start_button.isEnabled()
    dialog.close()

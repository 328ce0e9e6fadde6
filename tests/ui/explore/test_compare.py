"""Two pictures side by side, and the picture on the whole screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import QPoint, Qt
from tiny_models import write_model, write_run

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.ui.pages.explore.page import ExplorePage


def _beside(qtbot, page: ExplorePage, wanted: np.ndarray) -> None:
    """Wait until a picture is shown beside the picture."""

    def is_shown() -> bool:
        shown = page.picture.stage.pair.other.pixels()
        return shown is not None and np.array_equal(shown, wanted)

    qtbot.waitUntil(is_shown)


def _drawn(model: Path, request: PictureRequest) -> np.ndarray:
    return draw(open_model(model)[0], [request])[0]


def _compare_with(page: ExplorePage, model: Path) -> None:
    page.picture.stage.comparison.open_model(model)


def test_settings_kept_as_a_are_drawn_with_the_latent_of_b(qtbot, page: ExplorePage):
    page.picture.stage.compare.trigger()
    assert page.picture.stage.bar.isVisible()
    page.exploration.commit_request(PictureRequest(Latent(0), psi=0.3), "Change psi")
    type_in(page.controls.seed.lineEdit(), "5", qtbot)
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(5), psi=0.3)))
    _beside(qtbot, page, expected(page, PictureRequest(Latent(5))))
    pair = page.picture.stage.pair
    assert (pair.other_caption.text(), pair.caption.text()) == ("A · Seed 5", "B · Seed 5 · ψ 0.30")
    assert pair.other.x() < pair.image.x()


def test_a_can_stay_the_very_picture_that_was_kept(qtbot, page: ExplorePage):
    page.picture.stage.compare.trigger()
    qtbot.mouseClick(page.picture.stage.bar.same_latent, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    type_in(page.controls.seed.lineEdit(), "5", qtbot)
    _beside(qtbot, page, expected(page, PictureRequest(Latent(0))))


def test_settings_are_swapped_and_swapped_back(qtbot, page: ExplorePage):
    page.picture.stage.compare.trigger()
    page.exploration.commit_request(PictureRequest(Latent(0), psi=0.3), "Change psi")
    qtbot.mouseClick(page.picture.stage.bar.swap, Qt.MouseButton.LeftButton)
    assert page.exploration.view.request == PictureRequest(Latent(0))
    _beside(qtbot, page, expected(page, PictureRequest(Latent(0), psi=0.3)))
    qtbot.mouseClick(page.picture.stage.bar.swap, Qt.MouseButton.LeftButton)
    assert page.exploration.view.request == PictureRequest(Latent(0), psi=0.3)
    _beside(qtbot, page, expected(page, PictureRequest(Latent(0))))


def test_another_model_draws_the_same_latent_as_b(qtbot, page: ExplorePage, tmp_path: Path):
    by_class = write_model(tmp_path / "by_class.pt", classes=("a", "b"), seed=1)
    page.picture.stage.compare.trigger()
    _compare_with(page, by_class)
    _beside(qtbot, page, _drawn(by_class, PictureRequest(Latent(0), label=0)))
    page.exploration.commit_request(PictureRequest(Latent(8), psi=0.5), "Change")
    _beside(qtbot, page, _drawn(by_class, PictureRequest(Latent(8), psi=0.5, label=0)))
    pair = page.picture.stage.pair
    assert pair.caption.text() == "A · plain, 64 images"
    assert pair.other_caption.text() == "B · by_class, 64 images"
    assert pair.image.x() < pair.other.x()
    choice = page.picture.stage.bar.choice
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    _beside(qtbot, page, expected(page, PictureRequest(Latent(8), psi=0.5)))
    assert pair.other.x() < pair.image.x()


def test_models_are_swapped_with_the_latent_kept(qtbot, page: ExplorePage, tmp_path: Path):
    other = write_model(tmp_path / "other.pt", seed=1)
    page.exploration.commit_latent(Latent(8), "Seed 8")
    page.picture.stage.compare.trigger()
    _compare_with(page, other)
    qtbot.waitUntil(lambda: page.picture.stage.comparison.other is not None)
    qtbot.mouseClick(page.picture.stage.bar.swap, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.exploration.facts.path == other)
    assert np.array_equal(settle(qtbot, page), _drawn(other, PictureRequest(Latent(8))))
    _beside(qtbot, page, _drawn(tmp_path / "plain.pt", PictureRequest(Latent(8))))


def test_a_swap_is_undone_also_with_a_model_that_was_explored_before(
    qtbot, page: ExplorePage, tmp_path: Path
):
    first, other = page.exploration.facts.path, write_model(tmp_path / "other.pt", seed=1)
    opened(qtbot, page, other)
    page.exploration.commit_latent(Latent(3), "Seed 3")
    opened(qtbot, page, first)
    page.exploration.commit_latent(Latent(8), "Seed 8")
    before = page.exploration.view
    _compare_with(page, other)
    qtbot.waitUntil(lambda: page.picture.stage.comparison.other is not None)
    qtbot.mouseClick(page.picture.stage.bar.swap, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.exploration.facts.path == other)
    assert page.exploration.view.latent == Latent(8)
    page.exploration.undo()
    qtbot.waitUntil(lambda: page.exploration.facts.path == first)
    assert page.exploration.view == before


def test_models_and_the_runs_other_checkpoints_are_offered(qtbot, studio, studio_home: Path):
    early = write_run(studio_home / "runs" / "mine", 64)
    late = write_run(studio_home / "runs" / "mine", 128, seed=1)
    write_run(studio_home / "runs" / "yours", 64)
    page = opened(qtbot, new_page(qtbot, studio), late)
    page.picture.stage.compare.trigger()
    choice = page.picture.stage.bar.choice

    def texts() -> list[str]:
        return [choice.itemText(spot) for spot in range(choice.count())]

    qtbot.waitUntil(lambda: "yours" in texts())
    assert texts()[:2] == ["Settings, kept as A", "This run: 64 images"]
    assert "mine" not in texts()
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    _beside(qtbot, page, _drawn(early, PictureRequest(Latent(0))))
    assert choice.currentText() == "This run: 64 images"


def test_kept_settings_are_drawn_by_the_checkpoint_that_passes_by(qtbot, studio, tmp_path: Path):
    early, late = write_run(tmp_path / "run", 64), write_run(tmp_path / "run", 128, seed=1)
    page = opened(qtbot, new_page(qtbot, studio), early)
    page.picture.stage.compare.trigger()
    _beside(qtbot, page, _drawn(early, PictureRequest(Latent(0))))
    page.exploration.pass_by(late)
    _beside(qtbot, page, _drawn(late, PictureRequest(Latent(0))))


def test_a_model_that_cannot_be_opened_is_told_and_the_comparison_ends(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    page.picture.stage.compare.trigger()
    (tmp_path / "broken.pt").write_bytes(b"no model")
    _compare_with(page, tmp_path / "broken.pt")
    qtbot.waitUntil(lambda: bool(notices))
    assert not page.picture.stage.comparison.is_open
    assert not page.picture.stage.pair.other.isVisible()


def test_closing_shows_the_picture_alone(qtbot, page: ExplorePage):
    page.picture.stage.compare.trigger()
    qtbot.mouseClick(page.picture.stage.bar.leave, Qt.MouseButton.LeftButton)
    assert not page.picture.stage.compare.isChecked()
    assert not page.picture.stage.pair.other.isVisible()
    qtbot.waitUntil(lambda: page.picture.image.width() > page.picture.width() * 0.9)


def test_a_picture_asked_for_from_elsewhere_is_kept_with_its_own_latent(qtbot, page: ExplorePage):
    page.exploration.comparison_asked.emit(PictureRequest(Latent(9)))
    _beside(qtbot, page, expected(page, PictureRequest(Latent(9))))
    assert not page.picture.stage.bar.same_latent.isChecked()


def test_zooming_into_one_zooms_into_both(qtbot, page: ExplorePage):
    page.picture.stage.compare.trigger()
    _beside(qtbot, page, expected(page, PictureRequest(Latent(0))))
    pair = page.picture.stage.pair
    pair.image.zoom_out()
    assert pair.other.zoom() == pair.image.zoom()
    pair.other.fit()
    assert pair.other.zoom() == pair.image.zoom() > 4


def test_f11_shows_the_picture_alone_and_escape_brings_it_back(qtbot, page: ExplorePage):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.picture.image.setFocus()
    qtbot.keyClick(page.picture.image, Qt.Key.Key_F11)
    whole = page.picture.stage.full_screen
    qtbot.waitUntil(whole.isVisible)
    assert whole.isFullScreen()
    assert page.picture.image.window() is whole
    qtbot.keyClick(page.picture.image, Qt.Key.Key_Right)
    assert page.exploration.view.latent == Latent(1)
    qtbot.keyClick(page.picture.image, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert page.exploration.view.latent == Latent(2)
    qtbot.keyClick(page.picture.image, Qt.Key.Key_Escape)
    assert page.picture.image.window() is page
    assert not whole.isVisible()
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(2))))


def test_what_is_told_is_seen_on_the_whole_screen(qtbot, page: ExplorePage):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.picture.stage.fill.trigger()
    whole = page.picture.stage.full_screen
    qtbot.waitUntil(whole.isVisible)
    keys = whole.hint.text()
    qtbot.keyClick(page.picture.image, Qt.Key.Key_B)
    assert whole.hint.text() == "Bookmarked “Seed 0”."
    qtbot.waitUntil(lambda: whole.hint.text() == keys, timeout=20_000)
    page.exploration.undo()
    qtbot.keyClick(page.picture.image, Qt.Key.Key_B)
    qtbot.keyClick(page.picture.image, Qt.Key.Key_Escape)
    assert whole.hint.text() == keys


def test_smooth_pixels_are_remembered(qtbot, studio, page: ExplorePage):
    page.picture.stage.smooth.trigger()
    assert page.picture.image.is_smooth()
    assert new_page(qtbot, studio).picture.image.is_smooth()
    page.picture.stage.smooth.trigger()
    assert not page.picture.image.is_smooth()

"""Scrubbing through a run's checkpoints, with the page's real controls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import new_page, opened, wait_for_checkpoint
from PySide6.QtCore import Qt
from tiny_models import write_model, write_run

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.page import ExplorePage

_COUNTS = (64, 128, 192)
_SHOWN = PictureRequest(Latent(5))


@pytest.fixture
def page(qtbot, studio: Studio, checkpoints: list[Path]) -> ExplorePage:
    """A page that shows seed 5 of the last checkpoint."""
    page = opened(qtbot, new_page(qtbot, studio), checkpoints[-1])
    page.exploration.commit_request(_SHOWN, "Choose a seed")
    wait_for_checkpoint(qtbot, page, checkpoints[-1])
    return page


def test_the_slider_stands_where_the_model_is(page: ExplorePage):
    slider = page.picker.moments.slider
    assert slider.isVisibleTo(page)
    assert (slider.minimum(), slider.maximum(), slider.value()) == (0, 2, 2)
    assert page.picker.moments.images_seen.text() == "192 images"


def test_the_slider_does_not_move_under_the_mouse_when_the_numbers_grow_longer(
    qtbot, studio: Studio, tmp_path: Path
):
    checkpoints = [write_run(tmp_path / "long", images_seen=count, seed=count) for count in (0, 25_000_000)]
    page = opened(qtbot, new_page(qtbot, studio), checkpoints[-1])
    slider, words = page.picker.moments.slider, page.picker.moments.images_seen
    qtbot.waitUntil(lambda: words.width() >= words.sizeHint().width())
    width = slider.width()
    slider.setSliderDown(True)
    slider.setValue(0)
    assert words.text() == "0 images"
    page.picker.moments.layout().activate()
    assert slider.width() == width


def test_dragging_shows_the_same_latent_in_each_checkpoint(qtbot, page: ExplorePage, checkpoints: list[Path]):
    slider, steps = page.picker.moments.slider, page.exploration.history.count()
    slider.setSliderDown(True)
    for place in (1, 0):
        slider.setValue(place)
        assert page.picker.moments.images_seen.text() == f"{_COUNTS[place]:,} images"
        wait_for_checkpoint(qtbot, page, checkpoints[place])
        assert page.exploration.view.request == _SHOWN
        assert page.exploration.history.count() == steps
    slider.setSliderDown(False)
    qtbot.waitUntil(lambda: page.exploration.history.count() == steps + 1)
    assert page.picker.checkpoints.currentData() == checkpoints[0]
    page.exploration.undo()
    wait_for_checkpoint(qtbot, page, checkpoints[2])
    qtbot.waitUntil(lambda: slider.value() == 2)
    page.exploration.redo()
    wait_for_checkpoint(qtbot, page, checkpoints[0])
    qtbot.waitUntil(lambda: slider.value() == 0)


def test_undo_in_the_middle_of_dragging_returns_to_where_it_began(qtbot, page: ExplorePage, checkpoints):
    slider = page.picker.moments.slider
    slider.setSliderDown(True)
    slider.setValue(0)
    wait_for_checkpoint(qtbot, page, checkpoints[0])
    page.exploration.undo()
    wait_for_checkpoint(qtbot, page, checkpoints[2])
    assert page.exploration.view.model == checkpoints[2]


def test_arrow_keys_go_one_checkpoint_at_a_time_and_undo_takes_all_back(
    qtbot, page: ExplorePage, checkpoints: list[Path]
):
    slider, steps = page.picker.moments.slider, page.exploration.history.count()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(slider, key)
    wait_for_checkpoint(qtbot, page, checkpoints[1])
    qtbot.waitUntil(lambda: page.exploration.history.count() == steps + 1)
    page.exploration.undo()
    wait_for_checkpoint(qtbot, page, checkpoints[2])


def test_the_seeds_are_those_of_the_checkpoint_that_the_slider_is_let_go_of(
    qtbot, page: ExplorePage, checkpoints: list[Path]
):
    slider, seeds = page.picker.moments.slider, page.seeds
    page._below.setCurrentWidget(seeds)

    def are_of(checkpoint: Path) -> bool:
        (picture,) = draw(open_model(checkpoint)[0], [PictureRequest(Latent(seeds._first))])
        return len(seeds.grid.images()) > 0 and np.array_equal(seeds.grid.images()[0], picture)

    qtbot.waitUntil(lambda: are_of(checkpoints[2]))
    slider.setSliderDown(True)
    slider.setValue(0)
    wait_for_checkpoint(qtbot, page, checkpoints[0])
    qtbot.mouseClick(seeds.forth, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: are_of(checkpoints[0]))
    slider.setValue(2)
    slider.setSliderDown(False)
    wait_for_checkpoint(qtbot, page, checkpoints[2])
    qtbot.waitUntil(lambda: are_of(checkpoints[2]))


def _press_to(page: ExplorePage, place: int) -> None:
    """Hold the slider and move it, as the mouse does."""
    page.picker.moments.slider.setSliderDown(True)
    page.picker.moments.slider.setValue(place)


def test_a_checkpoint_that_is_gone_lets_the_slider_return_to_what_is_shown(
    qtbot, page: ExplorePage, checkpoints: list[Path]
):
    moments, exploration = page.picker.moments, page.exploration
    _press_to(page, 1)
    wait_for_checkpoint(qtbot, page, checkpoints[1])
    checkpoints[0].unlink()
    with qtbot.waitSignal(exploration.opening):
        moments.slider.setValue(0)
    moments.slider.setSliderDown(False)
    assert moments.images_seen.text() == "128 images"
    assert (moments.slider.maximum(), moments.slider.value()) == (1, 0)  # 128 and 192 are left
    exploration.undo()
    wait_for_checkpoint(qtbot, page, checkpoints[2])


def test_a_slider_let_go_after_undo_stands_where_that_led(qtbot, page: ExplorePage, checkpoints: list[Path]):
    moments = page.picker.moments
    _press_to(page, 0)
    wait_for_checkpoint(qtbot, page, checkpoints[0])
    page.exploration.undo()
    wait_for_checkpoint(qtbot, page, checkpoints[2])
    moments.slider.setSliderDown(False)
    assert (moments.slider.value(), moments.images_seen.text()) == (2, "192 images")


def test_a_model_of_no_run_has_no_moments(qtbot, studio: Studio, tmp_path: Path):
    page = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "alone.pt"))
    assert page.picker.moments.isHidden()
    assert page.picker.follow.isHidden()

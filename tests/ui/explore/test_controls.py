"""What a picture of Explore is drawn from: seed, class, truncation and dimensions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import CLASSES, expected, opened, settle, type_in
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from tiny_models import write_model, write_styled_model

from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.ui.pages.explore.page import ExplorePage


def test_a_sliders_move_changes_the_picture_and_reset_brings_it_back_exactly(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    row = page.dimensions.sliders.row(3)
    row.slider.setValue(250)
    changed = settle(qtbot, page)
    assert not np.array_equal(changed, before)
    assert np.array_equal(changed, expected(page, PictureRequest(Latent(0).with_component(3, 2.5))))
    qtbot.mouseClick(page.dimensions.sliders.row(3).reset, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), before)
    assert page.exploration.view.latent == Latent(0)


def test_dragging_is_one_step_of_undo(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    slider = page.dimensions.sliders.row(2).slider
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    for x in range(20, 90, 10):
        qtbot.mouseMove(slider, QPoint(x, 10))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(80, 10))
    assert not np.array_equal(settle(qtbot, page), before)
    assert page.exploration.history.count() == 1
    page.picture.undo.trigger()
    assert np.array_equal(settle(qtbot, page), before)
    page.picture.redo.trigger()
    assert dict(page.exploration.view.latent.overrides).keys() == {2}


def test_seeds_are_typed_stepped_and_drawn(qtbot, page: ExplorePage):
    type_in(page.controls.seed.lineEdit(), "4294967295", qtbot)
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(2**32 - 1))))
    assert not page.controls.next.isEnabled()
    qtbot.mouseClick(page.controls.previous, Qt.MouseButton.LeftButton)
    assert page.exploration.view.latent.seed == 2**32 - 2
    qtbot.mouseClick(page.controls.random, Qt.MouseButton.LeftButton)
    assert page.controls.seed.value_shown() == page.exploration.view.latent.seed != 2**32 - 2


def test_truncation_moves_towards_the_average_picture(qtbot, page: ExplorePage):
    page.controls.psi.slider.setValue(333)
    average = settle(qtbot, page)
    assert np.array_equal(average, expected(page, PictureRequest(Latent(0), psi=0.0)))
    qtbot.mouseClick(page.controls.random, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), average)


def test_classes_are_offered_only_by_models_that_have_them(qtbot, page: ExplorePage, tmp_path: Path):
    assert page.controls.label.isHidden()
    opened(qtbot, page, write_model(tmp_path / "by_class.pt", classes=CLASSES))
    assert not page.controls.label.isHidden()
    assert [page.controls.label.itemText(index) for index in range(3)] == list(CLASSES)
    opened(qtbot, page, tmp_path / "plain.pt")
    assert page.controls.label.isHidden()
    assert page.exploration.view.request.label is None


def test_a_class_is_chosen_with_the_keyboard(qtbot, class_page: ExplorePage):
    assert class_page.exploration.view.request.label == 0
    qtbot.keyClick(class_page.controls.label, Qt.Key.Key_Down)
    wanted = PictureRequest(Latent(0), label=1)
    assert np.array_equal(settle(qtbot, class_page), expected(class_page, wanted))


def test_every_dimension_has_a_slider_and_few_of_them_exist(qtbot, page: ExplorePage):
    sliders = page.dimensions.sliders
    assert list(sliders.dimensions()) == list(range(12))
    sliders.set_dimensions(range(512))
    assert sliders.row(511).index == 511
    assert sliders.row(0).index == 0
    assert len(sliders._rows) < 40


@pytest.mark.parametrize(
    ("text", "found"), [("7", [7]), ("2-4", [2, 3, 4]), ("1, 9-", [1, 9, 10, 11]), ("x", []), ("99", [])]
)
def test_dimensions_are_found_by_number(qtbot, page: ExplorePage, text: str, found: list[int]):
    qtbot.keyClicks(page.dimensions.search, text)
    assert list(page.dimensions.sliders.dimensions()) == found


def test_the_filter_lists_what_is_changed(qtbot, page: ExplorePage):
    page.dimensions.sliders.row(5).slider.setValue(100)
    qtbot.mouseClick(page.dimensions.only_changed, Qt.MouseButton.LeftButton)
    assert list(page.dimensions.sliders.dimensions()) == [5]
    qtbot.mouseClick(page.dimensions.reset, Qt.MouseButton.LeftButton)
    assert list(page.dimensions.sliders.dimensions()) == []


def test_randomising_a_little_moves_every_dimension_a_little(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    base = page.exploration.picture.z
    page.dimensions.amount.setValue(10)
    qtbot.mouseClick(page.dimensions.randomize, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    moved = page.exploration.picture.z
    assert np.all(moved != base)
    assert np.abs(moved - base).max() < 1
    qtbot.mouseClick(page.dimensions.reset, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), before)


def test_one_dimension_is_randomised_or_typed(qtbot, page: ExplorePage):
    row = page.dimensions.sliders.row(4)
    qtbot.keyClick(row.slider, Qt.Key.Key_R)
    assert [index for index, _ in page.exploration.view.latent.overrides] == [4]
    type_in(row.number.lineEdit(), "1.5", qtbot)
    assert page.exploration.view.latent.overrides == ((4, 1.5),)
    qtbot.keyClick(row.slider, Qt.Key.Key_Delete)
    assert page.exploration.view.latent.overrides == ()


def test_up_and_down_go_from_slider_to_slider(qtbot, page: ExplorePage):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.dimensions.sliders.row(0).slider.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.dimensions.sliders.row(1).slider
    assert page.exploration.view.latent.overrides == ()


def test_what_no_model_has_is_not_shown(page: ExplorePage):
    for tabs in (page._beside, page._below):
        for panel in tabs.panels:
            assert tabs.isTabVisible(tabs.indexOf(panel)) == panel.fits(page.exploration.facts)


def test_only_a_model_with_styles_has_layers_to_truncate(qtbot, page: ExplorePage, tmp_path: Path):
    assert not page.controls.cutoff.isVisible()
    opened(qtbot, page, write_styled_model(tmp_path / "styled.pt"))
    layers = page.exploration.facts.num_ws
    assert layers > 1
    assert page.controls.cutoff.isVisible()
    assert page.controls.cutoff.value() == layers
    assert page.exploration.view.request.cutoff is None
    opened(qtbot, page, write_model(tmp_path / "again.pt"))
    assert not page.controls.cutoff.isVisible()


def test_the_cutoff_says_which_layers_are_truncated_and_can_be_undone(
    qtbot, page: ExplorePage, tmp_path: Path
):
    opened(qtbot, page, write_styled_model(tmp_path / "styled.pt"))
    page.controls.psi.number.setValue(0.3)
    whole = settle(qtbot, page)
    page.controls.cutoff.number.setValue(2)
    assert page.exploration.view.request == PictureRequest(Latent(0), psi=0.3, cutoff=2)
    partly = settle(qtbot, page)
    assert np.array_equal(partly, expected(page, PictureRequest(Latent(0), psi=0.3, cutoff=2)))
    assert not np.array_equal(partly, whole)
    page.exploration.undo()
    assert page.controls.cutoff.value() == page.exploration.facts.num_ws
    assert np.array_equal(settle(qtbot, page), whole)

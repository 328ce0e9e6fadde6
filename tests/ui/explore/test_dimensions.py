"""The dimensions of Z, W and W+, moved by their sliders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from tiny_models import write_model, write_styled_model

from gan_studio.core.latent.requests import Blend, Latent, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.dimensions_spaces import StyleSpace
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with styles."""
    return opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))


def _choose(box: QComboBox, index: int) -> None:
    box.setCurrentIndex(index)
    box.activated.emit(index)


def _choose_space(page: ExplorePage, space: str) -> None:
    _choose(page.dimensions.space, page.dimensions.space.findText(space))


def test_only_spaces_that_a_model_has_are_offered(qtbot, page: ExplorePage, tmp_path: Path):
    space = page.dimensions.space
    assert [space.itemText(index) for index in range(space.count())] == ["Z", "W", "W+"]
    assert page.dimensions.layer.isHidden()
    _choose_space(page, "W+")
    assert not page.dimensions.layer.isHidden()
    assert page.dimensions.layer.itemText(3) == "Layer 3 · 16 px"
    opened(qtbot, page, write_model(tmp_path / "plain.pt"))
    assert space.isHidden()
    assert page.dimensions.layer.isHidden()
    assert len(page.dimensions.sliders.dimensions()) == 12


def test_a_component_of_w_is_replaced_in_every_layer(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    _choose_space(page, "W")
    row = page.dimensions.sliders.row(5)
    assert row.number.value() == pytest.approx(page.exploration.picture.base_styles[0, 5], abs=0.01)
    type_in(row.number.lineEdit(), "2.5", qtbot)
    wanted = PictureRequest(Latent(0), style_overrides=((-1, 5, 2.5),))
    assert page.exploration.view.request == wanted
    assert np.array_equal(settle(qtbot, page), expected(page, wanted))
    assert page.dimensions.count.text() == "1 of 8 changed"
    page.exploration.undo()
    assert np.array_equal(settle(qtbot, page), before)


def test_a_layers_own_component_counts_in_place_of_that_of_all(qtbot, page: ExplorePage):
    _choose_space(page, "W+")
    _choose(page.dimensions.layer, 2)
    type_in(page.dimensions.sliders.row(1).number.lineEdit(), "1.5", qtbot)
    _choose_space(page, "W")
    type_in(page.dimensions.sliders.row(1).number.lineEdit(), "-1", qtbot)
    settle(qtbot, page)
    own = page.exploration.picture.own_styles[:, 1]
    assert own.tolist() == [-1, -1, 1.5, -1, -1, -1]
    _choose_space(page, "W+")
    assert page.dimensions.layer.itemText(2) == "Layer 2 · 8 px · 1 changed"
    qtbot.mouseClick(page.dimensions.reset, Qt.MouseButton.LeftButton)
    assert page.exploration.view.request.style_overrides == ((-1, 1, -1.0),)
    assert page.dimensions.sliders.row(1).number.value() == -1


def test_sliders_of_w_reach_as_far_as_styles_lie(page: ExplorePage):
    facts = page.exploration.facts
    _choose_space(page, "W")
    mean, spread = facts.style_mean.array(), facts.style_spread.array()
    reach = StyleSpace().reach(facts)
    typical = float(np.sqrt((mean**2 + spread**2).mean()))
    assert 1.5 * typical <= reach <= 7 * typical
    slider = page.dimensions.sliders.row(0).slider
    slider.setValue(slider.maximum())
    assert page.exploration.view.request.style_overrides == ((-1, 0, reach),)


def test_dimensions_of_w_are_randomised_found_and_reset(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    _choose_space(page, "W")
    qtbot.keyClicks(page.dimensions.search, "3")
    qtbot.keyClick(page.dimensions.sliders.row(3).slider, Qt.Key.Key_R)
    assert [triple[:2] for triple in page.exploration.view.request.style_overrides] == [(-1, 3)]
    page.dimensions.search.clear()
    qtbot.mouseClick(page.dimensions.only_changed, Qt.MouseButton.LeftButton)
    assert list(page.dimensions.sliders.dimensions()) == [3]
    qtbot.mouseClick(page.dimensions.randomize, Qt.MouseButton.LeftButton)
    assert len(page.exploration.view.request.style_overrides) == 8
    assert not np.array_equal(settle(qtbot, page), before)
    qtbot.mouseClick(page.dimensions.reset, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), before)


def test_what_was_replaced_in_w_does_not_follow_to_another_seed(qtbot, page: ExplorePage):
    _choose_space(page, "W")
    type_in(page.dimensions.sliders.row(0).number.lineEdit(), "3", qtbot)
    type_in(page.controls.seed.lineEdit(), "7", qtbot)
    assert page.exploration.view.request == PictureRequest(Latent(7))
    assert all(not wanted.style_overrides for wanted in page.seeds._requests())


def test_a_picture_found_in_styles_has_no_z_to_move_but_w(qtbot, page: ExplorePage):
    page.exploration.commit_latent(page.exploration.stored_latent("found"), "Find")
    settle(qtbot, page)
    assert len(page.dimensions.sliders.dimensions()) == 0
    assert "was found in W+" in page.dimensions.sliders._empty.text()
    assert not page.dimensions.randomize.isEnabled()
    _choose_space(page, "W+")
    _choose(page.dimensions.layer, 4)
    type_in(page.dimensions.sliders.row(6).number.lineEdit(), "0.5", qtbot)
    settle(qtbot, page)
    assert page.exploration.picture.styles[4, 6] == 0.5
    page.exploration.undo()
    page.exploration.undo()
    _choose_space(page, "Z")
    assert len(page.dimensions.sliders.dimensions()) == 8


def test_a_picture_between_two_is_moved_in_w_and_says_so_in_z(qtbot, page: ExplorePage):
    ends = (PictureRequest(Latent(1)), PictureRequest(Latent(2)))
    view = page.exploration.view
    page.exploration.show(replace(view, request=replace(view.request, blend=Blend(*ends, 0.5))))
    assert "between two others" in page.dimensions.sliders._empty.text()
    settle(qtbot, page)
    before = page.exploration.picture.styles
    _choose_space(page, "W")
    type_in(page.dimensions.sliders.row(2).number.lineEdit(), "1.5", qtbot)
    settle(qtbot, page)
    after = page.exploration.picture.styles
    assert page.exploration.view.request.blend is None
    assert set(after[:, 2].tolist()) == {1.5}
    np.testing.assert_allclose(after[:, 3:], before[:, 3:], atol=1e-5)


def test_the_choice_of_space_can_be_read_and_reached(page: ExplorePage):
    for widget in (page.dimensions.space, page.dimensions.layer):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert page.findChild(QComboBox, "explore.space") is page.dimensions.space

"""Truncation layer by layer, and noise, by their controls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import Qt
from tiny_models import write_model, write_styled_model

from gan_studio.core.latent.noise_maps import stored_maps
from gan_studio.core.latent.requests import Latent, ModelFacts, Noise, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.layers.names import layer_groups, layer_name, layers_named, layers_text
from gan_studio.ui.pages.explore.layers.panel import LayersPanel
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.pages.explore.wording import settings_of


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with styles, and its layers."""
    page = opened(
        qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt", noise_strength=0.3)
    )
    page._beside.bring_forward(LayersPanel)
    return page


@pytest.fixture
def layers(page: ExplorePage) -> LayersPanel:
    """The layers panel of the page."""
    return page.findChild(LayersPanel)


def _facts(*sides: int) -> ModelFacts:
    return ModelFacts(Path("a.pt"), "a", "", 8, (3, 8, 8), num_ws=len(sides), layer_sides=sides)


def test_layers_are_grouped_by_their_sides():
    groups = layer_groups(_facts(4, 8, 16, 32, 64, 128))
    assert [group.label for group in groups] == ["Coarse · 4–8 px", "Middle · 16–32 px", "Fine · 64–128 px"]
    assert [group.layers for group in groups] == [(0, 1), (2, 3), (4, 5)]
    assert [group.label for group in layer_groups(_facts(16, 16))] == ["Middle · 16 px"]
    assert layer_name(_facts(4, 8), 1) == "Layer 1 · 8 px"
    assert layers_text((0, 1, 2, 5)) == "0–2, 5"
    assert layers_named((3,)) == "layer 3"
    assert layers_named((0, 1)) == "layers 0–1"


def test_a_layer_is_truncated_on_its_own(qtbot, page: ExplorePage, layers: LayersPanel):
    whole = settle(qtbot, page)
    type_in(layers.layers[1].number.lineEdit(), "-0.5", qtbot)
    wanted = PictureRequest(Latent(0), layer_psi=(1.0, -0.5, 1.0, 1.0, 1.0, 1.0))
    assert page.exploration.view.request == wanted
    assert np.array_equal(settle(qtbot, page), expected(page, wanted))
    assert not page.controls.by_layer.isHidden()
    qtbot.mouseClick(layers.same, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), whole)
    assert page.exploration.view.request == PictureRequest(Latent(0))
    assert not layers.same.isEnabled()


def test_a_groups_slider_moves_all_its_layers_and_one_undo_takes_it_back(
    qtbot, page: ExplorePage, layers: LayersPanel
):
    assert [group.layers for group in layers.groups] == [(0, 1, 2), (3, 4, 5)]
    type_in(layers.groups[0].number.lineEdit(), "0.4", qtbot)
    assert [slider.value() for slider in layers.layers] == [0.4, 0.4, 0.4, 1, 1, 1]
    page.exploration.undo()
    assert [slider.value() for slider in layers.layers] == [1] * 6


def test_layers_that_are_all_alike_are_truncated_as_one_again(qtbot, page: ExplorePage, layers: LayersPanel):
    for group in layers.groups:
        type_in(group.number.lineEdit(), "0.5", qtbot)
    assert page.exploration.view.request == PictureRequest(Latent(0), psi=0.5)
    assert page.controls.psi.value() == 0.5


def test_the_truncation_of_all_takes_over_from_that_of_each(qtbot, page: ExplorePage, layers: LayersPanel):
    type_in(page.controls.psi.number.lineEdit(), "0.5", qtbot)
    type_in(page.controls.cutoff.number.lineEdit(), "2", qtbot)
    assert [slider.value() for slider in layers.layers] == [0.5, 0.5, 1, 1, 1, 1]
    type_in(layers.layers[5].number.lineEdit(), "0", qtbot)
    assert page.exploration.view.request.layer_psi == (0.5, 0.5, 1.0, 1.0, 1.0, 0.0)
    type_in(page.controls.psi.number.lineEdit(), "-1", qtbot)
    assert page.exploration.view.request == PictureRequest(Latent(0), psi=-1.0, cutoff=2)


def test_noise_is_left_out_drawn_anew_and_scaled(qtbot, page: ExplorePage, layers: LayersPanel):
    noise = layers.noise
    assert not noise.isHidden()
    assert not noise.seed.isEnabled()
    qtbot.mouseClick(noise.random, Qt.MouseButton.LeftButton)
    assert page.exploration.view.request.noise.mode == "random"
    type_in(noise.seed.lineEdit(), "4294967295", qtbot)
    type_in(noise.strength.number.lineEdit(), "2", qtbot)
    wanted = PictureRequest(Latent(0), noise=Noise("random", 2.0, 2**32 - 1))
    assert page.exploration.view.request == wanted
    assert np.array_equal(settle(qtbot, page), expected(page, wanted))
    noise.mode.setCurrentIndex(noise.mode.findText("None"))
    noise.mode.activated.emit(noise.mode.currentIndex())
    assert page.exploration.view.request.noise.mode == "none"
    assert not noise.strength.isEnabled()
    for _ in range(4):
        page.exploration.undo()
    assert page.exploration.view.request.noise == Noise()
    assert noise.mode.currentText() == "Fixed"


def test_noise_that_was_found_is_a_choice_while_the_picture_holds_it(
    qtbot, page: ExplorePage, layers: LayersPanel
):
    def choose(text: str) -> Noise:
        layers.noise.mode.setCurrentIndex(layers.noise.mode.findText(text))
        layers.noise.mode.activated.emit(layers.noise.mode.currentIndex())
        return page.exploration.view.request.noise

    mode, maps = layers.noise.mode, stored_maps(np.random.default_rng(1).standard_normal(656))
    assert mode.findText("Found") < 0
    found = PictureRequest(Latent(0), noise=Noise(maps=maps))
    page.exploration.commit_request(found, "Invert a picture")
    assert mode.currentText() == "Found"
    assert "Found is what" in mode.toolTip()
    assert settings_of(found, page.exploration.facts) == ["found noise"]
    assert np.array_equal(settle(qtbot, page), expected(page, found))
    assert choose("Random") == Noise("random", maps=maps)
    assert choose("Found") == Noise(maps=maps)
    assert choose("Fixed") == Noise()
    assert mode.findText("Found") < 0
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(0))))
    page.exploration.undo()
    assert mode.currentText() == "Found"
    assert page.exploration.view.request.noise.maps is maps


def test_a_model_without_noise_says_so(qtbot, page: ExplorePage, layers: LayersPanel, tmp_path: Path):
    assert layers.no_noise.isHidden()
    opened(qtbot, page, write_styled_model(tmp_path / "quiet.pt", noise_strength=None))
    assert layers.noise.isHidden()
    assert not layers.no_noise.isHidden()


def test_a_model_without_styles_has_no_layers_to_show(qtbot, page: ExplorePage, tmp_path: Path):
    tabs = page._beside
    index = tabs.indexOf(page.findChild(LayersPanel))
    assert tabs.isTabVisible(index)
    opened(qtbot, page, write_model(tmp_path / "plain.pt"))
    assert not tabs.isTabVisible(index)


def test_every_control_of_layers_has_a_name_and_a_tooltip(page: ExplorePage, layers: LayersPanel):
    for name in ("layers", "noise", "noise_seed", "noise_strength"):
        assert page.findChild(object, f"explore.{name}") is not None, name
    noise = layers.noise
    controls = [
        layers.same, noise.mode, noise.seed, noise.random, noise.strength, *layers.groups, *layers.layers
    ]  # fmt: skip
    assert [widget for widget in controls if not widget.accessibleName()] == []
    assert [widget.accessibleName() for widget in controls if not widget.toolTip()] == []

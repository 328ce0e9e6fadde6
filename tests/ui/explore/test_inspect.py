"""The Inspect panel of Explore, driven by its real controls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import new_page, opened, settle
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from tiny_models import write_model, write_styled_model

from gan_studio.core.checkpoint import load_checkpoint, save_checkpoint
from gan_studio.core.latent.findings import PIXELS
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.ui.pages.explore.inspect.panel import InspectPanel
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def styled(qtbot, studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with styles, with Inspect in front."""
    return _inspected(qtbot, studio, write_styled_model(tmp_path / "styled.pt"))


@pytest.fixture
def page(qtbot, studio, tmp_path: Path) -> ExplorePage:
    """The same of a model that was trained on 30 pictures, of which one is what seed 5 draws."""
    path = write_model(tmp_path / "plain.pt")
    model, _ = open_model(path)
    folder = tmp_path / "pictures"
    folder.mkdir()
    drawn = draw(model, [PictureRequest(Latent(seed)) for seed in range(5, 6)])[..., 0]
    others = np.random.default_rng(0).integers(0, 256, (29, 8, 8), dtype=np.uint8)
    for number, pixels in enumerate([*drawn, *others]):
        Image.fromarray(pixels).save(folder / f"{number:02d}.png")
    _trained_on(path, folder)
    return _inspected(qtbot, studio, path)


def _trained_on(path: Path, folder: Path) -> None:
    content = load_checkpoint(path)
    content["config"]["data"].update(source=str(folder), held_out=0.0)
    save_checkpoint(path, content)


def _inspected(qtbot, studio, path: Path) -> ExplorePage:
    page = opened(qtbot, new_page(qtbot, studio), path)
    page._beside.bring_forward(InspectPanel)
    return page


def _panel(page: ExplorePage) -> InspectPanel:
    return page.findChild(InspectPanel)


def _find(qtbot, page: ExplorePage) -> None:
    panel = _panel(page)
    panel.views.setCurrentWidget(panel.nearest)
    qtbot.mouseClick(panel.nearest.find, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.nearest._found is not None, timeout=30_000)


def test_every_layers_effect_is_shown_and_follows_the_picture(qtbot, styled: ExplorePage):
    layers = _panel(styled).layers
    qtbot.waitUntil(lambda: layers._effects is not None)
    first = layers._effects
    assert len(first.layers) == styled.exploration.facts.num_ws
    assert np.array_equal(first.picture, settle(qtbot, styled))
    assert "Layer" in layers.summary.text()
    qtbot.mouseClick(styled.controls.random, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: layers._effects is not first)
    assert np.array_equal(layers._effects.picture, settle(qtbot, styled))


def test_a_layer_is_chosen_and_seen_large(qtbot, styled: ExplorePage):
    layers = _panel(styled).layers
    qtbot.waitUntil(lambda: layers._effects is not None)
    qtbot.mouseClick(layers.rows, Qt.MouseButton.LeftButton, pos=layers.rows.row_rect(1).center())
    assert np.array_equal(layers.changed.pixels(), layers._effects.layers[1].changed)
    qtbot.keyClick(layers.rows, Qt.Key.Key_Down)
    assert np.array_equal(layers.changed.pixels(), layers._effects.layers[2].changed)
    qtbot.mouseClick(layers.by_effect, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert layers.rows.row_rect(layers._effects.ranking()[0]).top() == 0


def test_more_strength_changes_more(qtbot, styled: ExplorePage):
    layers = _panel(styled).layers
    qtbot.waitUntil(lambda: layers._effects is not None)
    before = layers._effects
    layers.strength.number.setValue(1.0)
    qtbot.waitUntil(lambda: layers._effects is not before)
    assert sum(one.amount for one in layers._effects.layers) > sum(one.amount for one in before.layers)


def test_what_does_not_follow_waits_to_be_asked(qtbot, styled: ExplorePage):
    layers = _panel(styled).layers
    qtbot.waitUntil(lambda: layers._effects is not None)
    before = layers._effects
    qtbot.mouseClick(layers.follow, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    qtbot.mouseClick(styled.controls.random, Qt.MouseButton.LeftButton)
    settle(qtbot, styled)
    assert not layers._rest.isActive()
    assert layers._effects is before
    qtbot.mouseClick(layers.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: layers._effects is not before)


def test_what_is_asked_of_a_picture_that_is_being_drawn_is_answered_once_it_is(qtbot, styled: ExplorePage):
    layers = _panel(styled).layers
    qtbot.waitUntil(lambda: layers._effects is not None)
    layers.follow.setChecked(False)
    asked, work = [], layers.work

    def noted_work(facts, picture):
        asked.append(picture.requests[0].latent.seed)
        return work(facts, picture)

    layers.work = noted_work
    styled.exploration.commit_latent(Latent(9), "seed")
    layers.strength.released.emit(layers.strength.value())
    qtbot.waitUntil(lambda: asked == [9])
    qtbot.waitUntil(lambda: layers.progress.isHidden())


def test_a_picture_is_looked_at_with_the_moment_of_the_run_that_drew_it(
    qtbot, studio, checkpoints: list[Path]
):
    page = _inspected(qtbot, studio, checkpoints[-1])
    layers = _panel(page).layers
    qtbot.waitUntil(lambda: layers._effects is not None)
    looked_at, work = [], layers.work

    def noted_work(facts, picture):
        looked_at.append((facts.path, picture.facts.path))
        return work(facts, picture)

    layers.work = noted_work
    page.exploration.passed.connect(layers.again.click)  # before that moment has drawn its picture
    page.exploration.pass_by(checkpoints[0])
    qtbot.waitUntil(lambda: bool(looked_at))
    qtbot.waitUntil(lambda: layers.progress.isHidden())
    assert looked_at == [(checkpoints[0], checkpoints[0])]


def test_maps_of_every_stage_are_paged_and_seen_large(qtbot, styled: ExplorePage):
    panel = _panel(styled)
    maps = panel.maps
    panel.views.setCurrentWidget(maps)
    qtbot.waitUntil(lambda: maps._found is not None)
    assert maps.stage.count() == len(maps._found.stages) > 1
    maps.stage.setCurrentIndex(1)
    maps.stage.activated.emit(1)
    qtbot.waitUntil(lambda: maps._found.index == 1)
    assert len(maps.grid.images()) == min(24, len(maps._found.maps))
    qtbot.mouseClick(maps.grid, Qt.MouseButton.LeftButton, pos=maps.grid.cell_rect(2).center())
    assert np.array_equal(maps.map.pixels(), maps.grid.images()[2])
    assert maps.spectrum.pixels().shape == (*maps._found.maps.shape[1:], 3)
    assert len(maps.curve.points()) == maps._found.maps.shape[1] // 2
    assert str(maps._found.channels[2]) in maps.about.text()


def test_a_memorised_picture_is_found_when_it_is_asked_for(qtbot, page: ExplorePage):
    nearest = _panel(page).nearest
    assert not nearest.may_follow()
    _find(qtbot, page)
    assert "times as far as training pictures" in nearest.reading.text()
    before = nearest._found
    page.exploration.commit_latent(Latent(5), "Seed 5")
    qtbot.waitUntil(lambda: nearest._found is not before)
    assert nearest.reading.text().startswith("An equal of this picture is among the 30")
    assert np.array_equal(nearest.nearest.pixels(), settle(qtbot, page))
    assert nearest.caption.text() == "0 away"


def test_pixels_are_another_way_to_compare(qtbot, page: ExplorePage):
    _find(qtbot, page)
    nearest = _panel(page).nearest
    nearest.way.setCurrentIndex(nearest.way.findData(PIXELS))
    nearest.way.activated.emit(nearest.way.currentIndex())
    qtbot.waitUntil(lambda: nearest._found.way == PIXELS)
    distances = nearest._found.distances
    expected = np.sqrt(
        np.square((nearest._found.pictures[3].astype(float) - settle(qtbot, page)) / 255).mean()
    )
    assert distances[3] == pytest.approx(expected, rel=1e-4)
    qtbot.keyClick(nearest.pictures, Qt.Key.Key_Right)
    assert np.array_equal(nearest.nearest.pixels(), nearest._found.pictures[1])


def test_a_data_set_that_is_gone_is_told_in_the_panel(qtbot, studio, notices, tmp_path: Path):
    path = write_model(tmp_path / "plain.pt")
    _trained_on(path, tmp_path / "no pictures here")
    page = _inspected(qtbot, studio, path)
    panel = _panel(page)
    panel.views.setCurrentWidget(panel.nearest)
    qtbot.mouseClick(panel.nearest.find, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no pictures here" in panel.nearest.note.text(), timeout=20_000)
    assert not panel.nearest.progress.isVisible()
    assert notices == []


def test_another_model_begins_anew(qtbot, page: ExplorePage, tmp_path: Path):
    _find(qtbot, page)
    panel = _panel(page)
    opened(qtbot, page, write_styled_model(tmp_path / "styled.pt"))
    assert panel.nearest._found is None
    assert panel.nearest.find.isVisible()
    panel.views.setCurrentWidget(panel.layers)
    qtbot.waitUntil(lambda: panel.layers._effects is not None)
    assert panel.layers._effects.picture.shape == (16, 16, 3)

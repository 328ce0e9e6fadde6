"""The latent pad of Explore, driven by its real controls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle
from PySide6.QtCore import QPoint, Qt
from tiny_models import write_model, write_run, write_styled_model

from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.planes import CHOSEN, CORNERS, PRINCIPAL, RANDOM, StepPlane
from gan_studio.core.latent.requests import Latent
from gan_studio.core.latent.vectors import Direction, Vector
from gan_studio.core.run_folder import RunFolder
from gan_studio.ui.pages.explore.pad.panel import PadPanel
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model without styles, with the pad in front."""
    return _with_pad(qtbot, opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "plain.pt")))


@pytest.fixture
def styled(qtbot, studio, tmp_path: Path) -> ExplorePage:
    """The same of a model with styles."""
    return _with_pad(
        qtbot, opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))
    )


def _with_pad(qtbot, page: ExplorePage) -> ExplorePage:
    page._below.bring_forward(PadPanel)
    qtbot.waitUntil(lambda: _panel(page).pad.point() is not None)
    return page


def _panel(page: ExplorePage) -> PadPanel:
    return page.findChild(PadPanel)


def _choose(qtbot, page: ExplorePage, kind: str) -> None:
    box = _panel(page).controls.kind
    box.setCurrentIndex(box.findData(kind))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: not _panel(page).pad._empty_text)


def _drag(qtbot, page: ExplorePage, *places: QPoint) -> None:
    pad = _panel(page).pad
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(pad, place)
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


@pytest.mark.parametrize("kind", ["page", "styled"])
def test_dragging_draws_the_picture_of_the_point_and_is_one_step_of_undo(qtbot, request, kind):
    page = request.getfixturevalue(kind)
    before, start = settle(qtbot, page), page.exploration.view
    _drag(qtbot, page, QPoint(30, 30), QPoint(60, 50), QPoint(100, 90))
    shown = settle(qtbot, page)
    assert not np.array_equal(shown, before)
    assert np.array_equal(shown, expected(page, page.exploration.view.request))
    panel = _panel(page)
    wanted = panel.pad.point_at(QPoint(100, 90).toPointF())
    assert panel.pad.point() == pytest.approx(wanted, abs=1e-3)
    assert (panel.controls.x.value(), panel.controls.y.value()) == pytest.approx(wanted, abs=0.006)
    assert page.exploration.history.count() == 1
    page.picture.undo.trigger()
    assert page.exploration.view == start
    assert np.array_equal(settle(qtbot, page), before)
    qtbot.waitUntil(lambda: panel.pad.point() == (0.0, 0.0))
    page.picture.redo.trigger()
    assert np.array_equal(settle(qtbot, page), shown)
    assert panel.pad.point() == pytest.approx(wanted, abs=1e-3)


@pytest.mark.parametrize("kind", ["page", "styled"])
def test_the_background_is_what_lies_where(qtbot, request, kind):
    page = request.getfixturevalue(kind)
    panel = _panel(page)
    qtbot.waitUntil(lambda: len(panel.pad._images) == len(panel.pad.cells()))
    place = panel.pad.cells()[5]
    panel.pad.released.emit(place)
    picture = settle(qtbot, page)
    bits = panel.pad._images[5].constBits()
    stride = panel.pad._images[5].bytesPerLine()
    seen = np.frombuffer(bits, np.uint8).reshape(len(picture), stride)[:, : picture[0].size]
    assert np.abs(seen.reshape(picture.shape).astype(int) - picture).max() <= 1


def test_home_brings_back_the_very_seed(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    _drag(qtbot, page, QPoint(30, 30))
    settle(qtbot, page)
    qtbot.keyClick(_panel(page).pad, Qt.Key.Key_Home)
    assert np.array_equal(settle(qtbot, page), before)
    assert _panel(page).pad.point() == (0.0, 0.0)


def test_typed_coordinates_move_the_picture(qtbot, styled: ExplorePage):
    controls = _panel(styled).controls
    controls.x.setValue(0.5)
    controls.y.setValue(-1.25)
    assert _panel(styled).pad.point() == (0.5, -1.25)
    assert [step.amount for step in styled.exploration.view.request.steps] == [0.5, -1.25]


def test_the_plane_goes_with_another_seed(qtbot, page: ExplorePage):
    _drag(qtbot, page, QPoint(30, 30))
    qtbot.mouseClick(page.controls.random, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    qtbot.waitUntil(lambda: _panel(page).pad.point() == (0.0, 0.0))
    qtbot.keyClick(_panel(page).pad, Qt.Key.Key_Right)
    assert page.exploration.view.latent.stored is not None


def test_a_new_plane_leads_elsewhere_and_is_undone(qtbot, page: ExplorePage):
    panel = _panel(page)
    panel.controls.x.setValue(1.0)
    first = settle(qtbot, page)
    panel.controls.home.click()
    settle(qtbot, page)
    panel.controls.new.click()
    assert page.exploration.view.plane.seed != 0
    panel.controls.x.setValue(1.0)
    assert not np.array_equal(settle(qtbot, page), first)
    page.picture.undo.trigger()
    page.picture.undo.trigger()
    assert page.exploration.view.plane.seed == 0


def test_corners_are_their_pictures(qtbot, styled: ExplorePage):
    _choose(qtbot, styled, CORNERS)
    panel = _panel(styled)
    qtbot.waitUntil(lambda: len(panel.pad._handles) == 3)
    for (point, _), latent in zip(panel.pad._handles, (Latent(0), Latent(1), Latent(2)), strict=True):
        _drag(qtbot, styled, panel.pad.position(point).toPoint())
        assert styled.exploration.view.latent == latent
        settle(qtbot, styled)
    _drag(qtbot, styled, QPoint(panel.pad.width() // 2, panel.pad.height() // 2))
    assert styled.exploration.view.latent.space == "w"
    assert np.array_equal(settle(qtbot, styled), expected(styled, styled.exploration.view.request))


def test_a_corner_is_typed_or_taken_from_the_picture(qtbot, page: ExplorePage):
    _choose(qtbot, page, CORNERS)
    controls = _panel(page).controls
    controls.corners[1].setValue(77)
    assert page.exploration.view.plane.corners == (Latent(0), Latent(77), Latent(2))
    page.dimensions.sliders.row(3).slider.setValue(250)
    controls.takes[2].click()
    assert page.exploration.view.plane.corners[2] == Latent(0).with_component(3, 2.5)
    controls.corners[0].setValue(77)
    qtbot.waitUntil(lambda: "one line" in _panel(page).pad._empty_text)
    assert not controls.x.isEnabled()


def test_principal_directions_are_offered_by_models_with_styles_only(qtbot, styled, studio, tmp_path):
    assert _panel(styled).controls.kind.findData(PRINCIPAL) >= 0
    _choose(qtbot, styled, PRINCIPAL)
    _panel(styled).controls.y.setValue(1.0)
    (step,) = styled.exploration.view.request.steps
    assert step.direction.name == "Principal direction 2"
    opened(qtbot, styled, write_model(tmp_path / "plain.pt"))
    assert _panel(styled).controls.kind.findData(PRINCIPAL) == -1
    assert styled.exploration.view.plane.kind in (RANDOM, PRINCIPAL)
    qtbot.waitUntil(lambda: _panel(styled).pad.point() == (0.0, 0.0))


def test_two_directions_of_the_view_make_a_plane(qtbot, styled: ExplorePage):
    panel, exploration = _panel(styled), styled.exploration
    box = panel.controls.kind
    box.setCurrentIndex(box.findData(CHOSEN))
    box.activated.emit(box.currentIndex())
    assert "two directions" in panel.pad._empty_text
    size = exploration.facts.w_dim
    ways = tuple(Direction(name, "w", Vector.of(np.eye(size)[n])) for n, name in enumerate(("a", "b", "c")))
    exploration.commit(replace(exploration.view, directions=ways), "Find directions")
    box.activated.emit(box.currentIndex())
    assert exploration.view.plane.directions == ways[:2]
    panel.controls.up.setCurrentIndex(2)
    panel.controls.up.activated.emit(2)
    assert panel._maker.plane == StepPlane(ways[0], ways[2])
    panel.controls.up.setCurrentIndex(0)
    panel.controls.up.activated.emit(0)
    assert "different" in panel.pad._empty_text


def test_a_hidden_pad_asks_for_nothing(qtbot, page: ExplorePage):
    panel = _panel(page)
    page._below.setCurrentWidget(page.seeds)
    wished = panel._wished
    page.controls.psi.slider.setValue(300)
    settle(qtbot, page)
    assert panel._wished == wished
    page._below.bring_forward(PadPanel)
    psi = page.exploration.view.request.psi
    assert psi != 1
    qtbot.waitUntil(lambda: panel._wished != wished and panel._wished[0].psi == psi)


def test_a_plane_that_could_not_be_found_is_looked_for_again_when_the_pad_is_shown_again(
    qtbot, page: ExplorePage, notices, tmp_path: Path
):
    run = RunFolder(tmp_path / "run")
    checkpoint = write_run(run.path)
    copy, _ = open_model(checkpoint)
    checkpoint.unlink()
    with qtbot.waitSignal(page.exploration.model_changed):
        page.exploration.follow(copy, run.now_path)
    box = _panel(page).controls.kind
    box.setCurrentIndex(box.findData(CORNERS))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: "look again" in _panel(page).pad._empty_text)
    write_run(run.path)
    settle(qtbot, page)
    page._below.setCurrentWidget(page.seeds)
    page._below.bring_forward(PadPanel)
    qtbot.waitUntil(lambda: len(_panel(page).pad._handles) == 3)
    assert len(notices) == 1


def test_what_was_found_on_the_pad_can_be_a_stop_of_an_interpolation(qtbot, styled: ExplorePage, notices):
    _choose(qtbot, styled, CORNERS)
    qtbot.waitUntil(lambda: len(_panel(styled).pad._handles) == 3)
    _panel(styled).controls.home.click()
    settle(qtbot, styled)
    styled.walk.add_current()
    qtbot.mouseClick(styled.controls.random, Qt.MouseButton.LeftButton)
    styled.walk.add_current()
    assert [stop.space for stop in styled.exploration.view.walk.anchors] == ["w", "z"]
    styled.exploration.commit(styled.exploration.view.at_position(0.5), "Move")
    between = settle(qtbot, styled)
    assert np.array_equal(between, expected(styled, styled.exploration.view.request))
    styled.walk.add_current()
    styled.exploration.commit_latent(styled.exploration.view.walk.anchors[-1], "Look at the stop")
    assert np.array_equal(settle(qtbot, styled), between)
    assert notices == []

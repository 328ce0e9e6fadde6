"""An interpolation between seeds, driven by its real controls."""

from __future__ import annotations

import numpy as np
import pytest
from explore_pages import expected, settle, type_in
from PySide6.QtCore import Qt

from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui.pages.explore.page import ExplorePage


def _walk_of(qtbot, page: ExplorePage, *seeds: int) -> None:
    page.show_interpolation()
    for seed in seeds:
        type_in(page.controls.seed.lineEdit(), str(seed), qtbot)
        qtbot.mouseClick(page.walk.stops.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.walk.frames.images()) > 2)


def test_an_interpolation_begins_and_ends_with_its_seeds_pictures(qtbot, page: ExplorePage):
    _walk_of(qtbot, page, 1, 2)
    first, last = (expected(page, PictureRequest(Latent(seed))) for seed in (1, 2))
    frames = page.walk.frames.images()
    assert np.array_equal(frames[0], first)
    assert np.array_equal(frames[-1], last)
    page.walk.transport.scrub.setValue(page.walk.transport.scrub.maximum() - 1)
    page.walk.transport.scrub.setValue(page.walk.transport.scrub.maximum())
    assert np.array_equal(settle(qtbot, page), last)
    assert page.picture.caption.text() == "From seed 1 to seed 2, 100%"


def test_stops_are_reordered_removed_and_undone(qtbot, page: ExplorePage):
    _walk_of(qtbot, page, 1, 2, 3)
    page.walk.stops.anchors.setCurrentRow(0)
    qtbot.mouseClick(page.walk.stops.later, Qt.MouseButton.LeftButton)
    assert [anchor.seed for anchor in page.exploration.view.walk.anchors] == [2, 1, 3]
    qtbot.mouseClick(page.walk.stops.remove, Qt.MouseButton.LeftButton)
    assert [anchor.seed for anchor in page.exploration.view.walk.anchors] == [2, 3]
    page.picture.undo.trigger()
    page.picture.undo.trigger()
    assert [anchor.seed for anchor in page.exploration.view.walk.anchors] == [1, 2, 3]


def test_straight_and_spherical_differ_between_the_stops(qtbot, page: ExplorePage):
    _walk_of(qtbot, page, 1, 2)
    spherical = page.walk.frames.images()
    page.walk.transport.method.setFocus()
    qtbot.keyClick(page.walk.transport.method, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.walk.frames.images() is not spherical)
    straight = page.walk.frames.images()
    assert np.array_equal(straight[0], spherical[0])
    middle = len(straight) // 2
    assert not np.array_equal(straight[middle], spherical[middle])


def test_playing_moves_the_picture_and_ends_at_the_end(qtbot, page: ExplorePage):
    _walk_of(qtbot, page, 1, 2)
    player = page.walk.player
    player.speed = 20.0
    with qtbot.waitSignals([player.playing_changed, player.playing_changed]):
        qtbot.mouseClick(page.walk.transport.play, Qt.MouseButton.LeftButton)
    assert not player.is_playing
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(2))))
    page.picture.undo.trigger()
    assert page.exploration.view.latent == Latent(2)


def test_a_loop_plays_past_its_end(qtbot, page: ExplorePage):
    _walk_of(qtbot, page, 1, 2)
    qtbot.mouseClick(page.walk.transport.loop, Qt.MouseButton.LeftButton)
    assert page.exploration.view.walk.length == 2
    page.walk.toggle_playing()
    page.walk.player.speed = 1.0
    page.walk.player.advance(2500)
    assert page.walk.player.is_playing
    assert page.exploration.view.latent.position == pytest.approx(0.5, abs=0.1)
    page.walk.toggle_playing()


def test_what_is_between_two_seeds_can_be_a_stop_itself(qtbot, page: ExplorePage):
    _walk_of(qtbot, page, 1, 2)
    page.walk.transport.scrub.setValue(100)
    between = settle(qtbot, page)
    page.walk.add_current()
    page.exploration.commit_latent(page.exploration.view.walk.anchors[-1], "Look at the stop")
    assert np.array_equal(settle(qtbot, page), between)


def test_pictures_that_arrive_when_the_stops_have_changed_wait_for_their_own(qtbot, page: ExplorePage):
    arrived: list[Rendered] = []
    page.exploration.rendered.connect(lambda answer: answer.frame == Frame.STRIP and arrived.append(answer))
    page.show_interpolation()
    page.walk.add_current()
    qtbot.waitUntil(lambda: bool(arrived))
    late = arrived[-1]
    assert len(late.requests) == 1
    page.walk.add_current()
    page.exploration.rendered.emit(late)
    assert len(page.walk.frames.images()) == 0
    page.exploration.undo()
    qtbot.waitUntil(lambda: arrived[-1] is not late and arrived[-1].requests == late.requests)

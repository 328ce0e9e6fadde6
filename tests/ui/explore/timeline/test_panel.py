"""The timeline of Explore, driven by its real controls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import (
    click,
    expected,
    opened,
    settle,
    timeline_panel,
    with_three_keyframes,
)
from PySide6.QtCore import QPoint, Qt
from tiny_models import write_model

from gan_studio.core.latent.requests import Blend, Latent, PictureRequest
from gan_studio.core.latent.timeline import Keyframe, Timeline
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.pages.explore.timeline.panel import TimelinePanel


def _scrub(qtbot, panel: TimelinePanel, seconds: float) -> None:
    spot = QPoint(panel.track.x_of(seconds), 4)
    qtbot.mouseClick(panel.track.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def _timeline(page: ExplorePage) -> Timeline:
    return page.exploration.view.timeline


def test_keyframes_are_added_one_after_another_and_undone(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    keyframes = _timeline(plain_page).keyframes
    assert [(key.seconds, key.request.latent.seed) for key in keyframes] == [(0.0, 1), (2.0, 2), (4.0, 3)]
    assert panel.track.chosen == 2
    plain_page.exploration.undo()
    assert len(_timeline(plain_page).keyframes) == 2
    qtbot.waitUntil(lambda: len(panel.track.pictures) == 2)


def test_a_keyframe_holds_the_whole_picture_and_comes_back(qtbot, page: ExplorePage):
    panel = timeline_panel(page)
    whole = PictureRequest(Latent(5), psi=0.4)
    page.exploration.commit_request(whole, "whole")
    click(qtbot, panel.keyframe_bar.add)
    page.exploration.commit_latent(Latent(9), "another")
    qtbot.mouseClick(panel.track.viewport(), Qt.MouseButton.LeftButton, pos=panel.track.key_rect(0).center())
    assert page.exploration.view.request == whole
    assert np.array_equal(settle(qtbot, page), expected(page, whole))


def test_scrubbing_shows_the_moment_under_the_playhead(qtbot, page: ExplorePage):
    panel = with_three_keyframes(qtbot, page)
    _scrub(qtbot, panel, 1.0)
    request = page.exploration.view.request
    assert request.blend is not None
    assert request.blend.share == pytest.approx(0.5, abs=0.02)
    assert np.array_equal(settle(qtbot, page), expected(page, request))
    page.exploration.undo()
    assert page.exploration.view.request.latent == Latent(3)


def test_a_keyframe_at_the_playhead_keeps_the_picture_that_is_shown(qtbot, page: ExplorePage):
    panel = with_three_keyframes(qtbot, page)
    _scrub(qtbot, panel, 1.0)
    shown = settle(qtbot, page)
    click(qtbot, panel.keyframe_bar.add)
    qtbot.waitUntil(lambda: len(_timeline(page).keyframes) == 4)
    keyframe = _timeline(page).keyframes[1]
    assert keyframe.seconds == pytest.approx(1.0, abs=0.02)
    assert keyframe.request.blend is None
    assert np.abs(settle(qtbot, page).astype(int) - shown).max() <= 1


def test_taking_a_moment_makes_it_a_picture_of_its_own(qtbot, page: ExplorePage):
    panel = with_three_keyframes(qtbot, page)
    assert not panel.keyframe_bar.take.isEnabled()
    _scrub(qtbot, panel, 3.0)
    shown = settle(qtbot, page)
    click(qtbot, panel.keyframe_bar.take)
    request = page.exploration.view.request
    assert request.blend is None
    assert request.latent.space == ("w_plus" if page.exploration.facts.num_ws else "z")
    assert np.abs(settle(qtbot, page).astype(int) - shown).max() <= 1
    assert not panel.keyframe_bar.take.isEnabled()


def test_a_control_that_is_moved_at_a_moment_changes_that_moment(qtbot, page: ExplorePage):
    panel = with_three_keyframes(qtbot, page)
    _scrub(qtbot, panel, 1.0)
    settle(qtbot, page)
    page.controls.psi.number.setValue(0.6)
    request = page.exploration.view.request
    assert request.blend is None
    assert request.psi == pytest.approx(0.6)
    assert request.latent.stored is not None
    settle(qtbot, page)
    page.exploration.undo()
    assert page.exploration.view.request.blend is not None
    page.controls.step_seed(1)
    assert page.exploration.view.request == PictureRequest(Latent(page.exploration.view.latent.seed))
    settle(qtbot, page)


def test_a_dimension_of_a_moment_can_be_moved(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    _scrub(qtbot, panel, 1.0)
    settle(qtbot, plain_page)
    latent = plain_page.exploration.view.latent.with_component(3, 1.5)
    plain_page.exploration.commit_latent(latent, "Change dimension 3")
    changed = plain_page.exploration.view.latent
    assert changed.stored.space == "z"
    assert changed.overrides == ((3, 1.5),)
    settle(qtbot, plain_page)


def test_dragging_typing_and_deleting_change_the_timeline(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    panel.track.moved.emit((0, 3.0))
    assert [key.request.latent.seed for key in _timeline(plain_page).keyframes] == [2, 1, 3]
    assert panel.track.chosen == 1
    panel.keyframe_bar.seconds.setValue(1.0)
    assert [key.seconds for key in _timeline(plain_page).keyframes] == [1.0, 2.0, 4.0]
    assert panel.track.chosen == 0
    panel.track.setFocus()
    qtbot.keyClick(panel.track, Qt.Key.Key_Delete)
    assert [key.request.latent.seed for key in _timeline(plain_page).keyframes] == [2, 3]
    for _ in range(3):
        plain_page.exploration.undo()
    assert [key.seconds for key in _timeline(plain_page).keyframes] == [0.0, 2.0, 4.0]


def test_replacing_keeps_the_moment(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    panel.track.visited.emit(1)
    plain_page.controls.step_seed(40)
    click(qtbot, panel.keyframe_bar.replace)
    keyframe = _timeline(plain_page).keyframes[1]
    assert (keyframe.seconds, keyframe.request.latent.seed) == (2.0, 42)


def test_easing_way_loop_and_length_are_chosen_and_shown(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    keys, play = panel.keyframe_bar, panel.play_bar
    panel.track.visited.emit(0)
    keys.easing.setCurrentIndex(keys.easing.findData("hold"))
    keys.easing.activated.emit(keys.easing.currentIndex())
    play.method.setCurrentIndex(play.method.findData("lerp"))
    play.method.activated.emit(play.method.currentIndex())
    click(qtbot, play.loop)
    play.duration.setValue(12.0)
    timeline = _timeline(plain_page)
    assert (timeline.keyframes[0].easing, timeline.method, timeline.loops) == ("hold", "lerp", True)
    assert timeline.duration == pytest.approx(12.0)
    assert panel.track.keys[0].is_held
    for _ in range(4):
        plain_page.exploration.undo()
    assert _timeline(plain_page).keyframes[0].easing == "ease"
    assert (play.loop.isChecked(), play.method.currentData(), keys.easing.currentData()) == (
        False,
        "slerp",
        "ease",
    )
    assert play.duration.value() == 4.0


def test_playing_moves_the_picture_and_pausing_is_one_step_of_undo(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    steps = plain_page.exploration.history.count()
    panel.track.setFocus()
    qtbot.keyClick(panel.track, Qt.Key.Key_Home)
    qtbot.keyClick(panel.track, Qt.Key.Key_Space)
    assert panel.play_bar.play.text() == "Pause"
    qtbot.waitUntil(lambda: plain_page.exploration.view.request.blend is not None)
    qtbot.waitUntil(lambda: panel.track.playhead > 0.2)
    qtbot.keyClick(panel.track, Qt.Key.Key_Space)
    assert panel.play_bar.play.text() == "Play"
    assert plain_page.exploration.history.count() == steps + 1
    plain_page.exploration.undo()
    assert plain_page.exploration.view.request == PictureRequest(Latent(3))


def test_playing_to_the_end_stops_at_the_last_keyframe(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    panel.player.play(3.95)
    qtbot.waitUntil(lambda: not panel.player.is_playing)
    assert plain_page.exploration.view.request == PictureRequest(Latent(3))
    assert panel.track.playhead == 4.0


def test_choosing_something_else_while_it_plays_pauses_it(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    panel.player.play(0.0)
    qtbot.waitUntil(lambda: plain_page.exploration.view.request.blend is not None)
    plain_page.controls._choose_seed(77)
    assert not panel.player.is_playing
    assert plain_page.exploration.view.request == PictureRequest(Latent(77))
    settle(qtbot, plain_page)


@pytest.mark.parametrize("is_walk", [False, True], ids=["playing", "wandering"])
def test_a_model_that_is_opened_while_the_picture_moves_stays_open(
    qtbot, plain_page: ExplorePage, tmp_path: Path, is_walk: bool
):
    panel, exploration = with_three_keyframes(qtbot, plain_page), plain_page.exploration
    before, other, seen = exploration.facts.path, write_model(tmp_path / "other.pt", seed=1), []
    if is_walk:
        panel.player.wander(exploration.view.request)
    else:
        panel.player.play(0.0)
    qtbot.waitUntil(lambda: exploration.view.request.blend is not None)
    exploration.model_changed.connect(lambda facts: seen.append(facts.path))
    opened(qtbot, plain_page, other)
    assert not panel.player.is_playing
    assert not exploration.is_opening
    assert seen == [other]
    exploration.undo()
    qtbot.waitUntil(lambda: seen == [other, before])
    assert exploration.view.request == PictureRequest(Latent(3))


def test_a_keyframe_that_waits_for_its_picture_is_given_up_when_another_is_shown(
    qtbot, plain_page: ExplorePage
):
    panel = with_three_keyframes(qtbot, plain_page)
    panel.player.release(1.0)
    panel.add_keyframe()  # the moment is not drawn yet
    plain_page.exploration.commit_latent(Latent(99), "seed")
    settle(qtbot, plain_page)
    assert len(_timeline(plain_page).keyframes) == 3
    panel.player.release(1.0)
    panel.add_keyframe()
    qtbot.waitUntil(lambda: len(_timeline(plain_page).keyframes) == 4)


def test_a_walk_that_waits_for_its_picture_is_given_up_for_another_model(qtbot, plain_page: ExplorePage):
    panel, exploration = with_three_keyframes(qtbot, plain_page), plain_page.exploration
    panel.player.release(1.0)
    click(qtbot, panel.play_bar.random)
    assert panel.play_bar.random.isChecked()  # it waits for the moment to be drawn
    exploration.model_changed.emit(exploration.facts)
    assert not panel.play_bar.random.isChecked()
    settle(qtbot, plain_page)
    assert not panel.player.is_wandering


def test_a_random_walk_wanders_on_and_becomes_keyframes(qtbot, page: ExplorePage):
    panel = timeline_panel(page)
    click(qtbot, panel.play_bar.random)
    qtbot.waitUntil(lambda: page.exploration.view.request.blend is not None)
    assert page.exploration.view.request.blend.start == PictureRequest(Latent(0))
    assert panel.track.playhead is None
    click(qtbot, panel.play_bar.random)
    assert not panel.player.is_playing
    click(qtbot, panel.keyframe_bar.keep)
    keyframes = _timeline(page).keyframes
    assert len(keyframes) == 2
    assert keyframes[0].request == PictureRequest(Latent(0))
    assert keyframes[1].request.latent.seed == page.exploration.view.request.blend.end.latent.seed
    assert panel.play_bar.method.currentText() == "Smooth"
    assert {keyframe.easing for keyframe in keyframes} == {"linear"}
    assert panel.keyframe_bar.keep.isHidden()


def test_another_films_timeline_begins_at_its_first_picture(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    assert (panel.track.chosen, panel.track.playhead) == (2, 4.0)
    first, second = PictureRequest(Latent(7)), PictureRequest(Latent(8))
    film = Timeline((Keyframe(0.0, first), Keyframe(5.0, second)))
    exploration = plain_page.exploration
    exploration.commit(replace(exploration.view, request=first, timeline=film), "Open a film")
    assert (panel.track.chosen, panel.track.playhead) == (None, 0.0)
    assert not panel.keyframe_bar.remove.isEnabled()


def test_hiding_the_panel_stops_playing(qtbot, plain_page: ExplorePage):
    panel = with_three_keyframes(qtbot, plain_page)
    panel.player.play(0.0)
    plain_page._below.setCurrentWidget(plain_page.seeds)
    assert not panel.player.is_playing


def test_a_timeline_of_another_model_is_fitted_to_the_one_that_is_opened(
    qtbot, plain_page: ExplorePage, tmp_path: Path
):
    with_three_keyframes(qtbot, plain_page)
    line = Timeline(
        (Keyframe(0.0, PictureRequest(Latent(1).with_component(11, 2.0))), Keyframe(1.0, PictureRequest()))
    )
    plain_page.exploration.commit(replace(plain_page.exploration.view, timeline=line), "line")
    fitted = plain_page.exploration.view.fitted(
        replace(plain_page.exploration.facts, num_classes=2, classes=("a", "b"), z_dim=8)
    )
    assert [key.request for key in fitted.timeline.keyframes] == [
        PictureRequest(Latent(1), label=0),
        PictureRequest(label=0),
    ]


def test_every_control_says_what_it_does(qtbot, plain_page: ExplorePage):
    panel = timeline_panel(plain_page)
    named = [
        child for child in panel.findChildren(object) if child.objectName().startswith("explore.timeline.")
    ]
    assert len(named) >= 13
    assert all(widget.accessibleName() for widget in named)
    assert all(widget.toolTip() for widget in named if widget is not panel.track)


def test_a_blend_is_a_request_that_every_panel_bears(qtbot, page: ExplorePage):
    blend = Blend(PictureRequest(Latent(1)), PictureRequest(Latent(2)), 0.3)
    page.exploration.show(replace(page.exploration.view, request=PictureRequest(blend=blend)))
    settle(qtbot, page)
    for tabs in (page._beside, page._below):
        for index in range(tabs.count()):
            if tabs.isTabVisible(index):
                tabs.setCurrentIndex(index)
                page.exploration.show(
                    replace(
                        page.exploration.view,
                        request=PictureRequest(blend=replace(blend, share=0.3 + index / 100)),
                    )
                )
    settle(qtbot, page)

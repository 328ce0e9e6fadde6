"""The small pictures of a timeline's keyframes."""

from __future__ import annotations

import pytest
from explore_pages import click, timeline_panel

from gan_studio.session.easels import SeriesEasel
from gan_studio.session.render_messages import Frame
from gan_studio.ui.pages.explore.page import ExplorePage


def _fail_to_draw(broken: pytest.MonkeyPatch, frame: Frame) -> None:
    draw_some = SeriesEasel.draw_some

    def draw_some_or_fail(easel: SeriesEasel, *args: object) -> None:
        if easel.wish.frame is frame:
            raise RuntimeError("out of memory")
        draw_some(easel, *args)

    broken.setattr(SeriesEasel, "draw_some", draw_some_or_fail)


def test_a_keyframe_that_could_not_be_drawn_is_drawn_when_the_timeline_is_seen_again(
    qtbot, plain_page: ExplorePage, monkeypatch: pytest.MonkeyPatch
):
    panel, exploration = timeline_panel(plain_page), plain_page.exploration
    with monkeypatch.context() as broken:
        _fail_to_draw(broken, Frame.TIMELINE)
        with qtbot.waitSignal(exploration.refused, check_params_cb=lambda frame: frame is Frame.TIMELINE):
            click(qtbot, panel.keyframe_bar.add)
    assert not panel.track.pictures
    plain_page.show_interpolation()
    assert not panel.isVisible()
    plain_page._below.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: len(panel.track.pictures) == 1)

"""The timeline's track, driven by mouse and keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication

from gan_studio.ui.widgets.timeline_scale import TimelineScale, TrackKey, moment_text
from gan_studio.ui.widgets.timeline_track import TimelineTrack

KEYS = (TrackKey(0.0, "Seed 1"), TrackKey(2.0, "Seed 2", is_held=True), TrackKey(5.0, "Seed 3"))


@pytest.fixture
def track(qtbot) -> TimelineTrack:
    track = TimelineTrack("Nothing yet")
    qtbot.addWidget(track)
    track.resize(800, 120)
    track.show()
    track.set_keys(KEYS, 5.0, loops=False)
    return track


def _middle(track: TimelineTrack, place: int) -> QPoint:
    return track.key_rect(place).center()


def _drag(qtbot, track: TimelineTrack, start: QPoint, end: QPoint) -> None:
    port = track.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 11):
        qtbot.mouseMove(port, start + (end - start) * step / 10)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_a_click_chooses_a_picture_and_goes_there(qtbot, track: TimelineTrack):
    with qtbot.waitSignal(track.visited) as visited:
        qtbot.mouseClick(track.viewport(), Qt.MouseButton.LeftButton, pos=_middle(track, 1))
    assert visited.args == [1]
    assert track.chosen == 1
    assert track.accessibleDescription() == "Seed 2 at 2 seconds, 2 of 3"


def test_dragging_a_picture_moves_it_in_time(qtbot, track: TimelineTrack):
    start = _middle(track, 1)
    end = QPoint(track.x_of(3.0), start.y())
    with qtbot.waitSignal(track.moved) as moved, qtbot.assertNotEmitted(track.visited):
        _drag(qtbot, track, start, end)
    place, seconds = moved.args[0]
    assert (place, seconds) == (1, pytest.approx(3.0, abs=0.06))


def test_dragging_elsewhere_moves_the_playhead_and_tells_where_it_ends(qtbot, track: TimelineTrack):
    heard: list[float] = []
    track.scrubbed.connect(heard.append)
    with qtbot.waitSignal(track.scrub_ended) as ended:
        _drag(qtbot, track, QPoint(track.x_of(1.0), 5), QPoint(track.x_of(4.0), 5))
    assert heard == sorted(heard)
    assert heard[0] == pytest.approx(1.0, abs=0.02)
    assert ended.args[0] == pytest.approx(4.0, abs=0.02)
    assert track.playhead == pytest.approx(4.0, abs=0.02)


def test_the_playhead_stays_within_the_timeline(qtbot, track: TimelineTrack):
    with qtbot.waitSignal(track.scrub_ended) as ended:
        qtbot.mouseClick(track.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(799, 5))
    assert ended.args[0] == 5.0


def test_a_double_click_lets_the_moment_be_typed(qtbot, track: TimelineTrack):
    port = track.viewport()
    qtbot.mouseDClick(port, Qt.MouseButton.LeftButton, pos=_middle(track, 2))
    assert track._editor.isVisible()
    qtbot.keyClicks(track._editor, "7.25")
    with qtbot.waitSignal(track.moved) as moved:
        qtbot.keyClick(track._editor, Qt.Key.Key_Return)
    assert moved.args[0] == (2, 7.25)
    assert track._editor.isHidden()
    track.edit_seconds(1)
    with qtbot.assertNotEmitted(track.moved):
        qtbot.keyClick(track._editor, Qt.Key.Key_Escape)
    assert track._editor.isHidden()


def test_everything_can_be_done_by_keyboard(qtbot, track: TimelineTrack):
    heard: list[tuple[str, object]] = []
    track.visited.connect(lambda place: heard.append(("visit", place)))
    track.moved.connect(lambda change: heard.append(("move", change)))
    track.remove_asked.connect(lambda place: heard.append(("remove", place)))
    track.play_asked.connect(lambda: heard.append(("play", None)))
    track.scrub_ended.connect(lambda seconds: heard.append(("scrub", seconds)))
    qtbot.keyClick(track, Qt.Key.Key_Right)
    track.choose(1)
    qtbot.keyClick(track, Qt.Key.Key_Right)
    qtbot.keyClick(track, Qt.Key.Key_Left)
    qtbot.keyClick(track, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(track, key)
    assert heard == [
        ("visit", 0),
        ("visit", 2),
        ("visit", 0),
        ("move", (1, pytest.approx(2.1))),
        ("remove", 1),
        ("play", None),
        ("scrub", 5.0),
        ("scrub", 0.0),
    ]


def test_a_loops_end_can_be_dragged(qtbot, track: TimelineTrack):
    track.set_keys(KEYS, 7.0, loops=True)
    start = _middle(track, 3)
    assert start.x() == pytest.approx(track.x_of(7.0), abs=1)
    with qtbot.waitSignal(track.closing_moved) as moved:
        _drag(qtbot, track, start, QPoint(track.x_of(6.0), start.y()))
    assert moved.args[0] == pytest.approx(6.0, abs=0.06)
    with qtbot.waitSignal(track.visited) as visited:
        qtbot.mouseClick(track.viewport(), Qt.MouseButton.LeftButton, pos=_middle(track, 3))
    assert visited.args == [0]


def test_a_long_timeline_scrolls_and_zooms(qtbot, track: TimelineTrack):
    track.set_keys([TrackKey(float(place), "a") for place in range(0, 100, 5)], 95.0, loops=False)
    bar = track.horizontalScrollBar()
    assert bar.maximum() > 2000
    track.set_playhead(90.0)
    assert 0 < track.x_of(90.0) < 800
    before = track.seconds_at(400)
    _wheel(track, QPointF(400, 50), 120, Qt.KeyboardModifier.ControlModifier)
    assert track.seconds_at(400) == pytest.approx(before, abs=0.1)
    assert track.seconds_at(800) - track.seconds_at(0) < 800 / 36
    place = bar.value()
    _wheel(track, QPointF(400, 50), 120, Qt.KeyboardModifier.NoModifier)
    assert bar.value() < place


def _wheel(track: TimelineTrack, spot: QPointF, delta: int, modifiers: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        spot,
        spot,
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(track.viewport(), event)


def test_pictures_are_painted_at_their_moments(qtbot, track: TimelineTrack):
    red = QPixmap(8, 8)
    red.fill(QColor("red"))
    track.set_pictures([None, red, None])
    painted = track.viewport().grab().toImage()
    assert painted.pixelColor(_middle(track, 1)) == QColor("red")
    assert painted.pixelColor(_middle(track, 2)) != QColor("red")


def test_an_empty_track_invites_and_takes_no_clicks(qtbot, track: TimelineTrack):
    track.choose(2)
    track.set_keys((), 0.0, loops=False)
    assert track.chosen is None
    with qtbot.assertNotEmitted(track.scrubbed):
        qtbot.mouseClick(track.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
    track.grab()


def test_ticks_are_round_and_have_room():
    scale = TimelineScale()
    scale.fit(800, 10.0, 64)
    ticks = scale.ticks(0.0, 10.0)
    assert [text for _, text in ticks[:3]] == ["0", "1", "2"]
    places = [scale.x_of(seconds) for seconds, _ in ticks]
    assert all(later - earlier >= 50 for earlier, later in pairwise(places))
    assert scale.seconds_at(scale.x_of(3.5)) == pytest.approx(3.5, abs=0.01)
    assert [moment_text(seconds) for seconds in (0, 2.5, 65, 3600)] == ["0", "2.5", "1:05", "60:00"]

"""The pace of a network decides which qualities its pictures are drawn in."""

from __future__ import annotations

from gan_studio.core.latent.pace import Pace, Quality

COARSE, LIVE, EXACT = Quality.COARSE, Quality.LIVE, Quality.EXACT


def _pace(exact: float | None = None, live: float | None = None, *, sides: tuple[int, ...] = (8, 16, 32, 64)):
    pace = Pace(sides, has_live=True)
    for quality, milliseconds in ((EXACT, exact), (LIVE, live)):
        for each in () if milliseconds is None else (500.0, milliseconds):
            pace.note(quality, each)
    return pace


def test_a_network_that_nothing_is_known_of_is_drawn_exactly():
    assert _pace().qualities() == (EXACT,)


def test_a_fast_network_is_drawn_exactly_at_once():
    assert _pace(5).qualities() == (EXACT,)


def test_a_network_that_is_in_time_when_drawn_live_needs_nothing_coarse():
    assert _pace(60, 15).qualities() == (LIVE, EXACT)


def test_a_network_that_would_be_late_for_a_move_in_the_middle_of_a_picture_is_drawn_coarsely_first():
    assert _pace(60, 25).qualities() == (COARSE, LIVE, EXACT)


def test_a_slow_network_is_drawn_coarsely_first():
    assert _pace(200, 80).qualities() == (COARSE, LIVE, EXACT)


def test_a_slow_network_that_has_nothing_coarse_is_drawn_live():
    assert _pace(200, 80, sides=()).qualities() == (LIVE, EXACT)


def test_a_slow_network_that_nothing_makes_faster_is_drawn_coarsely_and_then_exactly():
    pace = Pace((16,))
    for _ in range(2):
        pace.note(EXACT, 200)
    assert pace.qualities() == (COARSE, EXACT)


def test_the_first_picture_of_a_quality_is_no_measure():
    pace = Pace()
    pace.note(EXACT, 900)
    assert pace.milliseconds(EXACT) is None
    pace.note(EXACT, 5)
    assert pace.milliseconds(EXACT) == 5


def test_one_disturbed_picture_makes_no_network_slow_but_several_do():
    pace = _pace(5)
    pace.note(EXACT, 80)
    assert pace.qualities() == (EXACT,)
    for _ in range(4):
        pace.note(EXACT, 80)
    assert pace.qualities() == (COARSE, LIVE, EXACT)


def test_coarse_pictures_become_smaller_until_they_are_in_time():
    pace = _pace(400, 200)
    assert pace.coarse_side == 64
    for milliseconds in (50, 40, 40):
        pace.note(COARSE, milliseconds)
    assert pace.coarse_side == 32
    for _ in range(9):
        pace.note(COARSE, 12)
    assert pace.coarse_side == 32


def test_the_smallest_coarse_picture_is_kept_however_slow():
    pace = _pace(400, 200, sides=(16,))
    for _ in range(9):
        pace.note(COARSE, 90)
    assert pace.coarse_side == 16


def test_what_a_slow_network_has_not_shown_yet_is_rehearsed():
    pace, rehearsed = _pace(), []
    pace.note(EXACT, 200)
    assert pace.is_worth_rehearsing(200)
    while (quality := pace.next_rehearsal()) is not None:
        rehearsed.append(quality)
        pace.note(quality, 100)
    assert rehearsed == [EXACT, COARSE, COARSE, LIVE, LIVE]
    assert not pace.is_worth_rehearsing(200)


def test_a_fast_network_is_not_rehearsed():
    assert not _pace().is_worth_rehearsing(3)
    assert _pace(3).next_rehearsal() is None

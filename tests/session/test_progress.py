"""How far a run is and how long it still takes."""

from __future__ import annotations

import pytest

from gan_studio.core.events import Preparing, StepDone
from gan_studio.session.machine import memory_in_use, memory_of_machine
from gan_studio.session.progress import Progress, duration_text


def test_preparing_shows_what_and_its_share():
    progress = Progress()
    progress.take([Preparing("Reading", 0.25)])
    assert (progress.what, progress.share, progress.seconds_left) == ("Reading", 0.25, None)


def test_time_left_follows_the_pace_of_this_start(started):
    progress = Progress()
    progress.take([started, StepDone(101, 101, 1000.0, 0.5), StepDone(102, 102, 1010.0, 0.6)])
    # A tenth took 10 s, so the missing four tenths take 40 s, whatever the first half took.
    assert progress.seconds_left == pytest.approx(40)
    assert (progress.step, progress.seconds, progress.what) == (102, 1010.0, "")


def test_no_time_is_promised_at_once_or_without_a_limit(started):
    progress = Progress()
    progress.take([started, StepDone(1, 1, 0.1, 0.001), StepDone(2, 2, 0.2, 0.002)])
    assert progress.seconds_left is None
    progress.take([StepDone(3, 3, 10.0, None)])
    assert progress.seconds_left is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (200, "3 min 20 s"),
        (1800, "30 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_durations_read_as_people_say_them(seconds, text):
    assert duration_text(seconds) == text


def test_the_memory_in_use_is_part_of_the_machine_s():
    assert 10e6 < memory_in_use() < memory_of_machine()

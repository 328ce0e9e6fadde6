"""When something is due, how much of a run is done, and means between two reports."""

from __future__ import annotations

import math

import pytest
import torch

from gan_studio.core.cadence import Cadence, Progress, share_done
from gan_studio.core.scalar_means import ScalarMeans, all_finite

START = Progress(0, 0, 0.0)


def dues(cadence, *moments):
    return [cadence.due(Progress(*moment)) for moment in moments]


def test_steps_alone_count():
    cadence = Cadence(0, 2, 0.0, START)
    assert dues(cadence, (1, 64, 9.0), (2, 128, 18.0), (3, 192, 27.0), (4, 256, 36.0)) == [0, 1, 0, 1]


def test_images_alone_count_in_thousands():
    cadence = Cadence(0.1, 0, 0.0, START)
    assert dues(cadence, (1, 99, 0.0), (2, 100, 0.0), (3, 199, 0.0), (4, 201, 0.0)) == [0, 1, 0, 1]


def test_seconds_alone_count():
    cadence = Cadence(0, 0, 5.0, START)
    assert dues(cadence, (1, 1, 4.9), (2, 2, 5.1), (3, 3, 10.0), (4, 4, 10.2)) == [0, 1, 0, 1]


def test_whichever_comes_first_makes_it_due_and_begins_all_anew():
    cadence = Cadence(1.0, 10, 100.0, START)
    assert dues(cadence, (9, 999, 99.0), (9, 1000, 99.0), (18, 1500, 100.5), (19, 1500, 100.5)) == [
        0,
        1,
        0,
        1,
    ]


def test_without_a_limit_it_is_never_due():
    assert dues(Cadence(0, 0, 0.0, START), (10**9, 10**9, 1e9)) == [False]


def test_counting_begins_where_a_resumed_run_does():
    cadence = Cadence(0, 10, 0.0, Progress(95, 0, 0.0))
    assert dues(cadence, (100, 0, 0.0), (105, 0, 0.0)) == [False, True]


@pytest.mark.parametrize(
    ("limits", "share"),
    [
        ((100, 0, 0), 0.1),
        ((0, 2, 0), 0.25),
        ((0, 0, 10), 0.3),
        ((100, 2, 10), 0.3),  # the limit that comes first
        ((5, 0, 0), 1.0),
        ((0, 0, 0), None),
    ],
)
def test_the_share_done_is_that_of_the_nearest_limit(limits, share):
    assert share_done(Progress(10, 500, 3.0), *limits) == (None if share is None else pytest.approx(share))


def test_means_are_taken_over_the_steps_since_the_last_report():
    means = ScalarMeans()
    for value in (1.0, 2.0, 6.0):
        means.add({"loss/d": torch.tensor(value)})
    assert means.take() == {"loss/d": 3.0}
    means.add({"loss/d": torch.tensor(5.0)})
    assert means.take() == {"loss/d": 5.0}


def test_a_term_that_is_not_in_every_step_is_averaged_over_those_that_had_it():
    means = ScalarMeans()
    means.add({"loss/d": torch.tensor(1.0), "loss/d/r1": torch.tensor(8.0)})
    means.add({"loss/d": torch.tensor(3.0)})
    assert means.take() == {"loss/d": 2.0, "loss/d/r1": 8.0}


def test_nothing_added_has_no_means():
    assert ScalarMeans().take() == {}


def test_a_value_that_is_not_finite_stays_visible_in_the_mean():
    means = ScalarMeans()
    means.add({"loss/d": torch.tensor(float("nan"))})
    means.add({"loss/d": torch.tensor(1.0)})
    assert math.isnan(means.take()["loss/d"])


@pytest.mark.parametrize(
    ("value", "is_finite"), [(0.0, True), (-1e30, True), (float("nan"), False), (float("-inf"), False)]
)
def test_one_value_that_is_not_finite_is_enough(value, is_finite):
    assert all_finite({"loss/d": 1.0, "loss/g": value}) is is_finite

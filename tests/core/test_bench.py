"""Timing in turns, and both ways of every contest doing the same work."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from gan_studio.core.bench import turns
from gan_studio.core.bench.contests import Dcgan, picture_contests, training_contests
from gan_studio.core.bench.effort import FULL, QUICK, Effort
from gan_studio.core.bench.measuring import measured
from gan_studio.core.bench.plain_dcgan import plain_networks
from gan_studio.core.bench.stylegan2 import StyleGan2Sizes
from gan_studio.core.bench.turns import Compared, Contest, Round, compared, in_turns
from gan_studio.core.events import Preparing
from gan_studio.core.networks import build_networks

TINY = Effort(
    launches=1, rounds=2, seconds=0.001, longest=60.0, window_seconds=0.5, pictures=2, is_thorough=False
)
SMALL_DCGAN = Dcgan(resolution=16, width=4, batch=4)
SMALL_STYLEGAN2 = StyleGan2Sizes(16, channel_base=128, channel_max=8, width=8, batch=4)


def contest(studio, plain, unit="images/s", images=1):
    return Contest("Work", "the plain way", unit, studio, plain, images)


def test_more_images_a_second_are_a_ratio_above_1():
    found = compared("", "", "images/s", [Round(200.0, 100.0), Round(300.0, 100.0), Round(90.0, 100.0)])
    assert (found.studio, found.plain, found.rounds) == (200.0, 100.0, 3)
    assert (found.lowest, found.ratio, found.highest) == (0.9, 2.0, 3.0)


@pytest.mark.parametrize("unit", ["ms", "s"])
def test_less_time_is_a_ratio_above_1(unit):
    assert compared("", "", unit, [Round(studio=5.0, plain=20.0)]).ratio == 4.0


@pytest.fixture
def clock(monkeypatch):
    """Time that only passes where the work says so."""

    class Clock:
        now = 0.0

        def perf_counter(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(turns, "time", clock)
    return clock


def test_both_ways_are_timed_in_turns_and_in_the_contests_unit(clock):
    calls = []

    def way(name, seconds):
        def work():
            calls.append(name)
            clock.now += seconds

        return work

    work = contest(way("studio", 0.25), way("plain", 0.5), images=8)
    (found,) = in_turns(work, 1, 1.0)
    assert (found.studio, found.plain) == (32.0, 16.0)
    assert calls[-6:] == ["studio"] * 4 + ["plain"] * 2


def test_milliseconds_are_milliseconds(clock):
    def work():
        clock.now += 0.125

    (found,) = in_turns(contest(work, work, unit="ms"), 1, 0.001)
    assert found.studio == 125.0


def test_progress_comes_before_the_result():
    news = list(measured(lambda: contest(lambda: None, lambda: None), TINY))
    assert [type(one) for one in news] == [Preparing] * 3 + [Compared]
    assert [one.share for one in news[:-1]] == [0.0, 0.5, 1.0]


def test_a_slow_contest_ends_early():
    effort = Effort(
        1, rounds=100, seconds=0.001, longest=0.0, window_seconds=1, pictures=1, is_thorough=False
    )
    assert list(measured(lambda: contest(lambda: None, lambda: None), effort))[-1].rounds == 1


@pytest.mark.parametrize(
    "build",
    [SMALL_DCGAN.training, SMALL_DCGAN.picture, SMALL_STYLEGAN2.training, SMALL_STYLEGAN2.synthesis],
    ids=["dcgan", "dcgan picture", "stylegan2", "stylegan2 synthesis"],
)
def test_every_contest_can_be_measured(build):
    effort = dataclasses.replace(TINY, rounds=1, seconds=0.0)
    result = list(measured(build, effort))[-1]
    assert result.studio > 0
    assert result.plain > 0


def test_the_plain_dcgan_has_the_studios_weights_but_for_its_biases():
    studio = build_networks(SMALL_DCGAN.config(), (1, 16, 16), 0)
    plain = plain_networks(16, 4)
    for ours, theirs in zip(studio, plain, strict=True):
        kernels = [
            sorted(weight.numel() for weight in network.parameters() if weight.ndim > 1)
            for network in (ours, theirs)
        ]
        assert kernels[0] == kernels[1]


def test_the_plain_stylegan2_scores_and_draws_what_the_studio_does():
    assert SMALL_STYLEGAN2.difference() == pytest.approx(0.0, abs=1e-5)
    torch.manual_seed(0)
    work = SMALL_STYLEGAN2.synthesis()
    torch.testing.assert_close(work.studio(), work.plain(), rtol=1e-4, atol=1e-4)


def test_the_quick_effort_leaves_the_large_networks_out():
    for contests in (training_contests, picture_contests):
        assert set(contests(QUICK.is_thorough)) < set(contests(FULL.is_thorough))

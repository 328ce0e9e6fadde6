"""Learning rates over a run."""

from __future__ import annotations

import pytest
from small_runs import of_kind, small_config, trained, write_data

from gan_studio.core.events import StepDone
from gan_studio.core.schedules.constant import Constant
from gan_studio.core.schedules.cosine import Cosine
from gan_studio.core.schedules.exponential import Exponential
from gan_studio.core.schedules.linear import Linear
from gan_studio.core.schedules.staircase import Staircase


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_constant_rate_stays(share):
    assert Constant().factor(share) == 1.0


@pytest.mark.parametrize(("share", "factor"), [(0.0, 1.0), (0.25, 0.75), (0.5, 0.5), (1.0, 0.0)])
def test_a_linear_rate_falls_to_nothing(share, factor):
    assert Linear().factor(share) == pytest.approx(factor, abs=1e-12)


@pytest.mark.parametrize(
    ("share", "factor"), [(0.0, 1.0), (0.4, 1.0), (0.5, 1.0), (0.75, 0.6), (1.0, 0.2), (1.5, 0.2)]
)
def test_a_linear_rate_may_begin_to_fall_later_and_end_higher(share, factor):
    assert Linear(start=0.5, final=0.2).factor(share) == pytest.approx(factor, abs=1e-12)


@pytest.mark.parametrize(
    ("share", "factor"), [(0.0, 1.0), (1 / 3, 0.75), (0.5, 0.5), (2 / 3, 0.25), (1.0, 0.0), (1.5, 0.0)]
)
def test_a_cosine_falls_to_nothing(share, factor):
    assert Cosine().factor(share) == pytest.approx(factor, abs=1e-12)


@pytest.mark.parametrize(("share", "factor"), [(0.3, 1.0), (0.5, 1.0), (0.75, 0.6), (1.0, 0.2)])
def test_a_cosine_may_begin_later_and_end_higher(share, factor):
    assert Cosine(start=0.5, final=0.2).factor(share) == pytest.approx(factor, abs=1e-12)


@pytest.mark.parametrize(
    ("share", "factor"), [(0.0, 1.0), (0.2, 0.5), (0.4, 0.25), (0.3, 0.5**1.5), (1.0, 1 / 32)]
)
def test_an_exponential_rate_halves_with_every_half_life(share, factor):
    assert Exponential(half_life=0.2).factor(share) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    ("share", "factor"), [(0.0, 1.0), (0.0999, 1.0), (0.1, 0.5), (0.3, 0.125), (0.35, 0.125), (1.0, 0.5**9)]
)
def test_a_rate_falls_in_steps(share, factor):
    assert Staircase(every=0.1, drop=0.5).factor(share) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(("share", "factor"), [(0.49, 1.0), (0.5, 0.1), (0.99, 0.1), (1.0, 0.1)])
def test_by_default_the_rate_drops_once_halfway(share, factor):
    assert Staircase().factor(share) == pytest.approx(factor)


def test_rates_of_a_run_fall_as_its_schedule_says(tmp_path):
    falling = ["schedule=linear", "optimizer.g_lr=0.01", "optimizer.d_lr=0.02"]
    config = small_config(write_data(tmp_path), "training.steps=4", "saving.log_every=1", *falling)
    steps = of_kind(StepDone, trained(config, tmp_path / "run"))
    for name, first in (("lr/g", 0.01), ("lr/d", 0.02)):
        rates = [step.scalars[name] for step in steps]
        assert rates == pytest.approx([first, first * 3 / 4, first / 2, first / 4])

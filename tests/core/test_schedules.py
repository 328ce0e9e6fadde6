"""Learning rates over a run."""

from __future__ import annotations

import pytest

from gan_studio.core.schedules.constant import Constant
from gan_studio.core.schedules.linear import Linear


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

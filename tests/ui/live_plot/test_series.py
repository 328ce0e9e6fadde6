"""The numbers behind a curve: thinned, smoothed and found."""

import numpy as np
import pytest
from live_plots import place

from gan_studio.ui.widgets.live_plot_panel import figure
from gan_studio.ui.widgets.live_plot_series import Series, Smoother, thinned, within


def test_thinning_keeps_the_extremes():
    random = np.random.default_rng(0)
    values = random.normal(size=100_000)
    values[31_415], values[92_653] = 80.0, -90.0
    places, kept = thinned(np.arange(100_000.0), values, 300)
    assert len(kept) <= 602
    assert (kept.max(), kept.min()) == (80.0, -90.0)
    assert places[kept.argmax()] == 31_415
    assert np.all(np.diff(places) > 0)


def test_thinning_keeps_both_ends_and_short_curves_whole():
    places, values = thinned(np.arange(5000.0), np.zeros(5000), 50)
    assert (places[0], places[-1]) == (0, 4999)
    short = np.arange(10.0)
    assert thinned(short, short, 50)[0] is short
    assert len(thinned(np.arange(1000.0), np.full(1000, np.nan), 50)[0]) >= 2
    assert len(values) <= 102


def test_smoothing_step_by_step_equals_the_plain_recursion():
    values = np.random.default_rng(1).normal(size=700)
    values[[3, 400]] = np.nan, np.inf
    smoother = Smoother(0.9)
    for count in (1, 2, 130, 131, 699, 700):
        found = smoother.smoothed(values[:count])
    total = share = 0.0
    expected = []
    for value in values:
        if np.isfinite(value):
            total, share = 0.9 * total + 0.1 * value, 0.9 * share + 0.1
        expected.append(total / share)
    np.testing.assert_allclose(found, expected)


def test_the_nearest_value_is_found():
    series = Series("x")
    assert series.at("step", 3) is None
    for step in (0, 10, 20):
        series.append(place(step), step)
    assert [series.at("step", position) for position in (-5, 4, 6, 99)] == [0, 0, 1, 2]


def test_a_view_needs_one_neighbour_on_each_side():
    assert within(np.arange(10.0), 3.5, 5.5) == slice(3, 7)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.693147, "0.6931"), (12.345, "12.35"), (2345.6, "2346"), (2e-4, "2.00e-4"), (0.0, "0.0000")],
)
def test_figures_are_short(value, text):
    assert figure(value) == text

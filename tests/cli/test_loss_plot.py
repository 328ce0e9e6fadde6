"""The picture of the losses that the demo draws."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gan_studio.cli.loss_plot import draw_losses, read_curves, smoothed, ticks

SCALARS = """step,images_seen,seconds,name,value
20,1280,0.5,loss/d,1.5
20,1280,0.5,loss/g,0.5
20,1280,0.5,lr/g,0.0002
40,2560,1.0,loss/d,nan
40,2560,1.0,loss/g,0.75
"""


@pytest.fixture
def scalars(tmp_path):
    path = tmp_path / "scalars.csv"
    path.write_text(SCALARS)
    return path


def test_only_finite_losses_are_read(scalars):
    curves = read_curves(scalars)
    assert {name: curve.values.tolist() for name, curve in curves.items()} == {
        "loss/d": [1.5],
        "loss/g": [0.5, 0.75],
    }


def test_the_average_of_a_constant_is_the_constant_from_the_start():
    np.testing.assert_allclose(smoothed(np.full(50, 3.0)), 3.0)


def test_the_average_weighs_the_newest_value_most():
    # With weight 0.5: the second average is (0.5 * 0.5 * 0 + 0.5 * 3) / (0.5 * 0.5 + 0.5) = 2.
    np.testing.assert_allclose(smoothed(np.array([0.0, 3.0]), weight=0.5), [0.0, 2.0])


def test_ticks_are_round_numbers_within_the_range():
    assert ticks(0.3, 2.4) == [0.5, 1.0, 1.5, 2.0]
    assert ticks(-30.0, 20.0) == [-30.0, -20.0, -10.0, 0.0, 10.0, 20.0]


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture).astype(int)


@pytest.mark.parametrize("colour", [(213, 94, 0), (0, 114, 178)])
def test_a_picture_shows_both_curves_below_the_legend(scalars, tmp_path, colour):
    draw_losses(scalars, tmp_path / "new" / "losses.png")
    plot = pixels(tmp_path / "new" / "losses.png")[50:]
    assert (np.abs(plot - colour).max(axis=2) < 20).sum() > 5


def test_a_run_that_reported_nothing_still_gets_a_picture(tmp_path):
    (tmp_path / "scalars.csv").write_text(SCALARS.splitlines()[0] + "\n")
    draw_losses(tmp_path / "scalars.csv", tmp_path / "losses.png")
    assert pixels(tmp_path / "losses.png").shape == (540, 960, 3)

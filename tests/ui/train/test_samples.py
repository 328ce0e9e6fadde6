"""The Train page: sample grids, the newest and those before."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QSlider
from train_pages import WAIT, begin, found, grids, press

from gan_studio.core.showcase import save_grid
from gan_studio.ui.pages.train.samples import read_grid


def test_the_newest_samples_are_shown(page, qtbot, script, tmp_path):
    script.first = grids(tmp_path, 0, 640)
    begin(qtbot, page)
    np.testing.assert_array_equal(page.view.samples.grid.images(), script.first[1].images)
    assert found(page, "train.history.place", QLabel).text() == "0.6 kimg"


def test_the_history_shows_earlier_samples_and_new_ones_leave_it_alone(page, qtbot, script, tmp_path):
    events = grids(tmp_path, 0, 640, 1280)
    script.first = events[:2]
    begin(qtbot, page)
    found(page, "train.history", QSlider).setValue(0)
    assert page.view.samples.grid.images().max() == 0
    page.view.samples.add(events[2])
    assert page.view.samples.grid.images().max() == 0
    found(page, "train.history", QSlider).setValue(2)
    np.testing.assert_array_equal(page.view.samples.grid.images(), events[2].images)


def test_the_time_lapse_runs_to_the_newest_samples(page, qtbot, tmp_path):
    page.view.samples.show_past([event.path for event in grids(tmp_path, 0, 1, 2)], 8)
    press(qtbot, page, "train.play")
    assert page.view.samples.is_playing
    qtbot.waitUntil(lambda: not page.view.samples.is_playing, timeout=WAIT)
    assert page.view.samples.grid.images().max() == 20


@pytest.mark.parametrize("channels", [1, 3])
def test_a_grid_is_read_as_it_was_written(tmp_path, channels):
    images = np.random.default_rng(0).integers(0, 256, (6, 5, 5, channels), dtype=np.uint8)
    save_grid(tmp_path / "0.png", images, 3)
    read, columns = read_grid(tmp_path / "0.png", 5)
    assert columns == 3
    np.testing.assert_array_equal(read, images)


def test_a_damaged_grid_shows_nothing_new(tmp_path):
    (tmp_path / "1.png").write_bytes(b"not a picture")
    assert read_grid(tmp_path / "1.png", 8) is None

"""What is drawn of scores: points, shares of classes, pairs of pictures."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from scripted_scores import histogram, pairs

from gan_studio.core.scores import PicturePairs
from gan_studio.ui.widgets.picture_pairs import PairGrid
from gan_studio.ui.widgets.scatter_plot import ScatterPlot, ScatterPoint
from gan_studio.ui.widgets.share_bars import ShareBars


def shown(qtbot, widget, width=640, height=400):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def test_points_stand_where_their_values_are(qtbot):
    plot = shown(qtbot, ScatterPlot())
    plot.show_points(
        [ScatterPoint("a", 0.0, 0.0), ScatterPoint("b", 0.5, 1.0), ScatterPoint("c", 1.0, 0.5)], "X", "Y"
    )
    low, middle, right = (plot.place_of(index) for index in range(3))
    assert middle.x() - low.x() == pytest.approx(right.x() - middle.x())
    assert low.y() - right.y() == pytest.approx(right.y() - middle.y())
    assert low.y() > middle.y()


def test_the_axes_grow_for_values_above_one(qtbot):
    plot = shown(qtbot, ScatterPlot())
    plot.show_points([ScatterPoint("a", 0.5, 2.0), ScatterPoint("b", 0.5, 1.0)], "X", "Y")
    bottom = plot.height()
    assert plot.place_of(0).y() < plot.place_of(1).y() < bottom
    assert plot.place_of(0).y() >= 0


def test_points_are_drawn_in_colours_of_their_own_and_read_out(qtbot):
    plot = shown(qtbot, ScatterPlot())
    plot.show_points([ScatterPoint("a", 0.2, 0.2), ScatterPoint("b", 0.8, 0.8)], "Recall", "Precision")
    image = plot.grab().toImage()
    ratio = image.devicePixelRatio()
    colours = {image.pixelColor((plot.place_of(index) * ratio).toPoint()).name() for index in range(2)}
    assert len(colours) == 2
    assert "b: Recall 0.800, Precision 0.800" in plot.accessibleDescription()


def test_missing_classes_are_named_in_words(qtbot):
    bars = shown(qtbot, ShareBars())
    bars.show_histogram(histogram("Bag", "Sandal", missing=("Sandal",)))
    assert "Sandal: real 50.0 %, generated 0.0 %" in bars.accessibleDescription()
    before = bars.grab().toImage()
    bars.show_histogram(histogram("Bag", "Sandal"))
    assert bars.grab().toImage() != before


def test_bars_ask_for_room_for_every_class(qtbot):
    bars = shown(qtbot, ShareBars())
    bars.show_histogram(histogram("a", "b"))
    few = bars.minimumHeight()
    bars.show_histogram(histogram(*"abcdefgh"))
    rows = (bars.minimumHeight() - few) / 6
    assert rows >= bars.fontMetrics().height()


def test_pairs_stand_side_by_side_and_wrap(qtbot):
    grid = shown(qtbot, PairGrid(), width=400)
    grid.show_pairs(pairs(5))
    places = [grid.pair_rect(index) for index in range(5)]
    assert places[0].top() == places[1].top() < places[2].top()
    assert not any(one.intersects(other) for one, other in itertools.pairwise(places))
    assert grid.minimumHeight() >= places[4].bottom()


def test_a_pair_shows_both_pictures(qtbot):
    grid = shown(qtbot, PairGrid())
    red, blue = np.zeros((2, 1, 8, 8, 3), np.uint8)
    red[..., 0], blue[..., 2] = 255, 255
    grid.show_pairs(PicturePairs("Near", red, blue, ("distance 1",), ("generated", "training")))
    place = grid.pair_rect(0)
    image = grid.grab(QRect(place)).toImage()
    row = 20
    colours = [image.pixelColor(x, row) for x in (20, image.width() - 20)]
    assert colours == [QColor("#ff0000"), QColor("#0000ff")]
    assert "generated beside training: pair 1: distance 1" in grid.accessibleDescription()


def test_no_pairs_take_no_room(qtbot):
    grid = shown(qtbot, PairGrid())
    grid.show_pairs(pairs(5))
    grid.show_pairs(None)
    assert grid.minimumHeight() == 0

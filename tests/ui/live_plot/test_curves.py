"""How curves are drawn, along which axis, and what stands beside them."""

import pytest
from live_plots import drawn, feed, place, wait_drawn
from PySide6.QtGui import QImage, QPainter

from gan_studio.core.scalar_words import Reference
from gan_studio.ui.widgets.live_plot import Mark, PlotLook


def test_values_that_are_not_finite_do_not_stop_the_plot(plot, qtbot):
    feed(plot, "loss/d", [1.0, float("nan"), float("inf"), 2.0])
    wait_drawn(qtbot, plot, "loss/d", 4)
    assert plot.panel("loss").entry("loss/d").value_text() == "2.000"


@pytest.mark.parametrize(("axis", "last"), [("step", 9), ("kimg", 9 * 0.064), ("seconds", 4.5)])
def test_curves_lie_along_the_chosen_axis(plot, qtbot, axis, last):
    feed(plot, "loss/d", range(10))
    plot.set_look(PlotLook(axis, 0.0))
    qtbot.waitUntil(lambda: len(drawn(plot.panel("loss"), "loss/d")[0]) == 10)
    qtbot.waitUntil(lambda: drawn(plot.panel("loss"), "loss/d")[0][-1] == pytest.approx(last))


def test_references_show_only_where_their_scalar_is(plot):
    lines = [Reference(("loss/d",), 1.386, "1.39", "it guesses"), Reference(("score/real",), 0.5, "0.5", "x")]
    plot.show_references(lines)
    plot.add(place(1), {"loss/d": 1.0, "lr/g": 2e-4})
    assert [line.value() for line in plot.panel("loss").view.references()] == [1.386]
    assert plot.panel("lr").view.references() == []


def test_a_log_axis_moves_references_and_drops_those_without_logarithm(plot):
    plot.show_references([Reference(("loss/g",), 0.1, "a", "b"), Reference(("loss/g",), -1.0, "c", "d")])
    plot.add(place(1), {"loss/g": 1.0})
    panel = plot.panel("loss")
    panel.log_button.click()
    positive, negative = panel.view.references()
    assert positive.value() == pytest.approx(-1.0)
    assert not negative.isVisible()
    panel.log_button.click()
    assert negative.isVisible()


def test_a_run_that_went_back_overwrites_its_later_part(plot):
    plot.set_look(PlotLook("step", 0.5))
    feed(plot, "loss/d", [1.0] * 10)
    plot.mark(Mark(place(2), "kept"))
    plot.mark(Mark(place(8), "gone"))
    plot.series("loss/d").smoothed(0.5)
    plot.add(place(5), {"loss/d": 3.0})
    series = plot.series("loss/d")
    assert series.along("step").tolist() == [0, 1, 2, 3, 4, 5]
    assert series.smoothed(0.5)[4:] == pytest.approx([1.0, 2.0], abs=0.1)
    assert [line.toolTip() for line in plot.panel("loss").view.marks()] == ["kept"]


def test_a_level_curve_is_not_blown_up(plot, qtbot):
    feed(plot, "lr/g", [2e-4, 2e-4 + 1e-19, 2e-4])
    wait_drawn(qtbot, plot, "lr/g", 3)
    low, high = plot.panel("lr").view.getViewBox().viewRange()[1]
    assert low < 1.9999e-4
    assert high > 2.0001e-4


@pytest.mark.parametrize("value", [2e-4, 2.5e-3, 54.2, 1157.0])
def test_the_axis_of_a_level_curve_has_numbers(plot, qtbot, value):
    feed(plot, "lr/g", [value] * 3)
    wait_drawn(qtbot, plot, "lr/g", 3)
    view = plot.panel("lr").view
    axis = view.getAxis("left")
    qtbot.waitUntil(lambda: view.getViewBox().viewRange()[1][0] == pytest.approx(-0.16 * value))
    image = QImage(axis.boundingRect().size().toSize(), QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    assert len(texts) >= 2


def dots(panel):
    items = panel.view.getPlotItem().listDataItems()
    return sum(len(item.scatter.data) for item in items if item.scatter.isVisible())


def test_a_lone_value_is_a_dot_until_there_is_a_line(plot, qtbot):
    plot.set_look(PlotLook("step", 0.6))
    feed(plot, "score_gap/train", [0.3], start=20)
    wait_drawn(qtbot, plot, "score_gap/train", 1)
    panel = plot.panel("score_gap")
    assert dots(panel) == 1
    assert panel.view.span() == pytest.approx((-0.8, 40.8))
    feed(plot, "score_gap/train", [0.4], start=40)
    wait_drawn(qtbot, plot, "score_gap/train", 2)
    assert dots(panel) == 0


# (8 (0.36 + 0.6) + 32) 0.4 / (1 - 0.216), corrected for having begun at nothing.
@pytest.mark.parametrize(("name", "last"), [("growth/resolution", 32.0), ("loss/d", 20.2448979)])
def test_only_what_is_measured_is_smoothed(plot, qtbot, name, last):
    plot.set_look(PlotLook("step", 0.6))
    feed(plot, name, [8.0, 8.0, 32.0])
    wait_drawn(qtbot, plot, name, 3)
    assert drawn(plot.panel(name.partition("/")[0]), name)[1][-1] == pytest.approx(last)


def test_marks_follow_the_axis(plot):
    plot.add(place(10), {"loss/d": 1.0})
    plot.mark(Mark(place(6), "rate: 0.1 → 0.2"))
    (line,) = plot.panel("loss").view.marks()
    assert line.value() == 6
    plot.set_look(PlotLook("seconds", 0.0))
    (line,) = plot.panel("loss").view.marks()
    assert line.value() == 3.0
    assert line.toolTip() == "rate: 0.1 → 0.2"

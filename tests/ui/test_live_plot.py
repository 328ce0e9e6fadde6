"""LivePlot: every name a curve, spikes kept, nothing drawn that nobody sees."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QLabel

from gan_studio.core.scalar_words import Reference, ScalarGroup, group_order
from gan_studio.ui.widgets.live_plot import LivePlot, Mark, PlotLook
from gan_studio.ui.widgets.live_plot_panel import figure
from gan_studio.ui.widgets.live_plot_series import Series, Smoother, thinned, within


@pytest.fixture
def plot(qtbot):
    widget = LivePlot()
    qtbot.addWidget(widget)
    widget.resize(400, 700)
    widget.set_look(PlotLook("step", 0.0))
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def place(step):
    return step, step * 0.064, step * 0.5


def feed(plot, name, values, start=0):
    for step, value in enumerate(values, start):
        plot.add(place(step), {name: value})


def wait_drawn(qtbot, plot, name, count):
    group = name.partition("/")[0]
    qtbot.waitUntil(lambda: len(drawn(plot.panel(group), name)[0]) == count)


def drawn(panel, name):
    places, values = panel.curve(name).getData()
    return (places, values) if places is not None else (np.empty(0), np.empty(0))


def test_a_new_name_makes_a_curve(plot, qtbot):
    plot.add(place(1), {"loss/d": 1.0})
    plot.add(place(2), {"loss/d": 1.1, "loss/g": 0.7})
    wait_drawn(qtbot, plot, "loss/d", 2)
    wait_drawn(qtbot, plot, "loss/g", 1)


def test_a_new_group_makes_a_plot_with_a_plain_title(plot):
    plot.add(place(1), {"fresh_idea/one": 3.0})
    panel = plot.panel("fresh_idea")
    assert panel.isVisible()
    assert panel.about.title == "Fresh idea"


@pytest.mark.parametrize("is_there", [False, True])
def test_a_plot_can_be_described_before_and_after_it_is_made(plot, is_there):
    if is_there:
        plot.add(place(1), {"closeness/ema": 3.0})
        assert plot.panel("closeness").about.title == "Closeness"
    plot.describe("closeness", ScalarGroup("Nearness", "How near it is.", note="from 100 pictures"))
    plot.add(place(2), {"closeness/ema": 2.0})
    panel = plot.panel("closeness")
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert {"Nearness", "from 100 pictures"} <= set(shown)
    assert panel.accessibleName() == "Nearness"
    assert panel.accessibleDescription() == "How near it is."


def test_known_groups_stand_before_new_ones(plot, qtbot):
    plot.add(place(1), {"zebra/x": 1.0, "speed/images_per_second": 9.0, "loss/d": 1.0})
    groups = ["loss", "speed", "zebra"]
    qtbot.waitUntil(lambda: plot.panel("zebra").y() > 0)
    assert sorted(groups, key=lambda group: plot.panel(group).y()) == groups


def test_a_plot_begins_with_the_curves_of_every_run_whatever_comes_first(plot):
    plot.add(place(1), {"loss/d/extra_term": 0.1, "loss/g": 0.7, "loss/d": 1.0})
    assert plot.panel("loss").names() == ["loss/d", "loss/g", "loss/d/extra_term"]


def test_every_plot_says_what_it_means(plot):
    plot.add(place(1), {"loss/d": 1.0, "wholly/new": 1.0})
    for group in ("loss", "wholly"):
        assert plot.panel(group).accessibleDescription().endswith(".")


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


def test_a_curve_can_be_hidden_in_the_legend(plot, qtbot):
    feed(plot, "loss/d", range(3))
    wait_drawn(qtbot, plot, "loss/d", 3)
    panel = plot.panel("loss")
    qtbot.mouseClick(panel.entry("loss/d"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.curve("loss/d").isVisible())
    qtbot.mouseClick(panel.entry("loss/d"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.curve("loss/d").isVisible())


def test_the_legend_tells_the_value_under_the_pointer(plot, qtbot):
    feed(plot, "loss/d", [10.0, 20.0, 30.0])
    wait_drawn(qtbot, plot, "loss/d", 3)
    panel = plot.panel("loss")
    panel.hovered.emit(0.9)
    assert panel.entry("loss/d").value_text() == "20.00"
    panel.hovered.emit(None)
    assert panel.entry("loss/d").value_text() == "30.00"


def test_hidden_plots_do_not_draw_and_catch_up_when_shown(plot, qtbot):
    feed(plot, "loss/d", range(3))
    wait_drawn(qtbot, plot, "loss/d", 3)
    plot.hide()
    feed(plot, "loss/d", range(3), start=3)
    assert not plot.panel("loss").is_waiting()
    assert len(drawn(plot.panel("loss"), "loss/d")[0]) == 3
    plot.show()
    wait_drawn(qtbot, plot, "loss/d", 6)


def test_described_plots_stand_after_the_first_known_one(plot, qtbot):
    first, second = group_order()[:2]
    plot.describe("closeness", ScalarGroup("Closeness", "How near it is."))
    groups = [first, "closeness", second]
    plot.add(place(1), {f"{group}/x": 1.0 for group in reversed(groups)})
    for group in groups:
        plot.panel(group)
    qtbot.waitUntil(lambda: plot.panel(second).y() > 0)
    assert sorted(groups, key=lambda group: plot.panel(group).y()) == groups


def test_many_new_plots_are_made_one_a_tick(plot):
    plot.add(place(1), {f"group{number:02d}/x": 1.0 for number in range(3)})
    made = []
    for _ in range(3):
        plot._redraw_next()
        made.append(len(plot._panels))
    assert made == [1, 2, 3]


def test_a_person_does_not_wait_for_the_plots_to_rest(plot, qtbot):
    feed(plot, "loss/d", range(3))
    wait_drawn(qtbot, plot, "loss/d", 3)
    plot._rest_for(1000.0)
    feed(plot, "loss/d", range(3), start=3)
    plot._redraw_next()
    assert len(drawn(plot.panel("loss"), "loss/d")[0]) == 3
    plot.panel("loss").view.set_log(True)
    plot._redraw_next()
    assert len(drawn(plot.panel("loss"), "loss/d")[0]) == 6


def test_plots_scrolled_out_of_sight_wait(plot):
    for number in range(12):
        plot.add(place(1), {f"group{number:02d}/x": 1.0})
        plot.panel(f"group{number:02d}")
    plot._inner.adjustSize()
    assert plot.panel("group00").is_waiting()
    assert not plot.panel("group11").is_waiting()


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


def test_a_view_moved_by_hand_stays_until_reset(plot, qtbot):
    feed(plot, "loss/d", range(50))
    wait_drawn(qtbot, plot, "loss/d", 50)
    panel = plot.panel("loss")
    panel.view.getViewBox().setRange(xRange=(10, 20), padding=0)
    panel.view.getViewBox().sigRangeChangedManually.emit([True, True])
    assert panel.reset_button.isVisible()
    qtbot.waitUntil(lambda: len(drawn(panel, "loss/d")[0]) < 20)
    plot.add(place(50), {"loss/d": 1.0})
    assert panel.view.span() == (10, 20)
    panel.reset_button.click()
    assert not panel.reset_button.isVisible()
    qtbot.waitUntil(lambda: len(drawn(panel, "loss/d")[0]) == 51)


def test_the_wheel_scrolls_the_page_unless_ctrl_is_held(plot):
    plot.add(place(1), {"loss/d": 1.0})
    view = plot.panel("loss").view
    for modifiers, is_taken in [
        (Qt.KeyboardModifier.NoModifier, False),
        (Qt.KeyboardModifier.ControlModifier, True),
    ]:
        event = QWheelEvent(
            QPointF(50, 50),
            QPointF(view.mapToGlobal(QPoint(50, 50))),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        view.wheelEvent(event)
        assert event.isAccepted() == is_taken


def test_choosing_the_look_is_told(plot, qtbot):
    with qtbot.waitSignal(plot.look_changed) as told:
        plot._bar.smoothing.slider.setValue(1000)
    assert told.args[0] == PlotLook("step", 0.99)


def test_clearing_forgets_everything(plot, qtbot):
    plot.add(place(1), {"loss/d": 1.0, "lr/g": 1.0})
    plot.mark(Mark(place(1), "x"))
    panel = plot.panel("loss")
    plot.clear()
    assert plot.names() == []
    assert not panel.isVisible()
    plot.add(place(2), {"loss/d": 3.0})
    assert plot.panel("loss").isVisible()
    assert plot.panel("loss").view.marks() == []
    wait_drawn(qtbot, plot, "loss/d", 1)


def test_values_are_saved_as_a_table(plot, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "values")
    feed(plot, "loss/d", [1.5, 2.5])
    plot._bar.table_asked.emit()
    with open(tmp_path / "values.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["step", "images_seen", "seconds", "name", "value"],
        ["0", "0", "0.0", "loss/d", "1.5"],
        ["1", "64", "0.5", "loss/d", "2.5"],
    ]


def test_plots_are_saved_as_a_picture(plot, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "plots.png")
    feed(plot, "loss/d", [1.5, 2.5])
    plot._bar.picture_asked.emit()
    assert QImage(str(tmp_path / "plots.png")).width() > 300


def test_a_file_that_cannot_be_written_is_told(plot, qtbot, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "missing" / "values.csv")
    with qtbot.waitSignal(plot.export_failed) as told:
        plot._bar.table_asked.emit()
    assert "was not saved" in told.args[0]


def choose(monkeypatch, path):
    monkeypatch.setattr(
        "gan_studio.ui.widgets.live_plot_export.QFileDialog.getSaveFileName", lambda *_: (str(path), "")
    )


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

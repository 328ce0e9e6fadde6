"""What a person does with live plots: hide, point, scroll, choose and save."""

import csv

from live_plots import drawn, feed, place, wait_drawn
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent

from gan_studio.ui.widgets.live_plot import PlotLook


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


def test_plots_scrolled_out_of_sight_wait(plot):
    for number in range(12):
        plot.add(place(1), {f"group{number:02d}/x": 1.0})
        plot.panel(f"group{number:02d}")
    plot._inner.adjustSize()
    assert plot.panel("group00").is_waiting()
    assert not plot.panel("group11").is_waiting()


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

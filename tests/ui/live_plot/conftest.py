"""Live plots on screen."""

import pytest

from gan_studio.ui.widgets.live_plot import LivePlot, PlotLook


@pytest.fixture
def plot(qtbot):
    widget = LivePlot()
    qtbot.addWidget(widget)
    widget.resize(400, 700)
    widget.set_look(PlotLook("step", 0.0))
    widget.show()
    qtbot.waitExposed(widget)
    return widget

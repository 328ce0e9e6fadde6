"""A form on screen."""

import pytest

from gan_studio.ui.widgets.config_form import ConfigForm


@pytest.fixture
def form(qtbot):
    widget = ConfigForm()
    qtbot.addWidget(widget)
    widget.resize(340, 900)
    widget.show()
    qtbot.waitExposed(widget)
    return widget

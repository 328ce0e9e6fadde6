"""LabelledSlider's label, slider and number agree, and only a person's moves are signalled."""

import pytest
from PySide6.QtCore import Qt

from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale


@pytest.fixture
def make(qtbot):
    def build(scale: SliderScale) -> LabelledSlider:
        widget = LabelledSlider("Truncation", scale, "Less is tidier.")
        qtbot.addWidget(widget)
        widget.resize(400, 32)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return build


def test_moving_the_slider_moves_the_number(make, qtbot):
    widget = make(SliderScale(0, 2, 1))
    with qtbot.waitSignal(widget.changed) as changed:
        widget.slider.setValue(750)
    assert changed.args == [1.5]
    assert widget.number.value() == 1.5


def test_typing_moves_the_slider(make, qtbot):
    widget = make(SliderScale(0, 2, 1))
    widget.number.selectAll()
    qtbot.keyClicks(widget.number, "0.5")
    with qtbot.waitSignals([widget.changed, widget.released]):
        qtbot.keyClick(widget.number, Qt.Key.Key_Return)
    assert widget.slider.value() == 250


def test_setting_the_value_is_silent(make, qtbot):
    widget = make(SliderScale(0, 2, 1))
    with qtbot.assertNotEmitted(widget.changed):
        widget.set_value(0.25)
    assert widget.value() == 0.25


@pytest.mark.parametrize("part", ["slider", "label"])
def test_a_double_click_resets(make, qtbot, part):
    widget = make(SliderScale(0, 2, 0.7))
    widget.set_value(2)
    with qtbot.waitSignal(widget.changed) as changed:
        qtbot.mouseDClick(getattr(widget, part), Qt.MouseButton.LeftButton)
    assert changed.args == [0.7]


def test_equal_steps_are_equal_factors_on_a_log_scale(make):
    widget = make(SliderScale(1e-4, 1.0, 1e-2, decimals=6, log=True))
    widget.set_value(1e-3)
    assert widget.slider.value() == 250


@pytest.mark.parametrize(
    "scale",
    [
        SliderScale(0, 3, 0, decimals=0),
        SliderScale(0, 100_000, 0, decimals=0),
        SliderScale(1, 4096, 1, decimals=0, log=True),
    ],
)
def test_keys_always_move_a_whole_number(make, qtbot, scale):
    widget = make(scale)
    qtbot.keyClick(widget.slider, Qt.Key.Key_Right)
    first = widget.value()
    qtbot.keyClick(widget.slider, Qt.Key.Key_Right)
    assert 0 <= scale.minimum < first < widget.value() or first < widget.value()
    assert isinstance(widget.value(), int)


def test_pressing_the_groove_jumps_there(make, qtbot):
    widget = make(SliderScale(0, 1, 0))
    target = widget.slider.rect().center()
    qtbot.mousePress(widget.slider, Qt.MouseButton.LeftButton, pos=target)
    assert widget.value() == pytest.approx(0.5, abs=0.05)
    qtbot.mouseRelease(widget.slider, Qt.MouseButton.LeftButton, pos=target)


def test_values_outside_are_brought_to_the_nearest_end(make):
    widget = make(SliderScale(-3, 3, 0))
    widget.set_value(9)
    assert widget.value() == 3


def test_a_little_less_than_nothing_is_shown_as_nothing():
    scale = SliderScale(minimum=-1.0, maximum=2.0, default=1.0)
    assert str(scale.value(333)) == "0.0"

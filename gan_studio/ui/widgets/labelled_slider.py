"""LabelledSlider: a label, a slider and a number that always agree."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

_POSITIONS = 1000


@dataclass(frozen=True)
class SliderScale:
    """The numbers a slider moves through.

    Attributes:
        minimum, maximum: both ends, included.
        default: where a double click returns to.
        decimals: digits after the point; 0 for whole numbers.
        log: whether equal distances are equal factors; the minimum must then be above 0.
        unit: printed after the number.
    """

    minimum: float
    maximum: float
    default: float
    decimals: int = 2
    log: bool = False
    unit: str = ""

    def position(self, value: float) -> int:
        """The slider's position for a value, 0 to 1000."""
        low, high, value = (self._bent(number) for number in (self.minimum, self.maximum, self.kept(value)))
        return round(_POSITIONS * (value - low) / (high - low)) if high > low else 0

    def value(self, position: int) -> float:
        """The value at a position of the slider."""
        low, high = self._bent(self.minimum), self._bent(self.maximum)
        bent = low + (high - low) * position / _POSITIONS
        return self.kept(math.exp(bent) if self.log else bent)

    def kept(self, value: float) -> float:
        """The nearest value that is in range and has no more digits than are shown."""
        value = round(min(max(value, self.minimum), self.maximum), self.decimals) + 0.0  # no -0.0
        return value if self.decimals else int(value)

    def _bent(self, value: float) -> float:
        return math.log(value) if self.log else value


class LabelledSlider(QWidget):
    """One number, moved by a slider or typed, with its label; a double click resets it.

    Only a person's moves are signalled; `set_value` is silent.

    Signals:
        changed: the new value, at every move.
        released: the value when a drag ends or a number was typed: the moment to remember for undo.
    """

    changed = Signal(object)
    released = Signal(object)

    def __init__(
        self, label: str, scale: SliderScale, tooltip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._value = scale.kept(scale.default)
        self.label = QLabel(label)
        self.slider = _JumpSlider(Qt.Orientation.Horizontal)
        self.number = QDoubleSpinBox()
        self._lay_out()
        self._connect()
        self.set_scale(scale)
        self.setToolTip(f"{tooltip}\nDouble-click to reset.".strip())
        self._name_for_readers()

    def value(self) -> float:
        """The number shown; an int where the scale has no decimals."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another number, without a signal."""
        self._value = self._scale.kept(value)
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setValue(self._scale.position(self._value))
            self.number.setValue(self._value)

    def set_scale(self, scale: SliderScale) -> None:
        """Move through other numbers from now on; the value is kept where it fits."""
        self._scale = scale
        with QSignalBlocker(self.number):
            self.number.setDecimals(scale.decimals)
            self.number.setRange(scale.minimum, scale.maximum)
            self.number.setSingleStep(_step(scale))
            self.number.setSuffix(f" {scale.unit}" if scale.unit else "")
        self.set_value(self._value)

    def reset(self) -> None:
        """Go back to the default, as a double click does."""
        self._move_to(self._scale.default)
        self.released.emit(self._value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reset on a double click on the label or the slider."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.slider.setRange(0, _POSITIONS)
        self.slider.setSingleStep(_POSITIONS // 100)
        self.slider.setPageStep(_POSITIONS // 10)
        self.slider.setMinimumWidth(64)
        self.number.setKeyboardTracking(False)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.slider)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._take_position)
        self.slider.sliderReleased.connect(self._let_go)
        self.number.valueChanged.connect(self._take_number)
        self.label.installEventFilter(self)
        self.slider.installEventFilter(self)

    def _name_for_readers(self) -> None:
        text = self.label.text()
        self.label.setBuddy(self.slider)
        self.slider.setObjectName("slider")
        self.slider.setAccessibleName(text)
        self.number.setObjectName("number")
        self.number.setAccessibleName(f"{text}, number")
        self.setAccessibleName(text)

    def _take_position(self, position: int) -> None:
        value = self._scale.value(position)
        if value == self._value and not self.slider.isSliderDown():
            # A key's step is smaller than the last digit shown; move by that digit instead.
            forward = position > self._scale.position(self._value)
            value = self._value + (1 if forward else -1) * 10**-self._scale.decimals
        self._move_to(value)
        if not self.slider.isSliderDown():
            self.released.emit(self._value)

    def _take_number(self, value: float) -> None:
        self._move_to(value)
        self.released.emit(self._value)

    def _let_go(self) -> None:
        self.released.emit(self._value)

    def _move_to(self, value: float) -> None:
        old = self._value
        self.set_value(value)
        if self._value != old:
            self.changed.emit(self._value)


class _JumpSlider(QSlider):
    """A slider whose handle jumps to where the groove is pressed, and that lets pages scroll past it."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._handle().contains(
            event.position().toPoint()
        ):
            self.setSliderDown(True)
            self.setValue(self._position_at(event.position().x()))
            self.setSliderDown(False)
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only when the slider was chosen; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _handle(self) -> QRect:
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, self._option(), QStyle.SubControl.SC_SliderHandle, self
        )

    def _position_at(self, x: float) -> int:
        handle = self._handle().width()
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), int(x - handle / 2), max(1, self.width() - handle)
        )

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option


def _step(scale: SliderScale) -> float:
    if scale.decimals == 0:
        return 1
    return max(10**-scale.decimals, 10 ** math.floor(math.log10((scale.maximum - scale.minimum) / 20 or 1)))

"""NumberBox: a spin box for any whole or real number, from 1e-12 to the largest seed."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from gan_studio.core.config import SettingField

_FAR = 1e15
_DIGITS = 10


class NumberBox(QDoubleSpinBox):
    """Edits an int or float setting; its steps follow the size of the number.

    Numbers are written as a person would ("0.0002", "5e-5"), and what is typed counts when it is
    finished with Enter or by leaving the box. A step changes the leading digit of a real number,
    doubles a whole number on a logarithmic scale, and else adds one.

    Signals:
        edited: the new int or float, when a person changed it.
    """

    edited = Signal(object)

    def __init__(self, field: SettingField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_whole = field.type is int
        self._is_log = field.setting.log
        self._exact: int | float = field.default
        about = field.setting
        self.setDecimals(0 if self._is_whole else 20)
        self.setRange(
            -_FAR if about.minimum is None else about.minimum,
            _FAR if about.maximum is None else about.maximum,
        )
        self.setSuffix(f" {about.unit}" if about.unit else "")
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(64)
        self.set_value(field.default)
        self.valueChanged.connect(self._take)

    def value_shown(self) -> int | float:
        """The number, exactly as it was set or typed."""
        return self._exact

    def set_value(self, value: int | float) -> None:
        """Show a number, without a signal."""
        self._exact = value
        with QSignalBlocker(self):
            self.setValue(value)

    def commit(self) -> None:
        """Take what is typed and not yet finished."""
        self.interpretText()

    def is_typing(self) -> bool:
        """Whether the text is not yet finished."""
        return self._without_unit(self.text()) != self.textFromValue(self._exact)

    def stepBy(self, steps: int) -> None:
        """Go up or down; what the text says now is where it starts."""
        self.interpretText()
        value = self.value()
        for _ in range(abs(steps)):
            value = self._next(value, 1 if steps > 0 else -1)
        self.setValue(value)
        self.selectAll()

    def textFromValue(self, value: float) -> str:
        """The shortest way to write the number with at most ten digits."""
        if self._is_whole:
            return str(round(value))
        return f"{value:.{_DIGITS}g}".replace("e-0", "e-").replace("e+0", "e")

    def valueFromText(self, text: str) -> float:
        """The number that a text says; numbers out of range become the nearest allowed."""
        if self._without_unit(text) == self.textFromValue(self._exact):
            return self._exact  # what is shown may have fewer digits
        value = self._number_in(text)
        return self.value() if value is None else min(max(value, self.minimum()), self.maximum())

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept numbers in range; let others be typed on."""
        value = self._number_in(text)
        if value is not None and self.minimum() <= value <= self.maximum():
            return QValidator.State.Acceptable, text, position
        typed = self._without_unit(text).lower()
        could_become = all(letter in "0123456789.,+-e " for letter in typed)
        return (
            QValidator.State.Intermediate if could_become else QValidator.State.Invalid,
            text,
            position,
        )

    def fixup(self, text: str) -> str:
        """The nearest allowed number in place of one that is not."""
        return self.textFromValue(self.valueFromText(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the value only when the box was chosen; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _take(self, value: float) -> None:
        self._exact = round(value) if self._is_whole else value
        self.edited.emit(self._exact)

    def _without_unit(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()

    def _number_in(self, text: str) -> float | None:
        try:
            value = float(self._without_unit(text).replace(",", "."))
        except ValueError:
            return None
        return value if math.isfinite(value) and (not self._is_whole or value.is_integer()) else None

    def _next(self, value: float, sign: int) -> float:
        if self._is_whole:
            moved = _doubled(value, sign) if self._is_log else value + sign
        else:
            moved = self._next_digit(value, sign)
        return min(max(moved, self.minimum()), self.maximum())

    def _next_digit(self, value: float, sign: int) -> float:
        unit = _leading_unit(value) if value else self._first_unit()
        if abs(value) < 1.5 * unit and sign * value < 0:
            unit /= 10  # from 0.001 down to 0.0009, not to 0
        room = self.maximum() - value
        if 0 < room < _FAR / 2:
            unit = min(unit, _leading_unit(room))
        return float(f"{value + sign * unit:.{_DIGITS}g}")

    def _first_unit(self) -> float:
        if self._is_log:
            return max(1e-4, self.minimum())
        return _leading_unit((self.maximum() - self.minimum()) / 20) if self.maximum() < _FAR else 1.0


def _leading_unit(value: float) -> float:
    return 10.0 ** math.floor(math.log10(abs(value)) + 1e-9)


def _doubled(value: float, sign: int) -> float:
    if value < 1:
        return value + sign
    exponent = math.log2(value)
    return 2.0 ** (math.floor(exponent + 1e-9) + 1 if sign > 0 else math.ceil(exponent - 1e-9) - 1)

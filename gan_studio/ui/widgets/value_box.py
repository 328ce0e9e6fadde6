"""ValueBox: the number beside a slider."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox

from gan_studio.ui import theme


class ValueBox(QDoubleSpinBox):
    """A number beside a slider, without buttons; what is typed counts when finished.

    Args:
        limit: the largest number, and without its sign the smallest.
    """

    def __init__(self, limit: float) -> None:
        super().__init__()
        self.setRange(-limit, limit)
        self.setDecimals(2)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFrame(False)
        theme.as_figures(self)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("-00.000") + theme.spacing())

    def is_typing(self) -> bool:
        """Whether the text is not yet finished."""
        return self.text() != self.textFromValue(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the list scroll."""
        event.ignore()

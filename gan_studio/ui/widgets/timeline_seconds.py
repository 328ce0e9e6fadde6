"""A small field over a track, to type the moment of a picture."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

_MOST_SECONDS = 36_000.0


class SecondsEditor(QDoubleSpinBox):
    """Asks for the moment of one picture; Escape, or leaving it, gives up.

    Signals:
        entered: (place, seconds) once Return was pressed.
    """

    entered = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = 0
        self.setRange(0.0, _MOST_SECONDS)
        self.setDecimals(2)
        self.setSingleStep(0.1)
        self.setSuffix(" s")
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setAccessibleName("Moment of the keyframe")
        self.setToolTip("Seconds from the beginning; Return takes them, Escape gives up.")
        self.hide()

    def ask(self, place: int, seconds: float, centre: QPoint) -> None:
        """Appear over a picture."""
        self._place = place
        self.setValue(seconds)
        self.adjustSize()
        left = centre.x() - self.width() // 2
        left = min(max(0, left), max(0, self.parentWidget().width() - self.width()))
        self.move(left, centre.y() - self.height() // 2)
        self.show()
        self.raise_()
        self.setFocus()
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what was typed, or give up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.interpretText()
            self.hide()
            self.entered.emit((self._place, self.value()))
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.parentWidget().setFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:
        """Give up when something else is chosen."""
        super().focusOutEvent(event)
        self.hide()

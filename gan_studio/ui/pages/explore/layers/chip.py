"""A small button that shows clearly whether it is pressed, for rows of many."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gan_studio.ui import theme

_ROUND = 3


class Chip(QAbstractButton):
    """A word or number that can be chosen: filled with the accent when it is."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its text, and as a finger wants it at least."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme.spacing(1.5)
        return QSize(max(theme.spacing(3.25), width), theme.spacing(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and the text."""
        colours = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        is_lively = self.isChecked() or self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(colours.accent if is_lively else colours.border), 1))
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.raised))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        if self.isChecked() and self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent_text), 1))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), _ROUND, _ROUND)
        painter.setPen(QColor(colours.accent_text if self.isChecked() else colours.text))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())

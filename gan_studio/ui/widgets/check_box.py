"""CheckBox: a check box that can be seen on dark backgrounds too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from gan_studio.ui.schemes import mixed
from gan_studio.ui.theme import icon, scheme

_ROUND = 3


class CheckBox(QCheckBox):
    """Behaves as any check box; its box has the theme's border, and the accent when checked."""

    def sizeHint(self) -> QSize:
        """High enough to be hit."""
        return super().sizeHint().expandedTo(QSize(0, 24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, its mark and the words."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        words = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        self._paint_box(painter, QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        if self.isChecked():
            icon("check", QPalette.ColorRole.HighlightedText).paint(painter, box.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(scheme().text))
        text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        colours = scheme()
        border = mixed(QColor(colours.muted), QColor(colours.base), 0.0 if self.underMouse() else 0.3)
        if self.isChecked() or self.hasFocus():
            border = QColor(colours.accent)
        painter.setPen(QPen(border, 1))
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.base))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        if self.isChecked() and self.hasFocus():
            painter.setPen(QPen(QColor(colours.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, _ROUND, _ROUND)

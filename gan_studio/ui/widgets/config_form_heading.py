"""The heading of a section: a quiet bar that folds what is below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gan_studio.core.config import Section
from gan_studio.ui.schemes import mixed
from gan_studio.ui.theme import icon, scheme, spacing, text_font

_HEIGHT = 28
_ARROW = 12
_ROUND = 4
_HOVER = 0.07


class SectionHeading(QAbstractButton):
    """Checked while its section is unfolded."""

    def __init__(self, name: str, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open, self._closed = icon("chevron-down"), icon("chevron-right")
        self.setObjectName(f"section.{name}")
        self.setText(section.label)
        self.setAccessibleName(f"{section.label}: show or hide")
        self.setToolTip(section.help)
        self.setFont(text_font(is_bold=True))
        self.setCheckable(True)
        self.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line, with air."""
        return QSize(120, max(_HEIGHT, QFontMetrics(self.font()).height() + spacing(1)))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar, the arrow and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = scheme()
        fill = QColor(colours.raised)
        if self.underMouse():
            fill = mixed(fill, QColor(colours.text), _HOVER)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.border), 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 1.5, -0.5, -1.5), _ROUND, _ROUND)
        arrow = QRect(spacing(1), (self.height() - _ARROW) // 2, _ARROW, _ARROW)
        (self._open if self.isChecked() else self._closed).paint(painter, arrow)
        words = self.rect().adjusted(arrow.right() + spacing(1), 0, -spacing(1), 0)
        painter.setPen(QColor(colours.text))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())

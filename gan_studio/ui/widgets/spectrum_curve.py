"""SpectrumCurve: how strong coarse and fine frequencies are, as a line."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gan_studio.ui import theme

_HEIGHT, _MARGIN, _WORDS = 72, 4, 12
DECADES = 6
"""Powers of ten from the top of the curve to its bottom."""


class SpectrumCurve(QWidget):
    """Paints the logarithm of the power by periods across the map, the coarse at the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._means = np.empty(0)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_means(self, means: np.ndarray) -> None:
        """Show other means [R] of decimal logarithms, that of no period first; or none."""
        self._means = means
        if len(means) > 1:
            strongest = int(means[1:].argmax()) + 1
            self.setAccessibleDescription(
                f"Strongest at {strongest} of {len(means) - 1} periods across the map."
            )
        self.update()

    def points(self) -> list[QPointF]:
        """Where the line goes, from 1 period to the finest."""
        count = len(self._means) - 1
        if count < 1:
            return []
        wide, high = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN - _WORDS
        across = [_MARGIN + wide * (n / max(1, count - 1)) for n in range(count)]
        down = np.clip(-self._means[1:] / DECADES, 0, 1) * high + _MARGIN
        return [QPointF(x, y) for x, y in zip(across, down.tolist(), strict=True)]

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line and what its ends are."""
        painter = QPainter(self)
        colours = theme.scheme()
        painter.fillRect(self.rect(), QColor(colours.base))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.text_font(theme.SMALL))
        painter.setPen(QColor(colours.muted))
        inside = self.rect().adjusted(_MARGIN, 0, -_MARGIN, -2)
        if points := self.points():
            bottom = Qt.AlignmentFlag.AlignBottom
            painter.drawText(inside, int(bottom | Qt.AlignmentFlag.AlignLeft), "coarse")
            painter.drawText(inside, int(bottom | Qt.AlignmentFlag.AlignRight), "fine")
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawPolyline(QPolygonF(points))

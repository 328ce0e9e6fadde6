"""ShareBars: how large a share of pictures each class has, for several sets beside each other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gan_studio.core.scores import Histogram
from gan_studio.ui import theme

_BAR, _GAP, _MOST_NAME = 8, 2, 160
_STYLES = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.Dense4Pattern)
_NONE = Histogram("", (), {})


class ShareBars(QWidget):
    """Paints a group of bars per class; classes that are missing are named so in words. For a scroll area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram = _NONE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show other shares, or none."""
        self._histogram = histogram or _NONE
        self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleDescription(self._words())
        self.update()

    def histogram(self) -> Histogram:
        """What is shown."""
        return self._histogram

    def sizeHint(self) -> QSize:
        """Room for every bar."""
        return QSize(320, self._top() + self._row_height() * len(self._histogram.classes))

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names of the sets, then a group of bars per class."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        self._paint_legend(painter)
        wide = self._name_width(painter)
        for row in range(len(self._histogram.classes)):
            self._paint_class(painter, row, wide)

    def _top(self) -> int:
        return self.fontMetrics().height() + theme.spacing(1.5)

    def _row_height(self) -> int:
        bars = len(self._histogram.shares)
        return max(bars * (_BAR + _GAP), self.fontMetrics().height()) + theme.spacing(0.75)

    def _name_width(self, painter: QPainter) -> int:
        names = [painter.fontMetrics().horizontalAdvance(name) for name in self._histogram.classes]
        return min(max(names, default=0), _MOST_NAME)

    def _paint_legend(self, painter: QPainter) -> None:
        left, metrics = 0.0, painter.fontMetrics()
        for number, name in enumerate(self._histogram.shares):
            _paint_bar(painter, QRectF(left, (metrics.height() - _BAR) / 2, 20, _BAR), number)
            painter.setPen(QColor(theme.scheme().text))
            wide = metrics.horizontalAdvance(name)
            painter.drawText(QRectF(left + 26, 0, wide + 4, metrics.height()), name)
            left += 26 + wide + theme.spacing(3)

    def _paint_class(self, painter: QPainter, row: int, name_width: int) -> None:
        shown, colours, metrics = self._histogram, theme.scheme(), painter.fontMetrics()
        name, high = shown.classes[row], self._row_height()
        area = QRectF(0, self._top() + row * high, self.width(), high - theme.spacing(0.75))
        is_missing = name in shown.missing
        painter.setPen(QColor(colours.error if is_missing else colours.text))
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
        painter.drawText(QRectF(0, area.top(), name_width, area.height()), _middle(), words)
        figures = metrics.horizontalAdvance(" / ".join(["00.0"] * len(shown.shares)) + " %  missing ")
        left, room = name_width + theme.spacing(), self.width() - name_width - figures - theme.spacing(2)
        largest = max((max(shares, default=0.0) for shares in shown.shares.values()), default=0.0) or 1.0
        top = area.center().y() - len(shown.shares) * (_BAR + _GAP) / 2
        for number, shares in enumerate(shown.shares.values()):
            bar = QRectF(left, top + number * (_BAR + _GAP), max(1.0, room * shares[row] / largest), _BAR)
            _paint_bar(painter, bar, number)
        painter.setPen(QColor(colours.error if is_missing else colours.muted))
        said = " / ".join(f"{100 * shares[row]:.1f}" for shares in shown.shares.values()) + " %"
        place = QRectF(left + room + theme.spacing(), area.top(), figures, area.height())
        painter.drawText(place, _middle(), f"{said}  missing" if is_missing else said)

    def _words(self) -> str:
        shown = self._histogram
        rows = [
            f"{name}: "
            + ", ".join(f"{set_} {100 * shares[row]:.1f} %" for set_, shares in shown.shares.items())
            for row, name in enumerate(shown.classes)
        ]
        return f"{shown.title}. {'; '.join(rows)}" if rows else ""


def _paint_bar(painter: QPainter, bar: QRectF, number: int) -> None:
    """A bar in the colour and the hatching of that set."""
    colour = theme.plot_colours()[number % len(theme.plot_colours())]
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, _STYLES[number % len(_STYLES)]))
    painter.drawRect(bar)


def _middle() -> int:
    return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

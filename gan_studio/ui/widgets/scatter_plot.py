"""ScatterPlot: a few named points between 0 and 1 in two measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gan_studio.ui import theme

_MARK, _STEPS = 5, 4
_LEGEND, _MOST_SIDE = 240, 460


@dataclass(frozen=True)
class ScatterPoint:
    """A point.

    Attributes:
        label: whose it is.
        x, y: where it is.
        x_spread, y_spread: how far it may be off, or None.
    """

    label: str
    x: float
    y: float
    x_spread: float | None = None
    y_spread: float | None = None


class ScatterPlot(QWidget):
    """Paints points with different shapes and colours, their spreads as crosses, and their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[ScatterPoint, ...] = ()
        self._x_label = self._y_label = ""
        self.setMouseTracking(True)
        self.setMinimumSize(320, 176)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, points: Sequence[ScatterPoint], x_label: str, y_label: str) -> None:
        """Show other points."""
        self._points, self._x_label, self._y_label = tuple(points), x_label, y_label
        self.setAccessibleDescription("; ".join(self._words(point) for point in self._points))
        self.update()

    def points(self) -> tuple[ScatterPoint, ...]:
        """The points shown."""
        return self._points

    def place_of(self, index: int) -> QPointF:
        """Where a point is on the widget."""
        point = self._points[index]
        area, (most_x, most_y) = self._area(), self._limits()
        x = area.left() + area.width() * point.x / most_x
        return QPointF(x, area.bottom() - area.height() * point.y / most_y)

    def sizeHint(self) -> QSize:
        """A square with room for the names beside it."""
        return QSize(360 + _LEGEND, 360)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which point is under the mouse."""
        near = [
            self._words(point)
            for index, point in enumerate(self._points)
            if (self.place_of(index) - event.position()).manhattanLength() < 3 * _MARK
        ]
        QToolTip.showText(event.globalPosition().toPoint(), "\n".join(near), self)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new theme's colours."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grid, the points and the names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.text_font(theme.SMALL, is_tabular=True))
        self._paint_grid(painter)
        for index in range(len(self._points)):
            self._paint_spread(painter, index)
        for index in range(len(self._points)):
            paint_mark(painter, self.place_of(index), index)
        self._paint_names(painter)

    def _area(self) -> QRectF:
        """The square between the axes."""
        metrics = self.fontMetrics()
        left, below = metrics.horizontalAdvance("0.00") + 3 * theme.spacing() + 4, 2 * metrics.height() + 12
        side = min(self.height() - below - theme.spacing(), self.width() - left - _LEGEND, _MOST_SIDE)
        return QRectF(left, theme.spacing(), max(side, 40), max(side, 40))

    def _limits(self) -> tuple[float, float]:
        """The largest value of each axis: 1, or more where a point needs it."""
        x = max([1.0, *(point.x for point in self._points)])
        return x, max([1.0, *(point.y for point in self._points)])

    def _paint_grid(self, painter: QPainter) -> None:
        colours, area, (most_x, most_y) = theme.scheme(), self._area(), self._limits()
        painter.fillRect(area, QColor(colours.base))
        high = painter.fontMetrics().height()
        for step in range(_STEPS + 1):
            share = step / _STEPS
            x, y = area.left() + share * area.width(), area.bottom() - share * area.height()
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            below = QRectF(x - 30, area.bottom() + 3, 60, high)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), f"{share * most_x:.2f}")
            beside = QRectF(0, y - high / 2, area.left() - 5, high)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, int(right), f"{share * most_y:.2f}")
        painter.setPen(QColor(colours.text))
        words = QRectF(area.left(), area.bottom() + high + 5, area.width(), high)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), f"{self._x_label} →")
        painter.save()
        painter.translate(high, area.center().y())
        painter.rotate(-90)
        words = QRectF(-area.height() / 2, -high, area.height(), high)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), f"{self._y_label} →")
        painter.restore()

    def _paint_spread(self, painter: QPainter, index: int) -> None:
        point, place, area, (most_x, most_y) = (
            self._points[index],
            self.place_of(index),
            self._area(),
            self._limits(),
        )
        wide = area.width() * (point.x_spread or 0.0) / most_x
        high = area.height() * (point.y_spread or 0.0) / most_y
        painter.save()
        painter.setClipRect(area)
        painter.setPen(QPen(_colour(index), 1.5))
        painter.drawLine(place - QPointF(wide, 0), place + QPointF(wide, 0))
        painter.drawLine(place - QPointF(0, high), place + QPointF(0, high))
        painter.restore()

    def _paint_names(self, painter: QPainter) -> None:
        area, line = self._area(), painter.fontMetrics().height() + 6
        left = area.right() + 3 * theme.spacing()
        for index, point in enumerate(self._points):
            middle = area.top() + line * (index + 0.5)
            if middle + line > self.height():
                break
            paint_mark(painter, QPointF(left, middle), index)
            painter.setPen(QColor(theme.scheme().text))
            place = QRectF(left + 14, middle - line / 2, self.width() - left - 16, line)
            words = painter.fontMetrics().elidedText(
                point.label, Qt.TextElideMode.ElideMiddle, int(place.width())
            )
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _words(self, point: ScatterPoint) -> str:
        return f"{point.label}: {self._x_label} {point.x:.3f}, {self._y_label} {point.y:.3f}"


def paint_mark(painter: QPainter, place: QPointF, index: int) -> None:
    """Paint the mark of that number: its colour and its shape tell it from the others."""
    painter.setPen(QPen(QColor(theme.scheme().base), 1))
    painter.setBrush(_colour(index))
    corners = (
        (),
        (-1, -1, 1, -1, 1, 1, -1, 1),
        (0, -1.3, 1.2, 1, -1.2, 1),
        (0, -1.4, 1.4, 0, 0, 1.4, -1.4, 0),
    )
    shape = corners[index % len(corners)]
    if not shape:
        painter.drawEllipse(place, _MARK, _MARK)
        return
    pairs = zip(shape[::2], shape[1::2], strict=True)
    painter.drawPolygon(QPolygonF([place + _MARK * QPointF(x, y) for x, y in pairs]))


def _colour(index: int) -> QColor:
    colours = theme.plot_colours()
    return colours[index % len(colours)]

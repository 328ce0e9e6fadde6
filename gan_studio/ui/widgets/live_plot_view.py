"""The drawing area of one plot: pyqtgraph, dressed in the theme, that lets the page scroll past it."""

from __future__ import annotations

import math
import time

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from gan_studio.ui.theme import SMALL, scheme, text_font

_AXIS_WIDTH = 48
_HEIGHT = 144
_LEAST_SPAN = 1e-3
_DOT = 6


class PlotView(pg.PlotWidget):
    """Curves on two axes; drag to look closer, Ctrl and wheel to zoom, double-click to see all again.

    Signals:
        hovered: the pointer's place on the lower axis, or None when it left.
        moved: the view was changed by hand, or put back; no argument.
    """

    hovered = Signal(object)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, background=None)
        self.shows_all = True
        self._painting_seconds = 0.0
        self._is_log = False
        self._references: list[pg.InfiniteLine] = []
        self._marks: list[pg.InfiniteLine] = []
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self.addItem(self._cross, ignoreBounds=True)
        self._cross.hide()
        self._dress()
        self.getViewBox().sigRangeChangedManually.connect(self._take_over)
        self.scene().sigMouseMoved.connect(self._follow)

    def add_curve(self) -> pg.PlotDataItem:
        """A new curve, kept for the view's life or until removed."""
        curve = pg.PlotDataItem(connect="finite", antialias=True)
        curve.setSymbolSize(_DOT)  # among the arguments it would switch dots on
        self.addItem(curve)
        curve.setLogMode(False, self._is_log)
        return curve

    def show_references(self, lines: list[tuple[float, str]]) -> None:
        """Draw level lines with a label at their left end."""
        for line in self._references:
            self.removeItem(line)
        self._references = [self._level(value, words) for value, words in lines]
        self.colour()

    def show_marks(self, marks: list[tuple[float, str]]) -> None:
        """Draw upright lines that say something when pointed at."""
        for line in self._marks:
            self.removeItem(line)
        self._marks = [self._upright(place, words) for place, words in marks]
        self.colour()

    def references(self) -> list[pg.InfiniteLine]:
        """The level lines."""
        return list(self._references)

    def marks(self) -> list[pg.InfiniteLine]:
        """The upright lines."""
        return list(self._marks)

    def span(self) -> tuple[float, float]:
        """The part of the lower axis that is seen."""
        low, high = self.getViewBox().viewRange()[0]
        return low, high

    def show_all(self) -> None:
        """Follow the curves again, as before anything was moved by hand."""
        self.shows_all = True
        self.moved.emit()

    def fit(self, curves: list[pg.PlotDataItem]) -> None:
        """Show the whole of the visible curves; a level curve is not blown up to its rounding errors."""
        shown = [curve.getData() for curve in curves if curve.isVisible()]
        across = _bounds([places for places, _ in shown if places is not None])
        upright = _bounds([values for _, values in shown if values is not None])
        if across and upright:
            if across[0] == across[1]:
                across = _widened(*across)
            self.getViewBox().setRange(xRange=across, padding=0.02)
            self.getViewBox().setRange(yRange=_widened(*upright), padding=0.08)

    def set_log(self, is_log: bool) -> None:
        """Draw values by their size; those at or below 0 have none and are left out."""
        self._is_log = is_log
        self.getPlotItem().setLogMode(x=False, y=is_log)
        for line in self._references:
            self._put(line)
        self.show_all()

    def point_at(self, place: float | None) -> None:
        """Put the upright hair line somewhere, or hide it."""
        self._cross.setVisible(place is not None)
        if place is not None:
            self._cross.setValue(place)

    def colour(self) -> None:
        """Take the theme's colours."""
        colours = scheme()
        self.setBackground(None)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(QColor(colours.border))
            axis.setTextPen(QColor(colours.muted))
        self._cross.setPen(QPen(QColor(colours.muted), 0))
        for line in self._references:
            line.setPen(_cosmetic(colours.muted, Qt.PenStyle.DotLine))
            line.label.setColor(QColor(colours.muted))
            line.label.fill = QBrush(QColor(colours.window))
        for line in self._marks:
            line.setPen(_cosmetic(colours.accent, Qt.PenStyle.DashLine))

    def take_painting_seconds(self) -> float:
        """How much of this thread's time painting took since the last call."""
        seconds, self._painting_seconds = self._painting_seconds, 0.0
        return seconds

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and note how long it took."""
        began = time.thread_time()
        super().paintEvent(event)
        self._painting_seconds += time.thread_time() - began

    def sizeHint(self) -> QSize:
        """Low, so that several plots are seen at once."""
        return QSize(320, _HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; else let the page scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Stop pointing."""
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mouseDoubleClickEvent(self, event: QEvent) -> None:
        """See everything again."""
        self.show_all()
        event.accept()

    def _dress(self) -> None:
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        # No grid: Qt fills its translucent lines with more threads, which takes cores from training.
        self.getViewBox().setMouseMode(pg.ViewBox.RectMode)
        self.getViewBox().disableAutoRange()
        self.setMinimumHeight(96)
        self.setFrameShape(self.Shape.NoFrame)
        font = text_font(SMALL, is_tabular=True)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=-4, tickTextOffset=4)
        self.getAxis("left").setWidth(_AXIS_WIDTH)
        self.colour()

    def _level(self, value: float, words: str) -> pg.InfiniteLine:
        options = {"position": 0.01, "anchors": [(0, 0.5), (0, 0.5)]}
        line = pg.InfiniteLine(
            angle=0, movable=False, label=words.replace("{", "{{").replace("}", "}}"), labelOpts=options
        )
        line.true_value = value
        line.label.setFont(text_font(SMALL))
        self.addItem(line, ignoreBounds=True)
        self._put(line)
        return line

    def _put(self, line: pg.InfiniteLine) -> None:
        value = line.true_value
        is_drawable = not self._is_log or value > 0
        line.setVisible(is_drawable)
        if is_drawable:
            line.setValue(math.log10(value) if self._is_log else value)

    def _upright(self, place: float, words: str) -> pg.InfiniteLine:
        line = pg.InfiniteLine(pos=place, angle=90, movable=False)
        line.setToolTip(words)
        self.addItem(line, ignoreBounds=True)
        return line

    def _take_over(self) -> None:
        self.shows_all = False
        self.moved.emit()

    def _follow(self, place: QPointF) -> None:
        box = self.getViewBox()
        if box.sceneBoundingRect().contains(place):
            self.hovered.emit(box.mapSceneToView(place).x())
        else:
            self.hovered.emit(None)


def _bounds(arrays: list[np.ndarray]) -> tuple[float, float] | None:
    finite = [array[np.isfinite(array)] for array in arrays]
    finite = [array for array in finite if len(array)]
    if not finite:
        return None
    return min(float(array.min()) for array in finite), max(float(array.max()) for array in finite)


def _widened(low: float, high: float) -> tuple[float, float]:
    middle, least = (low + high) / 2, _LEAST_SPAN * max(abs(low), abs(high))
    if high - low >= least > 0 or (high > low and not least):
        return low, high
    half = max(abs(low), abs(high)) or 1.0  # as wide as the value is large: its numbers then have few digits
    return middle - half, middle + half


def _cosmetic(colour: str, style: Qt.PenStyle) -> QPen:
    pen = QPen(QColor(colour), 1, style)
    pen.setCosmetic(True)
    return pen

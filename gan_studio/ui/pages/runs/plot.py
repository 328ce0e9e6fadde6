"""One plot of the comparison: a scalar that a person picks, a line per run."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from gan_studio.session.comparison import Comparison, Curve
from gan_studio.ui import theme
from gan_studio.ui.schemes import mixed

AXES = {"images": "Images seen", "steps": "Steps", "seconds": "Training time (s)"}
LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_WIDTH = 2
_SMOOTH_SHARE = 1 / 50


class ComparePlot(QWidget):
    """A list of the scalars above the lines of all runs; colours and dashes tell the runs apart.

    Args:
        number: 1, 2… of this plot, for its names.
    """

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison = Comparison(())
        self._axis = "images"
        self._is_smooth = True
        self._lines: list[pg.PlotDataItem] = []
        self.names = QComboBox()
        self.names.setObjectName(f"runs.compare.curve{number}")
        self.names.setAccessibleName(f"Curve of plot {number}")
        self.names.setToolTip("Which of the reported numbers this plot shows.")
        self.names.currentIndexChanged.connect(self._draw)
        self.plot = pg.PlotWidget()
        self.plot.setAccessibleName(f"Plot {number}")
        self.plot.setToolTip("Drag to move, turn the wheel to zoom, press A in the corner to see all.")
        self.plot.setMinimumHeight(theme.spacing(20))
        self.plot.setDownsampling(auto=True, mode="peak")
        self.plot.setClipToView(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self.names)
        column.addWidget(self.plot, 1)
        self._colour()

    def show_comparison(self, comparison: Comparison, preferred: str) -> None:
        """Show other runs; the same scalar as before if they have it, else the preferred one."""
        self._comparison = comparison
        names = comparison.curve_names()
        wanted = self.names.currentText() if self.names.currentText() in names else preferred
        with QSignalBlocker(self.names):
            self.names.clear()
            self.names.addItems(names)
            self.names.setCurrentIndex(max(names.index(wanted) if wanted in names else 0, 0))
        self.names.setEnabled(bool(names))
        self._make_lines()

    def set_axis(self, axis: str) -> None:
        """Draw along one of AXES."""
        self._axis = axis
        self._draw()

    def set_smooth(self, is_smooth: bool) -> None:
        """Draw running means, or every value as it was reported."""
        self._is_smooth = is_smooth
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _make_lines(self) -> None:
        self.plot.clear()
        self._lines = [self.plot.plot(connect="finite") for _ in self._comparison.runs]
        self._colour()
        self._draw()

    def _colour(self) -> None:
        colours = theme.scheme()
        self.plot.setBackground(QColor(colours.base))
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setPen(QColor(colours.border))
            axis.setTextPen(QColor(colours.muted))
            axis.setTickFont(theme.text_font(theme.SMALL))
        grid = mixed(QColor(colours.base), QColor(colours.text), 0.6)
        self.plot.showGrid(x=True, y=True, alpha=0.15)
        self.plot.getAxis("left").setTickPen(grid)
        for number, line in enumerate(self._lines):
            colour, style = line_look(number)
            line.setPen(pg.mkPen(colour, width=_WIDTH, style=style))

    def _draw(self) -> None:
        name = self.names.currentText()
        self.plot.setLabel("bottom", AXES[self._axis], color=theme.scheme().muted)
        for line, run in zip(self._lines, self._comparison.runs, strict=True):
            curve = run.curves.get(name)
            if curve is None or not len(curve.values):
                line.setData([], [])
            else:
                line.setData(_along(curve, self._axis), _smooth(curve.values, self._is_smooth))
        self.plot.getPlotItem().enableAutoRange()


def line_look(number: int) -> tuple[QColor, Qt.PenStyle]:
    """The colour and the dashes of the run in that place."""
    colours = theme.plot_colours()
    return colours[number % len(colours)], LINES[number % len(LINES)]


def _along(curve: Curve, axis: str) -> np.ndarray:
    return {"images": curve.images_seen, "steps": curve.steps, "seconds": curve.seconds}[axis]


def _smooth(values: np.ndarray, is_smooth: bool) -> np.ndarray:
    """Means over a window that moves along, a fiftieth of the curve; shorter at the ends."""
    width = int(len(values) * _SMOOTH_SHARE)
    if not is_smooth or width < 2 or not np.isfinite(values).all():
        return values
    sums = np.concatenate([[0.0], np.cumsum(values)])
    centres = np.arange(len(values))
    first, last = np.maximum(centres - width, 0), np.minimum(centres + width + 1, len(values))
    return (sums[last] - sums[first]) / (last - first)

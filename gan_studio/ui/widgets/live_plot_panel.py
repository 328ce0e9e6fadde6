"""One plot of a run: the curves of scalars that belong together, with title, legend and readout."""

from __future__ import annotations

import dataclasses
import math
import time
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QToolTip, QVBoxLayout, QWidget

from gan_studio.core.scalar_words import Reference, ScalarGroup, scalar_label
from gan_studio.ui.theme import SMALL, as_heading, as_note, icon, spacing, text_font
from gan_studio.ui.widgets.live_plot_legend import LegendEntry, LegendLayout, pen_of
from gan_studio.ui.widgets.live_plot_look import PlotLook
from gan_studio.ui.widgets.live_plot_series import Series, thinned, within
from gan_studio.ui.widgets.live_plot_view import PlotView

_FAINT = 70
_MINIMUM_HEIGHT = 184
_REST_SECONDS = 0.1
_GESTURES = "Drag in the plot to look closer, zoom with Ctrl and the wheel, double-click to see all again."


@dataclass
class _Curve:
    series: Series
    raw: pg.PlotDataItem
    smooth: pg.PlotDataItem
    entry: LegendEntry


class PlotPanel(QFrame):
    """Draws what belongs together and says what it means.

    Attributes:
        name: the first part of its scalars' names.
        about: title and meaning.
        drawn_at: when it was last drawn, on time.monotonic()'s clock.
        is_hurried: whether a person waits for it to be drawn anew.

    Signals:
        hovered: where the pointer is on the shared axis, or None when it left.
        wants_redraw: what is drawn is no longer true; no argument.
    """

    hovered = Signal(object)
    wants_redraw = Signal()

    def __init__(self, name: str, about: ScalarGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._title, self._help = as_heading(QLabel()), _picture_button("help", "")
        self._look = PlotLook()
        self._curves: dict[str, _Curve] = {}
        self._position: float | None = None
        self._is_stale = self.is_hurried = False
        self.drawn_at = 0.0
        self.is_hurried = False
        self.view = PlotView()
        self.reset_button = _picture_button("zoom-out", "Show everything again")
        self._legend = QWidget()
        self._entries = LegendLayout(self._legend)
        self._notes = as_note(QLabel())
        self._notes.setWordWrap(True)
        self._about_note = as_note(QLabel())
        self.log_button = _log_button()
        self._lay_out()
        self._connect()
        self.show_about(about)

    def show_about(self, about: ScalarGroup) -> None:
        """Say what the plot is about."""
        self.about = about
        self._title.setText(about.title)
        self._title.setToolTip(f"<p>{about.meaning}</p>")
        self._help.setAccessibleName(f"What “{about.title}” means")
        self._help.setAccessibleDescription(about.meaning)
        self._help.setToolTip(f"<p>{about.meaning}</p><p>{_GESTURES}</p>")
        self.log_button.setAccessibleName(f"{about.title}: logarithmic axis")
        self.setAccessibleName(about.title)
        self.setAccessibleDescription(about.meaning)
        self.view.setAccessibleName(f"Plot of {about.title}")
        self._about_note.setText(about.note)
        self._about_note.setVisible(bool(about.note))

    def names(self) -> list[str]:
        """The scalars that have a curve here, in the order they came."""
        return list(self._curves)

    def add(self, series: Series) -> None:
        """Give a scalar its curve."""
        entry = LegendEntry(len(self._curves), scalar_label(series.name))
        entry.setObjectName(f"legend.{series.name}")
        entry.toggled.connect(self._hurry)
        self._entries.addWidget(entry)
        raw, smooth = self.view.add_curve(), self.view.add_curve()
        self._curves[series.name] = _Curve(series, raw, smooth, entry)
        self._colour()

    def clear(self) -> None:
        """Take every curve away."""
        for curve in self._curves.values():
            self.view.removeItem(curve.raw)
            self.view.removeItem(curve.smooth)
            self._entries.removeWidget(curve.entry)
            curve.entry.deleteLater()
        self._curves.clear()
        self.show_references([])
        self.view.show_marks([])
        self.view.show_all()

    def show_look(self, look: PlotLook) -> None:
        """Draw along another axis or with other smoothing, which values that are set have none of."""
        moves = look.axis != self._look.axis
        self._look = look if self.about.is_measured else dataclasses.replace(look, smoothing=0.0)
        if moves:
            self.view.show_all()
        self._hurry()

    def show_references(self, references: list[Reference]) -> None:
        """Draw the lines that this plot's scalars are compared with, as far as these are shown."""
        here = [reference for reference in references if self._curves.keys() & set(reference.names)]
        self.view.show_references([(reference.value, f"{reference.value:.2f}") for reference in here])
        self._notes.setText("\n".join(f"┈ {reference.label}: {reference.words}" for reference in here))
        self._notes.setVisible(bool(here))

    def show_marks(self, marks: list[tuple[float, str]]) -> None:
        """Draw upright lines where something was changed: places on the axis and what to say."""
        self.view.show_marks(marks)

    def curve(self, name: str) -> pg.PlotDataItem:
        """The line that is drawn for a scalar."""
        return self._curves[name].smooth

    def entry(self, name: str) -> LegendEntry:
        """The legend's button for a scalar."""
        return self._curves[name].entry

    def redraw_soon(self) -> None:
        """Ask to be drawn anew."""
        self._is_stale = True
        self.wants_redraw.emit()

    def _hurry(self) -> None:
        self.is_hurried = True
        self.redraw_soon()

    def is_waiting(self) -> bool:
        """Whether there is something new to draw and someone to see it."""
        return self._is_stale and not self.visibleRegion().isEmpty()

    def is_due(self) -> bool:
        """Whether it was drawn long enough ago to be drawn again."""
        return time.monotonic() - self.drawn_at >= _REST_SECONDS

    def redraw(self) -> None:
        """Draw what is new."""
        self._is_stale = self.is_hurried = False
        self.drawn_at = time.monotonic()
        for curve in self._curves.values():
            self._draw(curve)
        if self.view.shows_all:
            self.view.fit([item for curve in self._curves.values() for item in (curve.raw, curve.smooth)])
        self._show_values()

    def point_at(self, position: float | None) -> None:
        """Show values at a place of the axis, or the newest ones."""
        self._position = position
        self.view.point_at(position)
        self._show_values()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while hidden."""
        super().showEvent(event)
        self._hurry()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _draw(self, curve: _Curve) -> None:
        look, series = self._look, curve.series
        is_shown = curve.entry.isChecked()
        curve.smooth.setVisible(is_shown)
        curve.raw.setVisible(is_shown and look.smoothing > 0)
        if not is_shown:
            return
        places = series.along(look.axis)
        seen = slice(None) if self.view.shows_all else within(places, *self.view.span())
        buckets = max(100, self.view.width() // 2)
        curve.smooth.setData(*thinned(places[seen], series.smoothed(look.smoothing)[seen], buckets))
        _show_lone_value(curve.smooth, len(series) == 1)
        if look.smoothing > 0:
            curve.raw.setData(*thinned(places[seen], series.values()[seen], buckets))

    def _show_values(self) -> None:
        for curve in self._curves.values():
            values = curve.series.smoothed(self._look.smoothing)
            index: int | None = len(values) - 1
            if self._position is not None:
                index = curve.series.at(self._look.axis, self._position)
            is_known = index is not None and 0 <= index < len(values)
            curve.entry.show_value(figure(float(values[index])) if is_known else "")

    def _lay_out(self) -> None:
        self._help.clicked.connect(self._say_meaning)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._help)
        head.addStretch(1)
        head.addWidget(self.reset_button)
        head.addWidget(self.log_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing(1), spacing(0.5), spacing(1), spacing(0.5))
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._about_note)
        column.addWidget(self._legend)
        column.addWidget(self._notes)
        column.addWidget(self.view, 1)
        self.setMinimumHeight(_MINIMUM_HEIGHT)
        self.setObjectName(f"plot.{self.name}")
        self.reset_button.hide()
        self._notes.hide()

    def _say_meaning(self) -> None:
        button = self.sender()
        QToolTip.showText(button.mapToGlobal(button.rect().bottomLeft()), button.toolTip(), button)

    def _connect(self) -> None:
        self.view.hovered.connect(self.hovered)
        self.view.moved.connect(self._note_moved)
        self.reset_button.clicked.connect(self.view.show_all)
        self.log_button.toggled.connect(self.view.set_log)

    def _note_moved(self) -> None:
        self.reset_button.setVisible(not self.view.shows_all)
        self._hurry()

    def _colour(self) -> None:
        self.view.colour()
        for number, curve in enumerate(self._curves.values()):
            faint = pen_of(number, 1)
            colour = QColor(faint.color())
            colour.setAlpha(_FAINT)
            faint.setColor(colour)
            faint.setStyle(Qt.PenStyle.SolidLine)
            curve.raw.setPen(faint)
            curve.smooth.setPen(pen_of(number))
            curve.smooth.setSymbolPen(None)
            curve.smooth.setSymbolBrush(pen_of(number).color())


def _show_lone_value(curve: pg.PlotDataItem, is_lone: bool) -> None:
    """Draw a dot where there is only one value, for a line needs two."""
    symbol = "o" if is_lone else None
    if curve.opts["symbol"] != symbol:
        curve.setSymbol(symbol)


def figure(value: float) -> str:
    """A value with four figures, short enough for a legend."""
    if not math.isfinite(value):
        return "not finite"
    size = abs(value)
    if size and (size < 1e-3 or size >= 1e5):
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    digits = 4 if size < 1 else max(0, 3 - math.floor(math.log10(size)))
    return f"{value:.{digits}f}"


def _log_button() -> QToolButton:
    button = QToolButton()
    button.setText("log")
    button.setFont(text_font(SMALL))
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setToolTip("Logarithmic axis: shows small values too; those at or below 0 are left out")
    return button


def _picture_button(picture: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setIconSize(QSize(14, 14))
    button.setAutoRaise(True)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button

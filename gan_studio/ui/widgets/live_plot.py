"""LivePlot: every scalar of a run as a curve, in plots by the first part of its name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.scalar_words import (
    Reference,
    ScalarGroup,
    group_of,
    group_order,
    scalar_group,
    scalar_order,
)
from gan_studio.ui.theme import spacing
from gan_studio.ui.widgets.live_plot_bar import PlotBar
from gan_studio.ui.widgets.live_plot_export import asked_path, save_picture, save_table
from gan_studio.ui.widgets.live_plot_look import Mark as Mark
from gan_studio.ui.widgets.live_plot_look import PlotLook as PlotLook
from gan_studio.ui.widgets.live_plot_panel import PlotPanel
from gan_studio.ui.widgets.live_plot_series import AXES, Series

_TICK_MS = 33
_SHARE = 0.005
"""Of the time, how much drawing may take; what is drawn about needs the processor too."""
_LONGEST_REST_SECONDS = 1.0
_PANEL_WIDTH = 340


class LivePlot(QWidget):
    """Takes scalars as they come and draws them as often as a small share of the time allows.

    A scalar whose name was never seen gets a curve; one with a new first part gets a plot. Plots are
    made one a tick, as they are drawn, so that many never hold the window up at once.

    Signals:
        look_changed: the new PlotLook, chosen by a person.
        export_failed: a sentence about a file that could not be written.
    """

    look_changed = Signal(object)
    export_failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: dict[str, Series] = {}
        self._panels: dict[str, PlotPanel] = {}
        self._about: dict[str, ScalarGroup] = {}
        self._unplaced: dict[str, list[Series]] = {}
        self._marks: list[Mark] = []
        self._references: list[Reference] = []
        self._rests_until = 0.0
        self._arranged: tuple[int, list[str]] = (0, [])
        self._bar = PlotBar()
        self._inner = QWidget()
        self._grid = QGridLayout(self._inner)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._redraw_next)
        self._lay_out()
        self._bar.look_changed.connect(self._show_look)
        self._bar.picture_asked.connect(self._export_picture)
        self._bar.table_asked.connect(self._export_table)

    def prepare(self) -> None:
        """Make the plots of every known group ahead, one a tick, while there is time for it."""
        for group in group_order():
            self._unplaced.setdefault(group, [])
        self._redraw_soon()

    def describe(self, group: str, about: ScalarGroup) -> None:
        """Say what the plot of scalars whose names begin so is about, in place of the usual words."""
        self._about[group] = about
        if group in self._panels:
            self._panels[group].show_about(about)

    def add(self, place: tuple[float, float, float], scalars: Mapping[str, float]) -> None:
        """Take what was reported at one moment.

        A run that is resumed from an older checkpoint comes to steps a second time; what was reported of
        them before is forgotten.

        Args:
            place: step, thousands of images seen and seconds trained.
            scalars: values by name.
        """
        if any(mark.place[0] > place[0] for mark in self._marks):
            self._marks = [mark for mark in self._marks if mark.place[0] <= place[0]]
            self._show_marks()
        for name in sorted(scalars.keys() - self._series.keys(), key=scalar_order):
            self._add_series(name)
        for name, value in scalars.items():
            self._series[name].append(place, value)
        for group in {group_of(name) for name in scalars} - self._unplaced.keys():
            self._panels[group].redraw_soon()

    def mark(self, mark: Mark) -> None:
        """Mark a moment in every plot."""
        self._marks.append(mark)
        self._show_marks()

    def show_references(self, references: Iterable[Reference]) -> None:
        """Draw level lines in the plots whose scalars they belong to."""
        self._references = list(references)
        for panel in self._panels.values():
            panel.show_references(self._references)

    def clear(self) -> None:
        """Forget every value and mark, as before another run."""
        self._series.clear()
        self._unplaced.clear()
        self._marks.clear()
        for panel in self._panels.values():
            panel.clear()
        self._arrange()
        self._bar.set_filled(False)

    def names(self) -> list[str]:
        """Every scalar that has a curve."""
        return list(self._series)

    def series(self, name: str) -> Series:
        """The values of a scalar."""
        return self._series[name]

    def panel(self, group: str) -> PlotPanel:
        """The plot of the scalars whose names begin so."""
        self._place(group)
        return self._panels[group]

    def look(self) -> PlotLook:
        """Axis and smoothing."""
        return self._bar.look()

    def set_look(self, look: PlotLook) -> None:
        """Choose axis and smoothing, without a signal."""
        self._bar.set_look(look)
        self._apply_look()

    def rows(self) -> Iterator[tuple[float, float, float, str, float]]:
        """Every value as a row of step, images, seconds, name and value."""
        for name, series in self._series.items():
            places = (series.along(axis) for axis in AXES)
            for step, kimg, seconds, value in zip(*places, series.values(), strict=True):
                yield int(step), round(kimg * 1000), float(seconds), name, float(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many plots beside each other as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while hidden."""
        super().showEvent(event)
        self._redraw_soon()

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(spacing(0.5))
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.verticalScrollBar().valueChanged.connect(self._redraw_soon)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing(0.5))
        column.addWidget(self._bar)
        column.addWidget(self._scroll, 1)
        self._bar.set_filled(False)

    def _add_series(self, name: str) -> None:
        self._series[name] = Series(name)
        self._unplaced.setdefault(group_of(name), []).append(self._series[name])
        self._bar.set_filled(True)
        self._redraw_soon()

    def _place(self, group: str) -> None:
        """Make the plot of a group, with a curve for each of its scalars that has none yet."""
        if group not in self._unplaced:
            return
        panel = self._panel_of(group)
        for series in self._unplaced.pop(group):
            panel.add(series)
            panel.show_references(self._references)
            panel.redraw_soon()
        self._arrange()

    def _panel_of(self, group: str) -> PlotPanel:
        if group not in self._panels:
            panel = PlotPanel(group, self._about.get(group) or scalar_group(group), self._inner)
            panel.hide()
            panel.show_look(self.look())
            panel.hovered.connect(self._point_at)
            panel.wants_redraw.connect(self._redraw_soon)
            self._panels[group] = panel
            self._show_marks()
        return self._panels[group]

    def _arrange(self) -> None:
        shown = [group for group, panel in self._panels.items() if panel.names()]
        shown.sort(key=self._rank)
        columns = max(1, self.width() // _PANEL_WIDTH)
        if (columns, shown) == self._arranged:
            return
        self._arranged = (columns, shown)
        while self._grid.takeAt(0):
            pass
        for place, group in enumerate(shown):
            self._grid.addWidget(self._panels[group], place // columns, place % columns)
        for group, panel in self._panels.items():
            panel.setVisible(group in shown)

    def _rank(self, group: str) -> float:
        """Where a plot stands: the known ones in their order, described ones after the first of them."""
        known = group_order()
        if group in known:
            return known.index(group)
        return 0.5 if group in self._about else len(known)

    def _redraw_soon(self) -> None:
        is_hurried = any(panel.is_hurried for panel in self._panels.values())
        if not self._timer.isActive() or (is_hurried and self._timer.interval() > _TICK_MS):
            self._timer.start(_TICK_MS)

    def _redraw_next(self) -> None:
        """Make or draw one plot, and come again when there is another and its time has come."""
        self._timer.setInterval(_TICK_MS)
        if self._unplaced:
            self._place(max(self._unplaced, key=lambda group: len(self._unplaced[group])))
            return
        waiting = [panel for panel in self._panels.values() if panel.is_waiting()]
        due = min(waiting, key=lambda panel: (not panel.is_hurried, panel.drawn_at), default=None)
        if due is None:
            self._timer.stop()
            return
        rest = self._rest_seconds()
        if rest and not due.is_hurried:
            self._timer.setInterval(max(_TICK_MS, round(1000 * rest)))
        elif due.is_hurried or due.is_due():
            began = time.thread_time()
            due.redraw()
            self._rest_for(time.thread_time() - began)

    def _rest_seconds(self) -> float:
        """How long drawing must rest, having had its share of the time; what Qt painted since counts too."""
        self._rest_for(sum(panel.view.take_painting_seconds() for panel in self._panels.values()))
        return max(0.0, self._rests_until - time.monotonic())

    def _rest_for(self, worked_seconds: float) -> None:
        now = time.monotonic()
        wanted = max(self._rests_until, now) + worked_seconds / _SHARE
        self._rests_until = min(wanted, now + _LONGEST_REST_SECONDS)

    def _show_look(self) -> None:
        self._apply_look()
        self.look_changed.emit(self.look())

    def _apply_look(self) -> None:
        for panel in self._panels.values():
            panel.show_look(self.look())
        self._show_marks()

    def _show_marks(self) -> None:
        number = AXES.index(self.look().axis)
        marks = [(mark.place[number], mark.words) for mark in self._marks]
        for panel in self._panels.values():
            panel.show_marks(marks)

    def _point_at(self, position: float | None) -> None:
        for panel in self._panels.values():
            panel.point_at(position)

    def _export_picture(self) -> None:
        path = asked_path(self, "Save plots", "plots.png", "PNG picture (*.png)")
        if path is not None:
            self._keep(path, lambda: save_picture(self._inner, path))

    def _export_table(self) -> None:
        path = asked_path(self, "Save values", "scalars.csv", "Table (*.csv)")
        if path is not None:
            self._keep(path, lambda: save_table(self.rows(), path))

    def _keep(self, path: Path, save: Callable[[], None]) -> None:
        try:
            save()
        except OSError as error:
            reason = error.strerror or error
            self.export_failed.emit(f"{path} was not saved ({reason}); choose another place.")

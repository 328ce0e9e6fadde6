"""Handing a run's events, or what is left of an older run, to the widgets that show them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gan_studio.core.config import RunConfig
from gan_studio.core.events import (
    Event,
    Finished,
    MetricReady,
    SamplesReady,
    Saved,
    SettingChanged,
    Started,
    StepDone,
    Warned,
)
from gan_studio.core.scalar_words import references, score_group
from gan_studio.ui.pages.train.log import change_text, line_of
from gan_studio.ui.pages.train.past import Past
from gan_studio.ui.pages.train.view import TrainView
from gan_studio.ui.widgets.live_plot import Mark


class RunWatch(QObject):
    """Shows one run at a time: the one that trains, or one that is about to be resumed.

    Attributes:
        folder: of the run that is shown, or None.
        finished: how it ended by itself, or None.
        has_saved: whether it has a checkpoint to go on from.

    Signals:
        setting_changed: a SettingChanged of the run.
    """

    setting_changed = Signal(object)

    def __init__(self, view: TrainView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.folder: Path | None = None
        self.finished: Finished | None = None
        self.has_saved = False
        self._config: RunConfig | None = None
        self._last = (0.0, 0.0, 0.0)
        self._takes = {
            Started: self._start,
            StepDone: self._step,
            SamplesReady: view.samples.add,
            MetricReady: self._show_scores,
            Saved: self._note,
            SettingChanged: self._change,
            Warned: self._note,
            Finished: self._finish,
        }

    def take(self, events: list[Event]) -> None:
        """Show a batch of events."""
        self._view.status.take(events)
        samples = [event for event in events if isinstance(event, SamplesReady)]
        for event in events:
            # Of several grids in one batch only the last is worth drawing; the others join the history.
            if isinstance(event, SamplesReady) and event is not samples[-1]:
                self._view.samples.add_path(event.path)
            elif type(event) in self._takes:
                self._takes[type(event)](event)

    def show_past(self, past: Past) -> None:
        """Show what an older run left."""
        self._begin(past.summary.path, past.config)
        self.has_saved = past.has_checkpoint
        for group, about in past.descriptions.items():
            self._view.plots.describe(group, about)
        for report in past.reports:
            self._view.plots.add(report.place, report.scalars)
            self._last = report.place
        self._view.show_plots(bool(past.reports))
        for change in past.changes:
            words = change_text(past.config, change.path, change.old, change.new)
            self._view.plots.mark(Mark(change.near.place, words))
            self._view.log.add(change.near.step, words)
        self._view.samples.show_past(past.samples, past.config.data.resolution)

    def forget(self) -> None:
        """Show no run."""
        self.folder, self._config, self.finished, self.has_saved = None, None, None, False
        self._last = (0.0, 0.0, 0.0)
        for widget in (self._view.samples, self._view.log):
            widget.forget()
        self._view.plots.clear()
        self._view.show_plots(False)

    def _begin(self, folder: Path, config: RunConfig) -> None:
        self.forget()
        self.folder, self._config = folder, config
        self._view.plots.show_references(references(config.objective))

    def _start(self, event: Started) -> None:
        if event.run != self.folder:
            self._begin(event.run, event.config)
        self._config, self.finished = event.config, None
        self._last = (event.step, event.images_seen / 1000, event.seconds)

    def _step(self, event: StepDone) -> None:
        self._last = (event.step, event.images_seen / 1000, event.seconds)
        if event.scalars:
            self._view.plots.add(self._last, event.scalars)
            self._view.show_plots(True)

    def _show_scores(self, event: MetricReady) -> None:
        place = (event.step, event.images_seen / 1000, event.seconds)
        for score in event.scores:
            if score.value is not None:
                self._view.plots.describe(score.metric, score_group(score, event.share))
                self._view.plots.add(place, {f"{score.metric}/ema": score.value})

    def _change(self, event: SettingChanged) -> None:
        self._view.plots.mark(Mark(self._last, change_text(self._config, event.path, event.old, event.new)))
        self._note(event)
        self.setting_changed.emit(event)

    def _note(self, event: Saved | SettingChanged | Warned) -> None:
        self.has_saved = self.has_saved or isinstance(event, Saved)
        if self._config is not None:
            self._view.log.add(event.step, line_of(event, self._config))

    def _finish(self, event: Finished) -> None:
        self.finished = event
        self.has_saved = self.has_saved or event.checkpoint is not None

"""The reading that the Runs page has done off the window's thread."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gan_studio.core.events import Preparing
from gan_studio.session.comparison import Comparison, comparison_of
from gan_studio.session.config_reading import config_of
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui.pages.runs.cards import CardReader


class RunsReading(QObject):
    """Reads cards, configurations and comparisons, each in a thread of its own.

    Signals:
        cards_read: a list of RunCards.
        config_read: a RunConfig.
        comparison_read: a Comparison.
        busy_changed: a configuration or a comparison begins or ends to be read; no argument.
    """

    cards_read = Signal(object)
    config_read = Signal(object)
    comparison_read = Signal(object)
    busy_changed = Signal()

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = CardReader()
        self._must_read_again = False
        self._path = Path()
        self._named: Sequence[tuple[str, Path]] = ()
        self._cards_task = BackgroundTask(self._reader.cards, self)
        self._config_task = BackgroundTask(self._config, self, is_quiet=False)
        self._comparison_task = BackgroundTask(self._comparison, self, is_quiet=False)
        self._cards_task.finished.connect(self._tell_cards)
        self._config_task.finished.connect(self._tell_config)
        self._comparison_task.finished.connect(self._tell_comparison)
        for task in (self._cards_task, self._config_task, self._comparison_task):
            task.failed.connect(studio.tell_failure)
            task.failed.connect(self._tell_end)

    @property
    def is_busy(self) -> bool:
        """Whether a configuration or a comparison is being read."""
        return self._config_task.is_running or self._comparison_task.is_running

    def read_cards(self, scale: float) -> None:
        """Read the cards; once more if that goes on already.

        Args:
            scale: pixels of the screen per unit of length.
        """
        if self._cards_task.is_running:
            self._must_read_again = True
            return
        self._must_read_again = False
        self._reader.scale = scale
        self._cards_task.start()

    def read_config(self, path: Path) -> None:
        """Read what a run or model was made with."""
        if not self.is_busy:
            self._path = path
            self._config_task.start()
            self.busy_changed.emit()

    def read_comparison(self, named: Sequence[tuple[str, Path]]) -> None:
        """Read what there is to compare; names and paths."""
        if not self.is_busy:
            self._named = tuple(named)
            self._comparison_task.start()
            self.busy_changed.emit()

    def _config(self) -> Generator[Preparing, None, object]:
        return (yield from config_of(self._path))

    def _comparison(self) -> Generator[Preparing, None, Comparison]:
        comparison = yield from comparison_of(self._named)
        importlib.import_module("gan_studio.ui.pages.runs.compare")
        return comparison

    def _tell_cards(self, cards: object) -> None:
        self.cards_read.emit(cards)
        if self._must_read_again:
            self.read_cards(self._reader.scale)

    def _tell_config(self, config: object) -> None:
        self._tell_end(None)
        self.config_read.emit(config)

    def _tell_comparison(self, comparison: Comparison) -> None:
        self._tell_end(None)
        self.comparison_read.emit(comparison)

    def _tell_end(self, _: object) -> None:
        self.busy_changed.emit()

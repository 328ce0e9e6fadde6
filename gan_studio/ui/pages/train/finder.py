"""Reading older runs without holding the window up."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gan_studio.core.events import Preparing
from gan_studio.core.run_folder import RunSummary, list_runs
from gan_studio.session.newest_task import NewestTask
from gan_studio.session.task import BackgroundTask
from gan_studio.ui.pages.train.past import read_past


class RunFinder(QObject):
    """Reads what a run left, and looks for one that was stopped on its way.

    Signals:
        past_read: the Past of the run that was asked for last.
        unfinished_found: the RunSummary of the newest run, where it was stopped before its end.
        failed: the Failure, where a run cannot be read.
    """

    past_read = Signal(object)
    unfinished_found = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = NewestTask(self)
        self._looking = BackgroundTask(_newest_unfinished, self)
        self._reading.finished.connect(self.past_read)
        self._reading.failed.connect(self.failed)
        self._looking.finished.connect(self._tell_found)
        self._looking.failed.connect(self.failed)

    def read(self, folder: Path) -> None:
        """Read a run's folder."""
        self._reading.start(lambda: read_past(folder))

    def look(self) -> None:
        """Look for an unfinished run."""
        if not self._looking.is_running:
            self._looking.start()

    def _tell_found(self, run: RunSummary | None) -> None:
        if run is not None:
            self.unfinished_found.emit(run)


def _newest_unfinished() -> Generator[Preparing, None, RunSummary | None]:
    yield Preparing("Looking for an unfinished run")
    newest = next(iter(list_runs()), None)
    return newest if newest is not None and newest.state == "stopped" and newest.can_resume else None

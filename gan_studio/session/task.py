"""Work that takes a while, told apart from training: scanning, repairing, exporting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gan_studio.session.feed import Feed
from gan_studio.session.worker import Worker

_QUIT_WAIT_MS = 5000


class BackgroundTask(QObject):
    """Pulls a plain generator in a thread and says how far it is; made once, started any number of times.

    Exactly one of `finished`, `failed` and `cancelled` is emitted per start.

    Signals:
        progressed: the newest thing the generator yielded (a Preparing, as a rule), at most every 33 ms.
        finished: the generator's return value.
        failed: the Failure, where it raised.
        cancelled: the generator was closed after cancel(); no argument.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self, work: Callable[[], Iterator[object]], parent: QObject | None = None, *, is_quiet: bool = True
    ) -> None:
        """Prepare the task; nothing happens before start().

        Args:
            work: returns the generator; called on the worker's thread, so it may import and read files.
            is_quiet: whether the thread lowers its own priority for the window's sake.
        """
        super().__init__(parent)
        self._work = work
        self._is_quiet = is_quiet
        self._feed = Feed(self)
        self._feed.arrived.connect(self._tell_progress)
        self._feed.ended.connect(self._tell_end)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.end)

    @property
    def is_running(self) -> bool:
        """Whether the work goes on."""
        return self._feed.worker is not None

    def start(self) -> None:
        """Begin the work; ValueError if it already goes on."""
        self._feed.start(self._work, is_quiet=self._is_quiet)

    def cancel(self) -> None:
        """Ask the work to end early; `cancelled` says when it has."""
        if self._feed.worker is not None:
            self._feed.worker.stop()

    def wait(self, milliseconds: int) -> bool:
        """Block until the work has ended and its signals were emitted; False if it takes longer."""
        return self._feed.wait(milliseconds)

    def end(self) -> None:
        """Cancel and wait for the end, so that no thread outlives the application."""
        self.cancel()
        self.wait(_QUIT_WAIT_MS)

    def _tell_progress(self, items: list[object]) -> None:
        self.progressed.emit(items[-1])

    def _tell_end(self, worker: Worker) -> None:
        if worker.failure is not None:
            self.failed.emit(worker.failure)
        elif worker.was_stopped:
            self.cancelled.emit()
        else:
            self.finished.emit(worker.result)

"""Work of which only the newest matters, such as what belongs to what is shown now."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from gan_studio.session.failure import Failure
from gan_studio.session.task import BackgroundTask

Work = Callable[[], Iterator[object]]


class NewestTask(QObject):
    """One piece of work at a time: a new one cancels the one that goes on, whose outcome is dropped.

    Signals:
        progressed, finished, failed: as of BackgroundTask, of the newest work only.
        cancelled: the newest work was cancelled by cancel(); no argument.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: Work | None = None
        self._next: Work | None = None
        self._is_dropped = False
        self._task = BackgroundTask(self._begin_work, self)
        self._task.progressed.connect(self._tell_progress)
        self._task.finished.connect(self._tell_result)
        self._task.failed.connect(self._tell_failure)
        self._task.cancelled.connect(self._tell_cancelled)

    @property
    def is_running(self) -> bool:
        """Whether any work goes on."""
        return self._task.is_running

    def start(self, work: Work) -> None:
        """Begin this work, as soon as the one that goes on has been cancelled."""
        self._next = work
        if self._task.is_running:
            self._drop()
        else:
            self._start_next()

    def cancel(self) -> None:
        """End the work early; what it came to is dropped, even if it was done by then."""
        self._next = None
        self._drop()

    def end(self) -> None:
        """End the work and wait for that."""
        self._next = None
        self._task.end()

    def _begin_work(self) -> Iterator[object]:
        return self._current()

    def _start_next(self) -> None:
        self._current, self._next = self._next, None
        self._is_dropped = False
        self._task.start()

    def _drop(self) -> None:
        self._is_dropped = True
        self._task.cancel()

    def _tell_progress(self, event: object) -> None:
        if not self._is_dropped:
            self.progressed.emit(event)

    def _tell_result(self, result: object) -> None:
        if self._is_dropped:
            self._tell_cancelled()
        else:
            self.finished.emit(result)

    def _tell_failure(self, failure: Failure) -> None:
        if self._is_dropped:
            self._tell_cancelled()
        else:
            self.failed.emit(failure)

    def _tell_cancelled(self) -> None:
        if self._next is not None:
            self._start_next()
        else:
            self.cancelled.emit()

"""The work of the Data page, off the window's thread: opening, previewing, examining."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gan_studio.core.config import DataOptions
from gan_studio.core.data.preview import Preview, Selection, preview
from gan_studio.core.data.report import Report
from gan_studio.core.data.source import Source
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.session.failure import Failure
from gan_studio.session.task import BackgroundTask

Work = Callable[[], Iterator[object]]


@dataclass(frozen=True)
class Look:
    """A data set and some of its pictures.

    Attributes:
        shown: the pictures, or None if there are none.
        why_not: why there are none, else "".
    """

    source: Source
    shown: Preview | None
    why_not: str = ""


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
            self._task.cancel()
        else:
            self._start_next()

    def cancel(self) -> None:
        """End the work early."""
        self._next = None
        self._task.cancel()

    def _begin_work(self) -> Iterator[object]:
        return self._current()

    def _start_next(self) -> None:
        self._current, self._next = self._next, None
        self._task.start()

    def _tell_progress(self, event: object) -> None:
        if self._next is None:
            self.progressed.emit(event)

    def _tell_result(self, result: object) -> None:
        if self._next is not None:
            self._start_next()
        else:
            self.finished.emit(result)

    def _tell_failure(self, failure: Failure) -> None:
        if self._next is not None:
            self._start_next()
        else:
            self.failed.emit(failure)

    def _tell_cancelled(self) -> None:
        if self._next is not None:
            self._start_next()
        else:
            self.cancelled.emit()


class DataWork(QObject):
    """Opens a data set, shows some of it at once, and then examines all of it.

    Signals:
        opened: the Source, once its first pictures are there.
        looked: a Look, for every preview.
        examining: Preparing, how far the doctor is.
        examined: the Report.
        interrupted: the examination was cancelled; no argument.
        failed: the Failure, where a data set cannot be opened or examined.
    """

    opened = Signal(object)
    looked = Signal(object)
    examining = Signal(object)
    examined = Signal(object)
    interrupted = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source: Source | None = None
        self._looking = NewestTask(self)
        self._looking.finished.connect(self._take_look)
        self._looking.failed.connect(self.failed)
        self._examining = NewestTask(self)
        self._examining.progressed.connect(self.examining)
        self._examining.finished.connect(self.examined)
        self._examining.failed.connect(self.failed)
        self._examining.cancelled.connect(self.interrupted)

    @property
    def is_examining(self) -> bool:
        """Whether the doctor is at work."""
        return self._examining.is_running

    def open(self, text: str, options: DataOptions, selection: Selection) -> None:
        """Open another data set."""
        self.source = None
        self._examining.cancel()
        self._looking.start(lambda: _opened_look(text, options, selection))

    def look(self, options: DataOptions, selection: Selection) -> None:
        """Show other pictures of the open data set, or the same ones with other options."""
        if self.source is not None:
            source = self.source
            self._looking.start(lambda: _look(source, options, selection))

    def examine(self) -> None:
        """Let the doctor look at the open data set."""
        if self.source is not None:
            source = self.source
            self._examining.start(lambda: _examined(source))

    def cancel_examination(self) -> None:
        """End the examination early."""
        self._examining.cancel()

    def _take_look(self, look: Look) -> None:
        if self.source is not look.source:
            self.source = look.source
            self.opened.emit(look.source)
            self.examine()
        self.looked.emit(look)


def _opened_look(text: str, options: DataOptions, selection: Selection) -> Generator[Preparing, None, Look]:
    # Called on the worker's thread, where the first import of the kinds of data sets holds up nothing.
    from gan_studio.core.data.prepare import opening

    source = yield from opening(text)
    return (yield from _look(source, options, selection))


def _look(source: Source, options: DataOptions, selection: Selection) -> Generator[Preparing, None, Look]:
    try:
        return Look(source, (yield from preview(source, options, selection)))
    except InputError as error:
        return Look(source, None, str(error))


def _examined(source: Source) -> Generator[Preparing, None, Report]:
    from gan_studio.core.data.doctor import examine

    return (yield from examine(source))

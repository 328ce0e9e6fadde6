"""The work of the Data page, off the window's thread: opening, previewing, examining."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gan_studio.core.config import DataOptions
from gan_studio.core.data.preview import Preview, Selection, preview
from gan_studio.core.data.report import Report
from gan_studio.core.data.source import Source
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.session.newest_task import NewestTask


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

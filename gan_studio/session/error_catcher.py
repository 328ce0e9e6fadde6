"""Errors that nothing else caught: shown to the person, kept in a file, never the end of the window."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal

from gan_studio import paths
from gan_studio.session.failure import Failure, failure_of
from gan_studio.session.notices import Notices

_MOST_BYTES = 1_000_000


class ErrorCatcher(QObject):
    """Takes over Python's hooks for uncaught exceptions, of every thread, and posts them as notices.

    Signals:
        caught: a Failure; sent so that it reaches the window's thread from any other.
    """

    caught = Signal(object)

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self.caught.connect(self._tell)

    def install(self) -> None:
        """Take the hooks over, for the rest of the process."""
        sys.excepthook = self._catch
        sys.unraisablehook = self._catch_unraisable
        threading.excepthook = self._catch_in_thread

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        failure = failure_of(error)
        keep_trace(failure)
        self.caught.emit(failure)

    def _catch_unraisable(self, unraisable: Any) -> None:
        if unraisable.exc_value is not None:
            self._catch(type(unraisable.exc_value), unraisable.exc_value, unraisable.exc_traceback)

    def _catch_in_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            self._catch(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def _tell(self, failure: Failure) -> None:
        self._notices.error(failure.message, failure.advice, failure.trace)


def keep_trace(failure: Failure) -> None:
    """Add a failure to errors.log in the person's folder; a file grown too long starts afresh."""
    if not failure.trace:
        return
    path = paths.home() / "errors.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_long = path.exists() and path.stat().st_size > _MOST_BYTES
        with path.open("w" if is_long else "a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {failure.message}\n{failure.trace}\n")
    except OSError:
        pass  # The notice still shows it; a log that cannot be written must not add a second error.

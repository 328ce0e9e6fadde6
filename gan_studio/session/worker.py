"""A thread that pulls a plain generator."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator

from gan_studio.session.failure import Failure, failure_of
from gan_studio.session.mailbox import Mailbox
from gan_studio.session.priority import lower_priority
from gan_studio.session.threads import start_thread

_MOST_WAITING = 5000
_REST_SECONDS = 0.001


class Worker:
    """Pulls a generator on a thread of its own and puts what it yields into a mailbox.

    Where far more is yielded than is taken, the thread rests between events until the window has
    caught up. Pausing is not pulling; stopping is closing the generator, on the worker's thread, so that its
    `finally` runs there. The thread is never killed. Nothing here emits a signal: the window's
    thread looks into the mailbox when it has time.

    Attributes:
        mailbox: what was yielded and not yet taken.
        result: the generator's return value, once done.
        failure: why the generator raised, or None.
        was_stopped: whether it was closed before its end.
    """

    def __init__(self, work: Callable[[], Iterator[object]], *, is_quiet: bool = True) -> None:
        """Prepare to pull what `work` returns; it is called on the worker's thread.

        Args:
            is_quiet: whether the thread lowers its own priority for the window's sake.
        """
        self.mailbox = Mailbox()
        self.result: object = None
        self.failure: Failure | None = None
        self.was_stopped = False
        self._work = work
        self._is_quiet = is_quiet
        self._stop_asked = False
        self._may_go = threading.Event()
        self._may_go.set()
        self._holds = threading.Event()
        self._hold_after: Callable[[object], bool] | None = None
        self._deciding = threading.Lock()  # so that no hold comes after a go_on() or stop() it knew not of
        self._thread: threading.Thread | None = None

    @property
    def is_done(self) -> bool:
        """Whether the thread has ended; nothing more comes into the mailbox then."""
        return self._thread is not None and not self._thread.is_alive()

    @property
    def is_holding(self) -> bool:
        """Whether the generator rests between two events because of a pause."""
        return self._holds.is_set()

    def start(self) -> None:
        """Begin to pull."""
        self._thread = start_thread(self._run, "gan-studio-worker")

    def pause(self) -> None:
        """Pull nothing more until go_on(); what is being made now still arrives."""
        self._may_go.clear()

    def go_on(self, hold_after: Callable[[object], bool] | None = None) -> None:
        """Pull again; with `hold_after`, only up to the first event it is true of."""
        with self._deciding:
            self._hold_after = hold_after
            self._may_go.set()

    def stop(self) -> None:
        """Ask the thread to close the generator after the event that it is making now."""
        with self._deciding:
            self._stop_asked, self._hold_after = True, None
            self._may_go.set()

    def wait(self, milliseconds: int) -> bool:
        """Block until the thread has ended, at most so long; whether it has."""
        if self._thread is not None:
            self._thread.join(milliseconds / 1000)
        return self.is_done

    def _run(self) -> None:
        if self._is_quiet:
            lower_priority()
        try:
            self._pull(self._events())
        except Exception as error:  # noqa: BLE001  torch raises RuntimeError for nearly everything
            self.failure = failure_of(error)

    def _events(self) -> Generator[object, None, object]:
        return (yield from self._work())

    def _pull(self, events: Generator[object, None, object]) -> None:
        try:
            while self._is_allowed():
                try:
                    event = next(events)
                except StopIteration as end:
                    self.result = end.value
                    return
                self.mailbox.put(event)
                self._hold_if_asked(event)
                if len(self.mailbox) > _MOST_WAITING:
                    time.sleep(_REST_SECONDS)
            self.was_stopped = True
        finally:
            events.close()

    def _is_allowed(self) -> bool:
        if not self._may_go.is_set():
            self._holds.set()
            self._may_go.wait()
            self._holds.clear()
        return not self._stop_asked

    def _hold_if_asked(self, event: object) -> None:
        with self._deciding:
            if self._hold_after is not None and self._hold_after(event):
                self._hold_after = None
                self._may_go.clear()

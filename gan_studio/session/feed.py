"""The way from a worker's mailbox to the window's thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from gan_studio.session.worker import Worker

INTERVAL_MS = 33


class Feed(QObject):
    """Empties a worker's mailbox every 33 ms: one signal for all that came, however much it was.

    Signals:
        arrived: list of everything yielded since the last time, in order, never empty.
        ended: the Worker, after its last items arrived.
    """

    arrived = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker: Worker | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._empty)

    def start(self, work: Callable[[], Iterator[object]], *, is_quiet: bool = True) -> None:
        """Pull what `work` returns on a new worker's thread."""
        if self.worker is not None:
            raise ValueError("This feed's worker has not ended; wait for it before starting another.")
        self.worker = Worker(work, is_quiet=is_quiet)
        self.worker.start()
        self._timer.start()

    def wait(self, milliseconds: int) -> bool:
        """Block until the worker has ended; False if it takes longer. Its news is delivered meanwhile."""
        deadline = time.monotonic() + milliseconds / 1000
        while self.worker is not None:
            left = deadline - time.monotonic()
            is_done = self.worker.wait(max(0, min(INTERVAL_MS, round(left * 1000))))
            self._empty()
            if not is_done and left <= 0:
                return False
        return True

    def _empty(self) -> None:
        worker = self.worker
        if worker is None:
            return
        was_done = worker.is_done  # asked before emptying, so that the last items are not missed
        items = worker.mailbox.take_all()
        if items:
            self.arrived.emit(items)
        if was_done and self.worker is worker:
            self._timer.stop()
            self.worker = None
            self.ended.emit(worker)

"""Python's garbage collection, on the window's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from gan_studio.session.threads import let_go_of_ended

_INTERVAL_MS = 200
_OLDEST = 2
_OLDEST = 2


class Housekeeping(QObject):
    """Collects garbage from time to time on the thread that made it.

    Left to itself, Python collects on whichever thread happens to allocate: a training thread that
    finds a closed dialog among the garbage deletes its widgets, on the wrong thread, and Qt crashes.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(collect_what_is_due)

    def begin(self) -> None:
        """Take the garbage over from Python, for the rest of the process."""
        gc.disable()
        self._timer.start()


def collect_what_is_due() -> None:
    """Collect the oldest generation that has grown past Python's threshold, if any has."""
    let_go_of_ended()
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(_OLDEST + 1) if counts[generation] > thresholds[generation]]
    if due[-1:] == [_OLDEST] and gc.get_freeze_count() == 0:
        # What torch and Qt brought stays for good; looking through it would hold the window up.
        gc.freeze()
    elif due:
        gc.collect(due[-1])

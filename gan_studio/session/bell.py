"""A way for any thread to call the window's thread without touching anything of Qt's."""

from __future__ import annotations

import socket
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_MOST_BYTES = 4096


class BellRope:
    """The end of a bell that another thread holds: a plain object that may be let go of anywhere."""

    def __init__(self) -> None:
        # Sockets, since those are all that Qt can wait for on Windows.
        self.near, self._far = socket.socketpair()
        self.near.setblocking(False)
        self._far.setblocking(False)

    def pull(self) -> None:
        """Ring; as good as free where it rings already. Works from any thread."""
        with suppress(BlockingIOError):  # full of pulls that were not answered yet
            self._far.send(b"\0")

    def __del__(self) -> None:
        self.near.close()
        self._far.close()


class Bell(QObject):
    """Rings on the thread that made it, soon after a rope was pulled.

    Signals:
        rung: once for one or more pulls.
    """

    rung = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rope = BellRope()
        self._notifier = QSocketNotifier(self.rope.near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._answer)

    def _answer(self) -> None:
        with suppress(BlockingIOError):
            self.rope.near.recv(_MOST_BYTES)
        self.rung.emit()

"""Doing something as often as asked, but never too often."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Throttle(QObject):
    """Acts at once when asked after a rest; what is asked during a rest happens once, at its end.

    Args:
        act: what to do.
        rest_ms: the shortest time between two acts.
    """

    def __init__(self, act: Callable[[], None], rest_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._act = act
        self._is_asked = False
        self._timer = QTimer(self, interval=rest_ms, singleShot=True)
        self._timer.timeout.connect(self._end_rest)

    def ask(self) -> None:
        """Act now, or at the end of the rest."""
        if self._timer.isActive():
            self._is_asked = True
        else:
            self.act_now()

    def act_now(self) -> None:
        """Act without waiting; a rest follows."""
        self._is_asked = False
        self._timer.start()
        self._act()

    def _end_rest(self) -> None:
        if self._is_asked:
            self.act_now()

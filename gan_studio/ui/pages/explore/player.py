"""Playing an interpolation: a position that moves on by the clock."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

_FRAME_MS = 16
_LONGEST_STEP_MS = 100


class Player(QObject):
    """Moves a position along a path in real time.

    Attributes:
        speed: segments per second.

    Signals:
        moved: the new position.
        playing_changed: whether it plays now.
    """

    moved = Signal(object)
    playing_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = 0.5
        self._position = 0.0
        self._length = 0
        self._is_endless = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_playing(self) -> bool:
        """Whether the position moves."""
        return self._timer.isActive()

    def play(self, position: float, length: int, is_endless: bool) -> None:
        """Move from a position on; from the beginning if that is the end.

        Args:
            length: where the path ends.
            is_endless: whether the end is the beginning again.
        """
        if length:
            self._length, self._is_endless = length, is_endless
            self._position = 0.0 if position >= length else position
            self._clock.start()
            if not self.is_playing:
                self._timer.start()
                self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stay where it is."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def advance(self, milliseconds: float) -> None:
        """Move as far as this time takes it; the end of a path that is not endless pauses."""
        self._position += self.speed * milliseconds / 1000
        if self._position >= self._length:
            self._position = self._position % self._length if self._is_endless else float(self._length)
        self.moved.emit(self._position)
        if self._position == self._length:
            self.pause()

    def _tick(self) -> None:
        self.advance(min(self._clock.restart(), _LONGEST_STEP_MS))

"""How soon the window is painted and Start can be pressed, in seconds since the process was launched.

    python -m gan_studio.ui.measured.start_up LAUNCHED

LAUNCHED is when that was, in seconds since 1970.
"""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from gan_studio.ui.app import create_window
from gan_studio.ui.main_window import MainWindow

_LOOK_EVERY_MS = 5


class Milestones(QObject):
    """Notes when the window reaches what a person waits for, then ends the program."""

    def __init__(self, window: MainWindow, launched: float) -> None:
        super().__init__(window)
        self.seconds: dict[str, float] = {}
        self._window, self._launched = window, launched
        window.painted.connect(self._note_painted)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _note_painted(self) -> None:
        self.seconds["painted"] = time.time() - self._launched

    def _look(self) -> None:
        start = self._window.findChild(QAbstractButton, "train.start")
        if start is not None and start.isEnabled() and "painted" in self.seconds:
            self.seconds["start"] = time.time() - self._launched
            self._timer.stop()
            QApplication.exit(0)


def main() -> None:
    """Open the window, wait for both milestones, print them."""
    launched = float(sys.argv[1])
    window = create_window(sys.argv[:1])
    milestones = Milestones(window, launched)
    window.show()
    QApplication.exec()
    sys.stdout.write(json.dumps(milestones.seconds) + "\n")
    sys.stdout.flush()
    os._exit(0)  # other pages are still being imported, which Qt would not let end


if __name__ == "__main__":
    main()

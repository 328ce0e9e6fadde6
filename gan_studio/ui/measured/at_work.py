"""How quickly the window answers, at rest and while it trains.

    python -m gan_studio.ui.measured.at_work PRESET SECONDS MODEL PICTURES RUN

Explore shows the checkpoint MODEL and is asked for PICTURES pictures by its seed box; each is timed from
the change of the number until the picture has arrived to be painted. Then PRESET trains for SECONDS in
the folder RUN while the same is asked again. A timer in the window's thread tells by the gaps between
its beats how long anything kept that thread busy.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gan_studio.core.events import Event, Finished, Started
from gan_studio.session.studio import OpenModel
from gan_studio.ui.app import create_window
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.widgets.setting_number import NumberBox

_BEAT_MS = 16
_REST_MS = 60
_FIRST_SEED = 1000


class Heartbeat(QObject):
    """Remembers the gaps between the beats of a timer, in milliseconds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gaps: list[float] = []
        self._last: float | None = None
        timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start()

    def taken(self) -> dict[str, float]:
        """The 99th percentile and the longest gap since this was last asked, and how many there were."""
        gaps, self._gaps, self._last = sorted(self._gaps), [], None
        if not gaps:
            return {"p99": 0.0, "worst": 0.0, "beats": 0}
        return {"p99": gaps[int(0.99 * len(gaps))], "worst": gaps[-1], "beats": len(gaps)}

    def _beat(self) -> None:
        now = 1000 * time.perf_counter()
        if self._last is not None:
            self._gaps.append(now - self._last)
        self._last = now


class Asker(QObject):
    """Changes the seed, waits for the picture, rests a moment, and so on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.milliseconds: list[float] = []
        self._seed = _FIRST_SEED
        self._asked: float | None = None
        self._left = 0
        self._is_waiting = False
        self._then: Callable[[], None] = lambda: None
        self._page = window.page("explore")
        self._box = self._page.findChild(NumberBox, "explore.seed")
        self._page.exploration.pictured.connect(self._note)

    def open(self, model: Path, then: Callable[[], None]) -> None:
        """Open a checkpoint and go on once its first picture is there."""
        self._then, self._left, self._is_waiting = then, 0, True
        self._page.receive(OpenModel(model))

    def ask(self, count: int, then: Callable[[], None]) -> None:
        """Ask for that many pictures, then go on."""
        self.milliseconds, self._left, self._then = [], count, then
        self._ask_next()

    def taken(self) -> list[float]:
        """What was measured so far; nothing more is asked."""
        self._left = 0
        return self.milliseconds

    def _ask_next(self) -> None:
        if self._left:
            self._left -= 1
            self._seed += 1
            self._is_waiting = True
            self._asked = time.perf_counter()
            self._box.setValue(self._seed)

    def _note(self, _: object) -> None:
        if not self._is_waiting:
            return  # the same picture comes again in a better quality
        self._is_waiting = False
        if self._asked is not None:
            self.milliseconds.append(1000 * (time.perf_counter() - self._asked))
            self._asked = None
        if self._left:
            QTimer.singleShot(_REST_MS, self, self._ask_next)
        else:
            then, self._then = self._then, lambda: None
            QTimer.singleShot(_REST_MS, self, then)


class Measurement(QObject):
    """One after another: open, ask at rest, train and ask, tell."""

    def __init__(self, window: MainWindow, arguments: list[str]) -> None:
        super().__init__(window)
        preset, seconds, model, pictures, run = arguments
        self._preset, self._seconds, self._run = preset, float(seconds), Path(run)
        self._pictures = int(pictures)
        self.found: dict[str, Any] = {}
        self._window, self._training = window, window.studio.training
        self._heart = Heartbeat(window)
        self._training.events_ready.connect(self._follow)
        self._training.failed.connect(self._give_up)
        window.go_to("explore")
        self._asker = Asker(window)
        window.studio.parts.when_ready(lambda: self._asker.open(Path(model), self._rest))

    def _rest(self) -> None:
        self._heart.taken()
        self._asker.ask(self._pictures, self._train)

    def _train(self) -> None:
        from gan_studio.core.config import preset

        self.found["rest"] = {"pictures": self._asker.taken(), "beat": self._heart.taken()}
        config = preset(self._preset).config()
        limits = dataclasses.replace(config.training, steps=0, kimg=0.0, seconds=self._seconds)
        self._training.start(dataclasses.replace(config, training=limits), self._run)

    def _follow(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Started):
                self._heart.taken()
                self._asker.ask(sys.maxsize, lambda: None)
            elif isinstance(event, Finished):
                speed = event.images_seen / event.seconds
                training = {"pictures": self._asker.taken(), "beat": self._heart.taken()}
                self.found["training"] = training | {"images_per_second": speed}
                QApplication.exit(0)  # quit() would ask whether to stop the run

    def _give_up(self, failure: object) -> None:
        sys.stderr.write(f"{failure}\n")
        QApplication.exit(1)


def main() -> None:
    """Measure and print."""
    window = create_window(sys.argv[:1])
    window.resize(1280, 800)
    measurement = Measurement(window, sys.argv[1:])
    window.show()
    code = QApplication.exec()
    window.studio.training.wait(10_000)
    if code:
        sys.exit(code)
    sys.stdout.write(json.dumps(measurement.found) + "\n")
    sys.stdout.flush()
    os._exit(0)  # what still draws or is imported need not be waited for


if __name__ == "__main__":
    main()

"""Measures how soon Explore's picture follows a control that is dragged, in a real window.

    xvfb-run -s "-screen 0 1280x800x24" python tests/measurements/explore_latency.py MODEL.pt
        [--bursts 30] [--seconds 0.8] [--rest 0.6] [--every 16]

A slider of the latent is dragged in bursts: it moves every so many milliseconds, then rests. Each picture
is timed from the move that wished for it until the window has painted it, by its quality: "coarse", then
"full" (the first whole picture of a move), then "exact" (which waits for the hand to rest). A timer in
the window's thread tells by its gaps how long anything kept that thread busy.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gan_studio.core.latent.pace import Quality
from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import OpenModel
from gan_studio.ui.app import create_window
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.measured.at_work import Heartbeat

_DIMENSION = 3
_SWEEP = 300
_LEARNING_MS = 3000


class Painted(QObject):
    """Times each picture until it is painted.

    Attributes:
        latencies: milliseconds by quality.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.latencies: dict[str, list[float]] = {"coarse": [], "full": [], "exact": []}
        self._moved: dict[object, float] = {}
        self._seen: set[tuple[object, str]] = set()
        self._shown: Rendered | None = None
        page = window.page("explore")
        self._exploration = page.exploration
        self._exploration.view_changed.connect(self._note_move)
        self._exploration.pictured.connect(self._note_picture)
        page.picture.image.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the time once the painting that begins now is over."""
        if event.type() == QEvent.Type.Paint and self._shown is not None:
            shown, self._shown = self._shown, None
            QTimer.singleShot(0, self, lambda: self._note_painted(shown))
        return super().eventFilter(watched, event)

    def forget(self) -> None:
        """Begin anew."""
        for found in self.latencies.values():
            found.clear()

    def _note_move(self) -> None:
        request = self._exploration.view.request
        self._moved[request] = time.perf_counter()
        self._seen -= {(request, kind) for kind in self.latencies}

    def _note_picture(self, answer: Rendered) -> None:
        self._shown = answer

    def _note_painted(self, shown: Rendered) -> None:
        request = shown.requests[0]
        spent = 1000 * (time.perf_counter() - self._moved.get(request, time.perf_counter()))
        kinds = {Quality.COARSE: ["coarse"], Quality.LIVE: ["full"], Quality.EXACT: ["full", "exact"]}
        for kind in kinds[shown.quality]:
            if (request, kind) not in self._seen:
                self._seen.add((request, kind))
                self.latencies[kind].append(spent)


class Drag(QObject):
    """Drags a slider in bursts, never twice to the same place."""

    def __init__(self, window: MainWindow, arguments: argparse.Namespace) -> None:
        super().__init__(window)
        self._page, self._asked = window.page("explore"), arguments
        self._painted, self._heart = Painted(window), Heartbeat(window)
        self._bursts, self._moves, self._place = arguments.bursts, 0, 0
        self._timer = QTimer(self, interval=arguments.every, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._move)
        self._page.exploration.model_changed.connect(self._learn)

    def _learn(self) -> None:
        """Leave it time to learn its pace, as a person does who looks first."""
        QTimer.singleShot(_LEARNING_MS, self, self._begin)

    def _begin(self) -> None:
        self._slider = self._page.dimensions.sliders.row(_DIMENSION).slider
        self._painted.forget()
        self._heart.taken()
        self._burst()

    def _burst(self) -> None:
        self._bursts -= 1
        self._moves = max(1, round(1000 * self._asked.seconds / self._asked.every))
        self._slider.setSliderDown(True)
        self._timer.start()

    def _move(self) -> None:
        self._place += 1
        # Up and down between the ends, each time through other values.
        turn, along = divmod(self._place * 7, 2 * _SWEEP)
        value = (along if along <= _SWEEP else 2 * _SWEEP - along) - _SWEEP // 2 + turn % 7
        self._slider.setValue(value)
        self._moves -= 1
        if self._moves <= 0:
            self._timer.stop()
            self._slider.setSliderDown(False)
            again = self._burst if self._bursts > 0 else self._tell
            QTimer.singleShot(round(1000 * self._asked.rest), self, again)

    def _tell(self) -> None:
        found = {kind: _summary(spent) for kind, spent in self._painted.latencies.items() if spent}
        beat = self._heart.taken()
        print(f"model     {self._asked.model}, a move every {self._asked.every} ms", file=sys.stderr)
        for kind, summary in found.items():
            print(
                f"{kind:9} p50 {summary['p50']:6.1f} ms   p95 {summary['p95']:6.1f} ms   "
                f"{summary['count']} pictures",
                file=sys.stderr,
            )
        print(
            f"heartbeat p99 {beat['p99']:6.1f} ms   worst {beat['worst']:.1f} ms   {beat['beats']} beats",
            file=sys.stderr,
        )
        print(json.dumps({**found, "heartbeat": beat}))
        QApplication.exit(0)


def _summary(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": statistics.median(ordered), "p95": p95, "count": len(ordered)}


def main() -> None:
    """Measure one model and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("--bursts", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=0.8, help="how long a burst lasts")
    parser.add_argument("--rest", type=float, default=0.6, help="seconds between two bursts")
    parser.add_argument("--every", type=int, default=16, help="milliseconds between two moves")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["GAN_STUDIO_HOME"] = home
        window = create_window(sys.argv[:1])
        window.resize(1280, 800)
        window.show()
        window.go_to("explore")
        page = window.page("explore")
        drag = Drag(window, arguments)
        window.studio.parts.when_ready(lambda: page.receive(OpenModel(arguments.model.resolve())))
        QApplication.exec()
        drag.deleteLater()
        page.exploration.end()
        window.close()


if __name__ == "__main__":
    main()

"""The window breathes while a run makes steps faster than anyone could draw them."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from gan_studio.core.events import Started, StepDone

STEPS = 20_000
BEATS = 120
PERIOD_MS = 16
LONG_MS = 60_000


class Heartbeat(QObject):
    """Remembers how far apart the beats of a timer are."""

    def __init__(self, parent):
        super().__init__(parent)
        self.gaps = []
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=PERIOD_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self):
        self.gaps.clear()
        self._clock.start()
        self._timer.start()

    def percentile_99(self):
        return sorted(self.gaps)[int(0.99 * len(self.gaps))]

    def _beat(self):
        self.gaps.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()


@pytest.fixture
def scripted_run(tmp_path):
    """20,000 steps that each take a moment of Python's time and report eight scalars."""

    def run(config, folder, *, resume=False, commands=None):
        yield Started(tmp_path, config, "cpu", "float32", (), 0, 0, 0.0, 0.0)
        scalars = {f"loss/{number}": float(number) for number in range(8)}
        for step in range(STEPS):
            until = time.perf_counter() + 50e-6
            while time.perf_counter() < until:
                pass
            yield StepDone(step, step * 64, step * 0.001, step / STEPS, scalars)

    run.may_save = type("Nothing", (), {"set": staticmethod(lambda: None)})
    return run


@pytest.mark.alone
def test_the_window_breathes_through_twenty_thousand_steps(frame, qtbot, tmp_path):
    frame.show()
    heart = Heartbeat(frame)
    heart.start()
    qtbot.waitUntil(lambda: len(heart.gaps) >= BEATS, timeout=LONG_MS)
    idle = heart.percentile_99()
    counted = []
    training = frame.studio.training
    training.events_ready.connect(lambda events: counted.append(len(events)))
    training.start("a config", tmp_path)
    heart.start()
    qtbot.waitUntil(lambda: training.state == "idle", timeout=LONG_MS)
    assert sum(counted) == STEPS + 1
    assert len(counted) < STEPS / 10
    assert heart.percentile_99() < idle + 100

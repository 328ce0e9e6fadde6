"""Measures how soon the window is on the screen, and how soon Start can be pressed.

    python tests/measurements/start_up.py [--rounds 5]

Each round is a fresh process, timed from its launch; run it on a display (or under Xvfb).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

_CHILD = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication
from gan_studio.ui.app import create_window
launched = float(sys.argv[1])
window = create_window(sys.argv[:1])
window.painted.connect(lambda: print("painted", time.time() - launched, flush=True))
def look():
    button = window.findChild(QAbstractButton, "train.start")
    if button is not None and button.isEnabled():
        print("start", time.time() - launched, flush=True)
        QApplication.instance().quit()
timer = QTimer(window)
timer.timeout.connect(look)
timer.start(5)
window.show()
QApplication.exec()
"""


def launch() -> dict[str, float]:
    """Seconds from launch to each milestone, in one fresh process."""
    command = [sys.executable, "-c", _CHILD, repr(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env=os.environ)
    lines = [line.split() for line in done.stdout.splitlines()]
    return {line[0]: float(line[1]) for line in lines if len(line) == 2}


def main() -> None:
    """Launch several times and print each, and the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = [launch() for _ in range(parser.parse_args().rounds)]
    for found in rounds:
        print(f"on screen {found['painted']:.2f} s   Start usable {found['start']:.2f} s")
    painted = statistics.median(found["painted"] for found in rounds)
    usable = statistics.median(found["start"] for found in rounds)
    print(f"median: on screen {painted:.2f} s   Start usable {usable:.2f} s")


if __name__ == "__main__":
    main()

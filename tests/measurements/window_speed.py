"""Measures training in the window against the command line, and how smoothly the window goes on.

    python tests/measurements/window_speed.py [--rounds 3] [--seconds 20] [--preset fashion-quick]

Both train the same preset in turns, each in a fresh process. The window shows the Train page; a 16 ms
timer in its thread tells by its gaps how long anything kept it busy.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

_WINDOW = """
import dataclasses, json, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer, Qt
from PySide6.QtWidgets import QApplication
from gan_studio.core.config import preset
from gan_studio.core.events import Finished, Started
from gan_studio.ui.app import create_window
name, seconds, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
window = create_window(sys.argv[:1])
window.resize(1280, 800)
window.show()
window.go_to("train")
training, gaps, last, result = window.studio.training, [], [None], {}
def beat():
    now = time.perf_counter()
    if last[0] is not None:
        gaps.append(now - last[0])
    last[0] = now
heart = QTimer(window)
heart.setTimerType(Qt.PreciseTimer)
heart.timeout.connect(beat)
def watch(events):
    for event in events:
        if isinstance(event, Started):
            heart.start(16)
        elif isinstance(event, Finished):
            heart.stop()
            result.update(images_per_second=event.images_seen / event.seconds)
            QApplication.exit(0)
def begin():
    config = preset(name).config()
    limits = dataclasses.replace(config.training, steps=0, kimg=0.0, seconds=seconds)
    training.start(dataclasses.replace(config, training=limits), folder)
training.events_ready.connect(watch)
window.studio.parts.when_ready(begin)
QApplication.exec()
training.wait(10_000)
gaps.sort()
result.update(p99=1000 * gaps[int(0.99 * len(gaps))], worst=1000 * gaps[-1], beats=len(gaps))
print(json.dumps(result))
"""


def measured(command: list[str]) -> dict[str, float]:
    """The JSON object that a fresh process prints last."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True, env=os.environ)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Measure in turns and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--preset", default="fashion-quick")
    arguments = parser.parse_args()
    seconds, name = str(arguments.seconds), arguments.preset
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(arguments.rounds):
            run = f"{folder}/line-{turn}"
            line = [sys.executable, "-m", "gan_studio", "train", "--preset", name, "--seconds", seconds]
            alone = measured([*line, "--out", run, "--json"])
            shown = measured([sys.executable, "-c", _WINDOW, name, seconds, f"{folder}/window-{turn}"])
            ratios.append(shown["images_per_second"] / alone["images_per_second"])
            print(
                f"command line {alone['images_per_second']:.0f}, window {shown['images_per_second']:.0f} "
                f"images/s, ratio {ratios[-1]:.3f}; heartbeat 99th percentile {shown['p99']:.1f} ms, "
                f"worst {shown['worst']:.1f} ms of {shown['beats']} beats"
            )
    print(f"median ratio {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()

"""Measures how soon the window is on the screen, and how soon Start can be pressed.

    python tests/measurements/start_up.py [--rounds 5]

Each round is a fresh process, timed from its launch; run it on a display (or under Xvfb).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time


def launch() -> dict[str, float]:
    """Seconds from launch to each milestone, in one fresh process."""
    command = [sys.executable, "-m", "gan_studio.ui.measured.start_up", repr(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout)


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

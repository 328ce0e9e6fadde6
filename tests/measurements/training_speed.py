"""Measures DCGAN training here against the plain way of writing it in PyTorch, in one process.

    python tests/measurements/training_speed.py [--rounds 5] [--seconds 1.5] [--resolution 32]

Prints images per second of both, taken in turns, and the median of the ratios.
"""

from __future__ import annotations

import argparse
import statistics

from gan_studio.core.bench.contests import Dcgan
from gan_studio.core.bench.turns import in_turns


def main() -> None:
    """Measure in turns and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--resolution", type=int, default=32)
    arguments = parser.parse_args()
    ratios = []
    for found in in_turns(Dcgan(arguments.resolution).training(), arguments.rounds, arguments.seconds):
        ratios.append(found.studio / found.plain)
        print(
            f"plain {found.plain:7.0f} images/s   studio {found.studio:7.0f} images/s   "
            f"ratio {ratios[-1]:.2f}"
        )
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()

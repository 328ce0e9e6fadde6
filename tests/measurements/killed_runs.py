"""Kills a training process at random moments and resumes it.

    python tests/measurements/killed_runs.py [--rounds 20] [--seed 0]

Each round starts a run that saves every few steps, kills it without warning, checks that its newest
checkpoint can be opened, and resumes it to the end.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gan_studio.core.checkpoint import load_generator
from gan_studio.core.run_folder import RunFolder

_SMALL = [
    "--set",
    "saving.save_every_steps=3",
    "--set",
    "architecture.width=16",
    "--set",
    "data.resolution=8",
]


def killed_and_resumed(folder: Path, draws: random.Random) -> str:
    """One round; says how it went."""
    train = [sys.executable, "-m", "gan_studio", "train"]
    process = subprocess.Popen(
        [*train, "--preset", "vanilla", "--steps", "100000", "--out", str(folder), *_SMALL],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not RunFolder(folder).config_path.exists():
        time.sleep(0.01)
    moment = draws.uniform(0.0, 6.0)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    newest = RunFolder(folder).newest_checkpoint()
    begun = load_generator(newest).step if newest else 0
    steps = str(begun + 20)
    done = subprocess.run(
        [*train, "--resume", str(folder), "--steps", steps], capture_output=True, text=True, check=False
    )
    outcome = "resumed" if done.returncode == 0 else f"FAILED: {done.stderr.strip().splitlines()[-1]}"
    return f"killed after {moment:.2f} s at checkpoint of step {begun}: {outcome}"


def main() -> None:
    """Run all rounds and print each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    draws, resumed = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory() as home:
        for turn in range(arguments.rounds):
            told = killed_and_resumed(Path(home) / f"run-{turn}", draws)
            resumed += told.endswith("resumed")
            print(told, flush=True)
    print(f"{resumed} of {arguments.rounds} resumed")


if __name__ == "__main__":
    main()

"""The command that trains the network of the embedded extractor and writes its files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gan_studio.core.extractors.embedded_training.train import Schooling, save, train


def main(arguments: list[str] | None = None) -> None:
    """Train, tell how far it is, and write the folder that was asked for."""
    parser = argparse.ArgumentParser(description="Train the network of the embedded feature extractor.")
    parser.add_argument("--out", type=Path, required=True, help="the folder for model.pt and card.toml")
    parser.add_argument("--seed", type=int, default=0, help="decides every random choice")
    parser.add_argument("--steps", type=int, default=Schooling.steps, help="updates")
    chosen = parser.parse_args(arguments)
    schooling = Schooling(steps=chosen.steps, seed=chosen.seed)
    lesson = train(schooling)
    while True:
        try:
            said = next(lesson)
        except StopIteration as end:
            save(chosen.out, *end.value, schooling)
            return
        sys.stderr.write(f"{said.what}\n")


if __name__ == "__main__":
    main()

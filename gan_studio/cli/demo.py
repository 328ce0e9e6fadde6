"""`gan-studio demo`: the studio's main job in a minute, without a window."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

from gan_studio import paths
from gan_studio.core.config import DEFAULT_PRESET
from gan_studio.core.errors import InputError

HELP = "Train the default preset for a minute, then draw its samples and its losses."
GROUP = "Train"

_ENLARGEMENT = 3
_LOG_EVERY = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to train (default: 60)")
    parser.add_argument("--out", type=Path, help="folder for the two pictures")


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Train with the train command, then draw the pictures."""
    if not arguments.seconds > 0:
        raise InputError(f"--seconds is {arguments.seconds:g}; it must be more than 0.")
    trained = _train(arguments.seconds)
    out = arguments.out or paths.home() / "demo"
    out.mkdir(parents=True, exist_ok=True)
    return {**trained, **_draw(Path(trained["run"]), out)}


def describe(result: dict[str, Any]) -> str:
    """What was learned from, and where everything is."""
    return (
        f"Trained on {result['images']:,} images in {result['seconds']:.0f} s "
        f"({result['images_per_second']:,.0f} a second).\n"
        f"Samples:  {result['samples']}\n"
        f"Losses:   {result['losses']}\n"
        f"The run:  {result['run']}"
    )


def _train(seconds: float) -> dict[str, Any]:
    train = importlib.import_module("gan_studio.cli.train")
    parser = argparse.ArgumentParser()
    train.configure(parser)
    often = f"saving.log_every={_LOG_EVERY}"  # for a plot with enough points also on a slow machine
    words = ["--preset", DEFAULT_PRESET, "--seconds", f"{seconds:g}", "--set", often]
    return train.execute(parser.parse_args(words))


def _draw(run: Path, out: Path) -> dict[str, str]:
    from PIL import Image

    from gan_studio.cli.loss_plot import draw_losses
    from gan_studio.core.run_folder import RunFolder

    folder = RunFolder(run)
    samples, losses = out / "samples.png", out / "losses.png"
    with Image.open(folder.sample_grids()[-1]) as grid:
        side = (grid.width * _ENLARGEMENT, grid.height * _ENLARGEMENT)
        grid.resize(side, Image.Resampling.NEAREST).save(samples)
    draw_losses(folder.scalars_path, losses)
    return {"samples": str(samples), "losses": str(losses)}

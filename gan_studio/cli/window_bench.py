"""Start-up and the window, measured in processes of their own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gan_studio.core.bench.contests import Dcgan
from gan_studio.core.bench.effort import Effort
from gan_studio.core.bench.studio_ways import untrained
from gan_studio.core.bench.turns import Compared, Round, compared, in_turns
from gan_studio.core.checkpoint import model_content, save_checkpoint
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing

_PLATFORM = "offscreen"
_LONGEST_SECONDS = 90.0
_IMPORTS_TORCH = "import torch"
_PLAIN_PROCESS = "a process that does nothing but import torch"

Found = Preparing | tuple[str, Any]


def start_up(effort: Effort, preset: str) -> Iterator[Found]:
    """Seconds until the window is painted and until Start can be pressed; each under its name."""
    painted: list[Round] = []
    usable: list[Round] = []
    with tempfile.TemporaryDirectory() as home:
        for launch in range(effort.launches):
            yield Preparing(f"Launching {launch + 1} of {effort.launches}", launch / effort.launches)
            seconds = _answer(["-m", "gan_studio.ui.measured.start_up", repr(time.time())], home)
            began = time.perf_counter()
            _run(["-c", _IMPORTS_TORCH], home)
            plain = time.perf_counter() - began
            painted.append(Round(seconds["painted"], plain))
            usable.append(Round(seconds["start"], plain))
    yield "platform", _PLATFORM
    yield "painted", compared("Window painted", _PLAIN_PROCESS, "s", painted)
    yield "start", compared("Start can be pressed", _PLAIN_PROCESS, "s", usable)


def at_work(effort: Effort, preset: str) -> Iterator[Found]:
    """How quickly the window answers and how fast it trains, beside doing the same without it."""
    yield "platform", _PLATFORM
    with tempfile.TemporaryDirectory() as home:
        model = _write_model(Path(home) / "model.pt")
        yield Preparing("Exploring and training in the window")
        words = [preset, f"{effort.window_seconds:g}", str(model), str(effort.pictures)]
        shown = _answer(["-m", "gan_studio.ui.measured.at_work", *words, f"{home}/window"], home)
        yield "picture", _picture_contest(shown["rest"]["pictures"], effort)
        yield "picture_while_training", _spread(shown["training"]["pictures"])
        yield "heartbeat", {"rest": shown["rest"]["beat"], "training": shown["training"]["beat"]}
        yield Preparing("Training the same without the window")
        words = ["--preset", preset, "--seconds", f"{effort.window_seconds:g}", "--out", f"{home}/line"]
        alone = _answer(["-m", "gan_studio", "train", *words, "--json"], home)
    speeds = [Round(shown["training"]["images_per_second"], alone["images_per_second"])]
    yield (
        "training",
        compared("Training while exploring", "the same from the command line", "images/s", speeds),
    )


def _picture_contest(milliseconds: list[float], effort: Effort) -> Compared:
    """The way from a control to the picture in the window, beside the network's forward alone."""
    contest = Dcgan().picture()
    alone = statistics.median(found.plain for found in in_turns(contest, effort.rounds, 0.1))
    rounds = [Round(taken, alone) for taken in milliseconds]
    return compared("Seed changed to picture", f"{contest.baseline}: its forward alone", "ms", rounds)


def _spread(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        "median": statistics.median(ordered) if ordered else 0.0,
        "worst": ordered[-1] if ordered else 0.0,
        "pictures": len(ordered),
    }


def _write_model(path: Path) -> Path:
    contestant = Dcgan()
    model = untrained(contestant.config(), (1, contestant.resolution, contestant.resolution))
    save_checkpoint(path, model_content(model.config, (), model.module, [0, 0]))
    return path


def _answer(words: list[str], home: str) -> Any:
    """The JSON object that a fresh Python process prints last."""
    return json.loads(_run(words, home).strip().splitlines()[-1])


def _run(words: list[str], home: str) -> str:
    environment = os.environ | {"QT_QPA_PLATFORM": _PLATFORM, "GAN_STUDIO_HOME": home}
    try:
        done = subprocess.run(
            [sys.executable, *words],
            capture_output=True,
            text=True,
            timeout=_LONGEST_SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"The window gave no answer in {_LONGEST_SECONDS:.0f} s; close other programs."
        ) from None
    if done.returncode:
        told = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise InputError(
            f"The window cannot be measured here, even without a display ({told}); “gan-studio doctor” "
            "says what it lacks."
        )
    return done.stdout

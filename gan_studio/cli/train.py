"""`gan-studio train`: the run that the window starts, without the window."""

from __future__ import annotations

import argparse
import dataclasses
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from gan_studio.cli.progress import show_progress
from gan_studio.core.config import DEFAULT_PRESET, RunConfig, preset, read_config, with_assignments
from gan_studio.core.data.source import lasting_text
from gan_studio.core.errors import InputError
from gan_studio.core.events import Event, Finished, Started, StepDone
from gan_studio.core.run_folder import RunFolder, new_run_folder

GROUP = "Train"
HELP = "Train a generator; Ctrl-C saves and ends."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    origin = parser.add_mutually_exclusive_group()
    origin.add_argument("--preset", metavar="P", help=f"start from a preset (default: {DEFAULT_PRESET})")
    origin.add_argument("--config", metavar="FILE", type=Path, help="start from a TOML file")
    origin.add_argument("--resume", metavar="RUN", type=Path, help="go on with a run's folder")
    parser.add_argument("--data", metavar="SOURCE", help="the images: a shipped set, folder, zip, …")
    parser.add_argument(
        "--set",
        metavar="SECTION.FIELD=VALUE",
        action="append",
        default=[],
        dest="assignments",
        help="change one setting; may be repeated",
    )
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--steps", type=int, metavar="N", help="end after N generator updates in all")
    limit.add_argument("--kimg", type=float, metavar="K", help="end after K thousand real images in all")
    limit.add_argument("--seconds", type=float, metavar="S", help="end after S seconds of training in all")
    parser.add_argument("--seed", type=int, metavar="N", help="decides every random choice")
    parser.add_argument("--device", metavar="D", help="auto, cpu, cuda, mps or xpu")
    parser.add_argument("--out", type=Path, metavar="RUN", help="the new run's folder")


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Train to the limit, or until interrupted.

    Raises:
        KeyboardInterrupt: after saving, if a person pressed Ctrl-C.
    """
    if arguments.resume and arguments.out:
        raise InputError("--out names a new run's folder, but --resume goes on in an old one; leave one out.")
    config = _config(arguments)
    folder = arguments.resume or arguments.out or new_run_folder(config.preset or "run")
    try:
        result = _train(config, folder, resume=bool(arguments.resume))
    except InputError:
        with suppress(OSError):
            folder.rmdir()  # only if nothing was written into it
        raise
    if result.pop("interrupted"):
        raise KeyboardInterrupt
    return result


def describe(result: dict[str, Any]) -> str:
    """What a person reads when the run has ended."""
    images, steps = _counted(result["images"], "image"), _counted(result["steps"], "step")
    return (
        f"Trained on {images} in {steps} and {result['seconds']:.0f} s "
        f"({result['images_per_second']:.0f} images/s).\nRun: {result['run']}"
    )


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def _config(arguments: argparse.Namespace) -> RunConfig:
    if arguments.resume:
        path = RunFolder(arguments.resume).config_path
        if not path.is_file():
            raise InputError(f"{arguments.resume} holds no run to resume (no config.toml); check the folder.")
        config = read_config(path)
    elif arguments.config:
        config = read_config(arguments.config)
    else:
        config = preset(arguments.preset or DEFAULT_PRESET).config()
    if arguments.data:
        source = lasting_text(arguments.data)
        config = dataclasses.replace(config, data=dataclasses.replace(config.data, source=source))
    return with_assignments(_with_limits(config, arguments), arguments.assignments)


def _with_limits(config: RunConfig, arguments: argparse.Namespace) -> RunConfig:
    limits = {"steps": arguments.steps, "kimg": arguments.kimg, "seconds": arguments.seconds}
    given = {name: value for name, value in limits.items() if value is not None}
    changes: dict[str, Any] = {"steps": 0, "kimg": 0.0, "seconds": 0.0, **given} if given else {}
    if any(value <= 0 for value in given.values()):
        raise InputError(f"--{next(iter(given))} must be more than 0.")
    if arguments.seed is not None:
        changes["seed"] = arguments.seed
    if arguments.device is not None:
        changes["device"] = arguments.device
    return dataclasses.replace(config, training=dataclasses.replace(config.training, **changes))


def _train(config: RunConfig, folder: Path, resume: bool) -> dict[str, Any]:
    from gan_studio.core.run import run

    outcome = _Outcome()
    events = run(config, folder, resume=resume)
    with interruptible() as pressed:
        for event in events:
            show_progress(event)
            outcome.take(event)
            if pressed:
                break
        events.close()
    if outcome.failure:
        raise InputError(outcome.failure)
    return outcome.result(RunFolder(folder), interrupted=bool(pressed))


class _Outcome:
    """What a run's events add up to."""

    def __init__(self) -> None:
        self._start: Started | None = None
        self._last: StepDone | None = None
        self._scalars: dict[str, float] = {}
        self.failure = ""

    def take(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case Started():
                self._start = event
            case StepDone():
                self._last = event
                self._scalars.update(event.scalars)
            case Finished():
                self.failure = "" if event.reason == "done" else event.message

    def result(self, folder: RunFolder, interrupted: bool) -> dict[str, Any]:
        """The command's JSON object."""
        start, last = self._start, self._last or self._start
        seconds = (last.seconds - start.seconds) if start else 0.0
        images = (last.images_seen - start.images_seen) if start else 0
        return {
            "run": str(folder.path),
            "checkpoint": str(folder.newest_checkpoint() or ""),
            "images": last.images_seen if last else 0,
            "steps": last.step if last else 0,
            "seconds": last.seconds if last else 0.0,
            "startup_seconds": start.startup_seconds if start else 0.0,
            "images_per_second": images / seconds if seconds > 0 else 0.0,
            "scalars": self._scalars,
            "interrupted": interrupted,
        }


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Ctrl-C (or a polite kill) fills the list, so that the run ends between two steps and saves."""
    pressed: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if pressed:  # a second press does not wait for the step
            raise KeyboardInterrupt
        pressed.append(number)

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, note) for number in numbers]
    try:
        yield pressed
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

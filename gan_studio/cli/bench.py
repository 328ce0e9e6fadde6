"""`gan-studio bench`: how fast the studio is here, each time beside plain PyTorch."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from gan_studio.cli.progress import end_line, show_progress
from gan_studio.core.config import DEFAULT_PRESET
from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.events import Preparing

if TYPE_CHECKING:
    from gan_studio.core.bench.effort import Effort

HELP = "Measure the studio on this machine beside plain PyTorch."
GROUP = "This machine"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"what to measure: {', '.join(_PARTS)} (default: everything, in about three minutes)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="a rough measurement of everything in about twenty seconds"
    )
    parser.add_argument(
        "--preset",
        default=DEFAULT_PRESET,
        metavar="P",
        help=f"what the window trains while it is measured (default: {DEFAULT_PRESET})",
    )


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure one part after another.

    Raises:
        KeyboardInterrupt: after printing what was measured until then.
    """
    from gan_studio.core.bench.effort import FULL, QUICK
    from gan_studio.core.config import preset

    for part in arguments.parts:
        if part not in _PARTS:
            raise unknown_name("part", part, _PARTS)
    preset(arguments.preset)
    effort = QUICK if arguments.quick else FULL
    found: dict[str, dict[str, Any]] = {}
    try:
        for part in arguments.parts or _PARTS:
            _measure(_PARTS[part](effort, arguments.preset), found.setdefault(part, {}))
    except KeyboardInterrupt:
        end_line()
        print(json.dumps(found) if arguments.json else describe(found))
        raise
    return found


def describe(result: dict[str, Any]) -> str:
    """A table of the ratios, and below it what is no ratio."""
    rows = [("", "Studio", "Plain", "Ratio", "")]
    notes: list[str] = []
    for part, found in result.items():
        for name, value in found.items():
            if isinstance(value, dict) and "ratio" in value:
                rows.append(_row(value))
                notes.append(f"{value['label']}: beside {value['baseline']}.")
            elif name == "refused":
                notes.append(f"{part}: {value}")
            elif name != "platform":
                notes += _plain_lines(name, value)
    return "\n\n".join(text for text in (_table(rows), "\n".join(dict.fromkeys(notes))) if text)


def _measure(work: Iterator[Preparing | tuple[str, Any]], found: dict[str, Any]) -> None:
    """Pull a part's work to its end, filling in what it finds; what cannot be measured says why."""
    try:
        for news in work:
            if isinstance(news, Preparing):
                show_progress(news)
            else:
                name, value = news
                found[name] = dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value
    except InputError as error:
        found["refused"] = str(error)


def _start_up(effort: Effort, preset: str) -> Iterator[Any]:
    from gan_studio.cli.window_bench import start_up

    return start_up(effort, preset)


def _train(effort: Effort, preset: str) -> Iterator[Any]:
    from gan_studio.core.bench.contests import training_contests

    return _contests(training_contests(effort.is_thorough), effort)


def _explore(effort: Effort, preset: str) -> Iterator[Any]:
    from gan_studio.core.bench.contests import picture_contests

    return _contests(picture_contests(effort.is_thorough), effort)


def _window(effort: Effort, preset: str) -> Iterator[Any]:
    from gan_studio.cli.window_bench import at_work

    return at_work(effort, preset)


def _contests(contests: dict[str, Any], effort: Effort) -> Iterator[Any]:
    from gan_studio.core.bench.measuring import measured

    for name, build in contests.items():
        for news in measured(build, effort):
            yield news if isinstance(news, Preparing) else (name, news)


_PARTS: dict[str, Callable[[Effort, str], Iterator[Any]]] = {
    "startup": _start_up,
    "train": _train,
    "explore": _explore,
    "window": _window,
}


def _row(found: dict[str, Any]) -> tuple[str, ...]:
    unit = found["unit"]
    range_text = f"{found['lowest']:.2f} to {found['highest']:.2f}" if found["rounds"] > 1 else ""
    return (
        found["label"],
        f"{_figure(found['studio'])} {unit}",
        f"{_figure(found['plain'])} {unit}",
        f"{found['ratio']:.2f}",
        range_text,
    )


def _figure(value: float) -> str:
    """A number with about three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(rows: list[tuple[str, ...]]) -> str:
    if len(rows) == 1:
        return ""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if 0 < place < 4 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n\nA ratio above 1 means that the studio does better."


def _plain_lines(name: str, value: dict[str, Any]) -> list[str]:
    """Figures without a plain counterpart, a line for each group."""
    groups = value if all(isinstance(held, dict) for held in value.values()) else {"": value}
    return [
        f"{name.replace('_', ' ').capitalize()}{f' ({group})' if group else ''}: "
        + ", ".join(
            f"{key} {_figure(held)}{'' if isinstance(held, int) else ' ms'}" for key, held in figures.items()
        )
        for group, figures in groups.items()
    ]

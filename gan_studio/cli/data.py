"""`gan-studio data`: what a data set holds, what is wrong with it, and a repaired copy of it."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

from gan_studio.cli.progress import show_progress
from gan_studio.core.events import Preparing

HELP = "Examine a data set, and repair it on request."
GROUP = "Train"

_SHOWN = 20
_T = TypeVar("_T")


def configure(parser: argparse.ArgumentParser) -> None:
    """The data set, and where a repaired copy goes."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a shipped set's name, a folder of images, a zip, an IDX or .npz file, or torchvision:NAME",
    )
    parser.add_argument("--repair", metavar="OUT", help="write a repaired copy to this new folder")


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """The doctor's report; with --repair also what was written where."""
    from gan_studio.core.data.doctor import examine
    from gan_studio.core.data.prepare import opening
    from gan_studio.core.data.repair import repair

    source = _shown(opening(arguments.source))
    if not arguments.repair:
        return _shown(examine(source)).values()
    done = _shown(repair(source, Path(arguments.repair)))
    repaired = {"out": done.folder, "count": done.count, "left_out": done.left_out, "doubles": done.doubles}
    return {**done.report.values(), "repaired": repaired}


def describe(result: dict[str, Any]) -> str:
    """The report as a page of text, long lists cut."""
    sizes, classes, problems = result["sizes"], result["classes"], result["problems"]
    colour = "colour" if result["channels"] == 3 else "grey"
    lines = [f"{result['name']}: {result['count']:,} pictures, {colour}"]
    lines += _listed("Sizes", [f"{size}: {count:,}" for size, count in sizes.items()])
    lines += _listed("Classes", [f"{name}: {count:,}" for name, count in classes.items()])
    lines += _listed("Problems", [_problem(row) for row in problems]) or ["No problems."]
    lines += _listed("Equal pictures", [", ".join(group) for group in result["duplicates"]])
    if "repaired" in result:
        done = result["repaired"]
        lines.append(
            f"Repaired copy in {done['out']}: {done['count']:,} pictures, without {done['left_out']:,} "
            f"unreadable files and {done['doubles']:,} doubles."
        )
    return "\n".join(lines)


def _problem(row: dict[str, str]) -> str:
    return f"{row['file'] or 'the whole set'}: {row['problem']} ({row['action']})"


def _listed(title: str, rows: list[str]) -> list[str]:
    if not rows:
        return []
    more = [f"  and {len(rows) - _SHOWN:,} more; --json lists them all"] if len(rows) > _SHOWN else []
    return [f"{title} ({len(rows):,}):", *(f"  {row}" for row in rows[:_SHOWN]), *more]


def _shown(events: Generator[Preparing, None, _T]) -> _T:
    """The generator's result, its progress shown."""
    try:
        while True:
            show_progress(next(events))
    except StopIteration as stop:
        return stop.value
    finally:
        events.close()

"""`gan-studio presets`: the named compositions to start from, and what they reach here."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_studio import paths
from gan_studio.core.config import Preset, preset, presets
from gan_studio.core.errors import InputError

if TYPE_CHECKING:
    from gan_studio.core.preset_table.measuring import Measurement
    from gan_studio.core.preset_table.rows import Row

HELP = "List the presets with their size and source, or measure what they reach."
GROUP = "Train"

_GPU = "*"
_ALL = "all"
_DEFAULT_SECONDS = 300.0
_FOLDER = "preset-table"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what to measure; without it, presets are listed."""
    parser.add_argument(
        "--measure",
        nargs="+",
        metavar="P",
        help="train these presets, or “all” that suit the device, one after another and score what they "
        "reach; what was measured before is kept and not done again; Ctrl-C saves and ends",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        action="append",
        metavar="S",
        help=f"seconds of training after which to score; may be repeated (default: {_DEFAULT_SECONDS:g})",
    )
    parser.add_argument(
        "--n", type=int, default=5000, metavar="N", help="pictures to draw for the scores (default: 5,000)"
    )
    parser.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda, mps or xpu")
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help="where the runs and the figures are kept")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table as .md, .csv or .json")
    parser.add_argument(
        "--readme", type=Path, metavar="FILE", help="replace the table between the marker comments of a file"
    )


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Every preset, the default first; or a row for each preset and time that was measured."""
    if arguments.measure:
        return _measure(arguments)
    return {
        "presets": [
            {
                "name": preset.name,
                "label": preset.label,
                "source": preset.source,
                "task": preset.task,
                "resolution": preset.resolution,
                "wants_gpu": preset.wants_gpu,
            }
            for preset in presets()
        ]
    }


def describe(result: dict[str, Any]) -> str:
    """A table with one preset per line."""
    if "rows" in result:
        from gan_studio.core.preset_table.rows import Row
        from gan_studio.core.preset_table.writing import as_markdown

        return as_markdown([Row(**row) for row in result["rows"]])
    rows = result["presets"]
    names = max((len(row["name"]) for row in rows), default=0)
    labels = max((len(row["label"]) for row in rows), default=0)
    lines = [
        f"{row['name']:{names}}  {row['resolution']:4d} px {_GPU if row['wants_gpu'] else ' '}  "
        f"{row['label']:{labels}}  {row['source']}"
        for row in rows
    ]
    return "\n".join([*lines, "", f"{_GPU} made for a graphics card; the others learn on a processor too"])


def _measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure, writing the table after every row, so that what there is can be read meanwhile."""
    import dataclasses

    from gan_studio.core.preset_table.measuring import Measurement
    from gan_studio.core.preset_table.writing import check_readme, check_table_path

    if arguments.out:
        check_table_path(arguments.out)
    if arguments.readme:
        check_readme(arguments.readme)
    wanted = Measurement(
        presets=_named(arguments.measure, arguments.device),
        limits=_limits(arguments.seconds or [_DEFAULT_SECONDS]),
        count=arguments.n,
        folder=arguments.runs or paths.home() / _FOLDER,
        device=arguments.device,
    )
    if arguments.n < 2:
        raise InputError(f"--n is {arguments.n}; it must be at least 2.")
    rows = _rows(wanted, arguments.out, arguments.readme)
    return {"rows": [dataclasses.asdict(row) for row in rows], "runs": str(wanted.folder)}


def _rows(wanted: Measurement, out: Path | None, readme: Path | None) -> list[Row]:
    from gan_studio.cli.progress import show_progress
    from gan_studio.cli.train import interruptible
    from gan_studio.core.preset_table.measuring import measure_presets
    from gan_studio.core.preset_table.rows import Row
    from gan_studio.core.preset_table.writing import update_readme, write_table

    rows: list[Row] = []
    events = measure_presets(wanted)
    with interruptible() as pressed:
        for event in events:
            if isinstance(event, Row):
                rows.append(event)
                if out:
                    write_table(out, rows)
                if readme:
                    update_readme(readme, rows)
            else:
                show_progress(event)
            if pressed:
                break
        events.close()
    if pressed:
        raise KeyboardInterrupt
    return rows


def _named(names: list[str], device: str) -> tuple[Preset, ...]:
    from gan_studio.core.device import chosen_device

    if _ALL in names:
        has_gpu = chosen_device(device).type != "cpu"
        return tuple(each for each in presets() if has_gpu or not each.wants_gpu)
    return tuple(preset(name) for name in dict.fromkeys(names))


def _limits(seconds: list[float]) -> tuple[float, ...]:
    for value in seconds:
        if not (math.isfinite(value) and value > 0):
            raise InputError(f"--seconds is {value:g}; it must be more than 0.")
    return tuple(sorted(set(seconds)))

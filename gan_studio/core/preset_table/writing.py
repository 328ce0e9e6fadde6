"""The table as Markdown, CSV or JSON, and its place in a README."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

from gan_studio.core.errors import InputError
from gan_studio.core.preset_table.rows import Row

BEGIN, END = "<!-- preset table -->", "<!-- end of preset table -->"
_NOTHING = "–"


def check_table_path(path: Path) -> None:
    """Refuse a file of a kind that cannot be written."""
    if path.suffix.lower() not in _KINDS:
        raise InputError(f"{path} is of no kind that a table is written in; name it .md, .csv or .json.")


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """Write the table in the way that the file's ending says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_KINDS[path.suffix.lower()](rows), encoding="utf-8")


def check_readme(path: Path) -> None:
    """Refuse a file without both marker comments."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} cannot be read; choose a README.") from None
    if not _place().search(text):
        raise InputError(f"{path} has no place for the table; write {BEGIN} and {END} on lines of their own.")


def update_readme(path: Path, rows: Sequence[Row]) -> None:
    """Replace what stands between the marker comments by the table."""
    text = path.read_text(encoding="utf-8")
    table = f"{BEGIN}\n{as_markdown(rows)}{END}"
    path.write_text(_place().sub(lambda _: table, text, count=1), encoding="utf-8")


def as_markdown(rows: Sequence[Row]) -> str:
    """One line a preset, a group of columns a time; the sets apart, the best of the longest time first."""
    limits = sorted({row.limit for row in rows})
    several = len(limits) > 1
    heads = ["Preset", "Pictures", "px", "images/s"]
    for limit in limits:
        after = f", {time_text(limit)}" if several else ""
        heads += [f"{head}{after}" for head in ("kimg", "Fréchet", "KID", "Classes")]
    lines = [_line(heads), _line(["---", "---", *["---:"] * (len(heads) - 2)])]
    lines += [_line(_cells(group, limits)) for group in _grouped(rows)]
    return "\n".join([*lines, "", _footnote(rows, limits)]) + "\n"


def as_csv(rows: Sequence[Row]) -> str:
    """One line a row, with every field."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in dataclasses.fields(Row)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(dataclasses.asdict(row) for row in rows)
    return text.getvalue()


def as_json(rows: Sequence[Row]) -> str:
    """Every field of every row."""
    return json.dumps([dataclasses.asdict(row) for row in rows], indent=1) + "\n"


def time_text(seconds: float) -> str:
    """A time in whole minutes where it is one, else in seconds."""
    return f"{seconds / 60:g} min" if seconds % 60 == 0 else f"{seconds:g} s"


_KINDS = {".md": as_markdown, ".csv": as_csv, ".json": as_json}


def _place() -> re.Pattern[str]:
    return re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


def _grouped(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each preset, presets by data set and then by what they reached in the end."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.preset, []).append(row)

    def place(group: list[Row]) -> tuple[str, bool, float]:
        last = max(group, key=lambda row: row.limit)
        return last.data, last.frechet is None, last.frechet or 0.0

    return sorted(groups.values(), key=place)


def _cells(group: list[Row], limits: list[float]) -> list[str]:
    by_limit = {row.limit: row for row in group}
    last = max(group, key=lambda row: row.limit)
    cells = [f"`{last.preset}`", last.data, str(last.resolution), f"{last.images_per_second:,.0f}"]
    for limit in limits:
        row = by_limit.get(limit)
        cells += [_NOTHING] * 4 if row is None else _reached(row)
    return cells


def _reached(row: Row) -> list[str]:
    ended_early = "" if row.reason == "done" else f" ({row.reason})"
    return [
        f"{row.kimg:,.0f}{ended_early}" if row.kimg >= 10 else f"{row.kimg:.1f}{ended_early}",
        _NOTHING if row.frechet is None else f"{row.frechet:.3g}",
        _NOTHING if row.kid is None else f"{row.kid:.3g}",
        _NOTHING if row.covered is None else f"{row.covered} of {row.classes}",
    ]


def _footnote(rows: Sequence[Row], limits: list[float]) -> str:
    counts = sorted({row.count for row in rows})
    devices = sorted({row.device for row in rows})
    return (
        f"Trained for {' and '.join(map(time_text, limits))} on {'; '.join(devices)}. Scores are those of "
        f"{' or '.join(f'{count:,}' for count in counts)} pictures of the run's best checkpoint in the "
        "features of the network that ships with the studio, lower is better; compare them within one set "
        "of pictures and one size only, and not with published figures. Classes: how many are drawn."
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

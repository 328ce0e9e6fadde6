"""The rows of the table, and the file that keeps them, so that nothing is trained twice."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gan_studio.core.errors import InputError

_VERSION = 1


@dataclass(frozen=True)
class Row:
    """What one preset reached in one time.

    Attributes:
        preset, label, data, resolution: which preset, and what it learns from.
        limit: seconds of training that it was given in all.
        seconds: those that it took, more than `limit` by up to a step.
        kimg: thousands of real images that it saw.
        images_per_second: kimg in seconds, with everything that a run does besides its steps.
        frechet, kid: of the run's best checkpoint, in the embedded network's features; None where they
            could not be computed.
        covered, classes: how many classes are drawn of how many; None and 0 where the data has none.
        count: pictures drawn for the scores.
        device: what it trained on, with the cores of a processor.
        reason: how the run ended: "done", "diverged", "memory".
    """

    preset: str
    label: str
    data: str
    resolution: int
    limit: float
    seconds: float
    kimg: float
    images_per_second: float
    frechet: float | None
    kid: float | None
    covered: int | None
    classes: int
    count: int
    device: str
    reason: str = "done"


def read_rows(path: Path) -> list[Row]:
    """The rows that were kept; none where there is no file.

    Raises:
        InputError: if the file holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != _VERSION:
            raise ValueError(f"its version is {content['version']}, and {_VERSION} can be read")
        return [Row(**values) for values in content["rows"]]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, LookupError) as error:
        raise InputError(f"{path} holds no rows of presets ({error}); choose another folder.") from None


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Replace the file, which is never half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"version": _VERSION, "rows": [dataclasses.asdict(row) for row in rows]}
    half = path.with_suffix(".part")
    half.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(half, path)


def row_of(rows: Sequence[Row], preset: str, limit: float, count: int) -> Row | None:
    """The row of a preset after so many seconds, scored with so many pictures, or None."""
    for row in rows:
        if (row.preset, row.limit, row.count) == (preset, limit, count):
            return row
    return None

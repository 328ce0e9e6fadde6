"""What a run left on disk: its reports, its changes and its samples."""

from __future__ import annotations

import bisect
import csv
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_studio.core.config import RunConfig, read_config
from gan_studio.core.events import Preparing
from gan_studio.core.run_folder import RunFolder, RunSummary
from gan_studio.core.scalar_words import ScalarGroup, score_group
from gan_studio.core.scores import from_plain

_MOST_REPORTS = 10_000


@dataclass(frozen=True)
class Report:
    """The scalars of one moment of a run."""

    step: int
    images_seen: int
    seconds: float
    scalars: dict[str, float]

    @property
    def place(self) -> tuple[float, float, float]:
        """Step, thousands of images and seconds."""
        return self.step, self.images_seen / 1000, self.seconds


@dataclass(frozen=True)
class Change:
    """A setting that was changed while the run trained, and the report nearest to it."""

    near: Report
    path: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Past:
    """All that the page shows of a run that does not train now.

    Attributes:
        config: what it trained, with the changes made to it.
        reports: at most ten thousand of them, evenly chosen.
        samples: paths of the sample grids, oldest first.
        has_checkpoint: whether there is something to go on from.
        descriptions: what the plots of scores say of themselves, by the first part of their scalars.
    """

    summary: RunSummary
    config: RunConfig
    reports: tuple[Report, ...]
    changes: tuple[Change, ...]
    samples: tuple[Path, ...]
    has_checkpoint: bool
    descriptions: dict[str, ScalarGroup]


def read_past(path: Path) -> Generator[Preparing, None, Past]:
    """Read a run's folder; what came after its newest checkpoint, and so will be done again, is left out.

    Raises:
        InputError: if its configuration cannot be read.
    """
    yield Preparing(f"Reading {path.name}")
    folder = RunFolder(path)
    config = read_config(folder.config_path)
    newest = folder.newest_checkpoint()
    limit = int(newest.stem) if newest else 0
    reports = [report for report in _reports(folder.scalars_path) if report.images_seen <= limit]
    kept = tuple(reports[:: max(1, -(-len(reports) // _MOST_REPORTS))])
    samples = tuple(grid for grid in folder.sample_grids() if int(grid.stem) <= limit)
    return Past(
        summary=folder.summary(),
        config=config,
        reports=kept,
        changes=tuple(_changes(folder, reports)),
        samples=samples,
        has_checkpoint=newest is not None,
        descriptions=_descriptions(folder),
    )


def _descriptions(folder: RunFolder) -> dict[str, ScalarGroup]:
    """What is said of each kind of score, as it was computed last."""
    found = {}
    for record in folder.records():
        score = from_plain(record) if record.get("event") == "scored" else None
        if score is not None:
            found[score.metric] = score_group(score, float(record.get("share", 0.0)))
    return found


def _reports(path: Path) -> list[Report]:
    reports: dict[int, Report] = {}
    try:
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                _add_row(reports, row)
    except OSError:  # a run that was stopped before its first report has none
        return []
    return [reports[step] for step in sorted(reports)]


def _add_row(reports: dict[int, Report], row: dict[str, str]) -> None:
    try:
        step, value = int(row["step"]), float(row["value"])
        report = reports.get(step) or Report(step, int(row["images_seen"]), float(row["seconds"]), {})
    except (KeyError, TypeError, ValueError):  # a line cut short by a crash
        return
    reports[step] = report
    report.scalars[row["name"]] = value


def _changes(folder: RunFolder, reports: list[Report]) -> list[Change]:
    found = []
    for record in folder.records():
        if record.get("event") == "setting_changed" and reports:
            place = bisect.bisect_left(reports, record.get("step", 0), key=lambda report: report.step)
            near = reports[min(place, len(reports) - 1)]
            found.append(Change(near, record["path"], record.get("old"), record.get("new")))
    return found

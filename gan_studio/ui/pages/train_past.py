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
    """

    summary: RunSummary
    config: RunConfig
    reports: tuple[Report, ...]
    changes: tuple[Change, ...]
    samples: tuple[Path, ...]
    has_checkpoint: bool


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
    return Past(folder.summary(), config, kept, tuple(_changes(folder, reports)), samples, newest is not None)


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

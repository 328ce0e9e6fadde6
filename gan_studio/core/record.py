"""Writing a run's folder: configuration, scalars, events and log, each readable by ordinary tools."""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from gan_studio.core.config import RunConfig, to_toml
from gan_studio.core.errors import InputError
from gan_studio.core.run_folder import RunFolder

SCALAR_COLUMNS = ("step", "images_seen", "seconds", "name", "value")


class RunRecord:
    """The files of one run, opened for appending.

    Args:
        folder: where the run lives; made if missing.

    Raises:
        InputError: if the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = RunFolder(Path(folder))
        try:
            for place in (self.folder.path, self.folder.samples, self.folder.checkpoints):
                place.mkdir(parents=True, exist_ok=True)
            self._events: TextIO = open(self.folder.events_path, "a", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise InputError(
                f"The run's folder {folder} cannot be written ({error.strerror}); choose another place."
            ) from None
        self._scalars: TextIO | None = None

    def write_config(self, config: RunConfig) -> None:
        """Write config.toml so that it is either the old one or the new one, never half of it."""
        _replace_text(self.folder.config_path, to_toml(config))

    def open_scalars(self, step: int) -> None:
        """Go on with scalars.csv after `step`; later rows, of steps that will be made again, go."""
        path = self.folder.scalars_path
        kept = [row for row in _rows(path) if int(row[0]) <= step]
        lines = [",".join(SCALAR_COLUMNS), *(",".join(row) for row in kept)]
        _replace_text(path, "\n".join(lines) + "\n")
        self._scalars = open(path, "a", encoding="utf-8", newline="")  # noqa: SIM115

    def add_scalars(self, step: int, images_seen: int, seconds: float, scalars: Mapping[str, float]) -> None:
        """Append one row a scalar and flush."""
        writer = csv.writer(self._scalars, lineterminator="\n")
        for name, value in scalars.items():
            writer.writerow((step, images_seen, f"{seconds:.3f}", name, f"{value:.7g}"))
        self._scalars.flush()

    def add_event(self, event: str, **details: Any) -> None:
        """Append one line to events.jsonl and flush; `details` are plain values."""
        line = json.dumps({"time": round(time.time(), 3), "event": event, **details})
        self._events.write(line + "\n")
        self._events.flush()

    def close(self) -> None:
        """Close the files."""
        self._events.close()
        if self._scalars is not None:
            self._scalars.close()


def log_failure(folder: Path, trace: str) -> None:
    """Append the trace of a failed run to its log.txt."""
    with open(RunFolder(folder).log_path, "a", encoding="utf-8") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{trace}\n")


def _rows(path: Path) -> list[list[str]]:
    if not path.is_file():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return [
        row for row in rows if len(row) == len(SCALAR_COLUMNS) and row[0].isdigit() and _is_number(row[4])
    ]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)

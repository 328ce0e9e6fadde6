"""Writing a run's folder: configuration, scalars, events and log, each readable by ordinary tools."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gan_studio.core.config import RunConfig, to_toml
from gan_studio.core.errors import InputError
from gan_studio.core.locking import lock
from gan_studio.core.run_folder import RunFolder

SCALAR_COLUMNS = ("step", "images_seen", "seconds", "name", "value")


class Journal:
    """A file that whole lines are appended to.

    A disk that is full costs the lines it has no room for, and nothing else.

    Attributes:
        trouble: why a line could first not be written, or None.
    """

    def __init__(self, path: Path) -> None:
        self.trouble: OSError | None = None
        self._ends_within_line = _ends_within_line(path)
        self._file = open(path, "ab", buffering=0)  # noqa: SIM115

    def append(self, text: str) -> None:
        """Write lines, at once, so that other programs see them."""
        left = ("\n" + text if self._ends_within_line else text).encode()
        try:
            while left:
                left = left[self._file.write(left) :]
                self._ends_within_line = bool(left)
        except OSError as error:
            self.trouble = self.trouble or error

    def lock(self) -> bool:
        """Keep other processes from writing to it too until it is closed; False where one does."""
        return lock(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class RunRecord:
    """The files of one run, opened for appending.

    Args:
        folder: where the run lives; made if missing.

    Raises:
        InputError: if the folder cannot be written, or another process trains in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = RunFolder(Path(folder))
        try:
            for place in (self.folder.path, self.folder.samples, self.folder.checkpoints):
                place.mkdir(parents=True, exist_ok=True)
            self._events = Journal(self.folder.events_path)
        except OSError as error:
            raise self._unwritable(error) from None
        self._scalars: Journal | None = None
        if not self._events.lock():
            self._events.close()
            raise InputError(
                f"Another process is training in {self.folder.path}; stop it first, or choose another folder."
            )

    @property
    def trouble(self) -> OSError | None:
        """Why a scalar or an event could first not be written, or None."""
        return self._events.trouble or (self._scalars.trouble if self._scalars else None)

    def begin(self, config: RunConfig, step: int) -> None:
        """Write the config, and go on with scalars.csv after `step`; rows of later steps go.

        Raises:
            InputError: if there is no room.
        """
        path = self.folder.scalars_path
        kept = [row for row in _rows(path) if int(row[0]) <= step]
        lines = [",".join(SCALAR_COLUMNS), *(",".join(row) for row in kept)]
        try:
            self.write_config(config)
            _replace_text(path, "\n".join(lines) + "\n")
            self._scalars = Journal(path)
        except OSError as error:
            raise self._unwritable(error) from None

    def write_config(self, config: RunConfig) -> None:
        """Write config.toml so that it is either the old one or the new one, never half of it.

        Raises:
            OSError: if there is no room.
        """
        _replace_text(self.folder.config_path, to_toml(config))

    def add_scalars(self, step: int, images_seen: int, seconds: float, scalars: Mapping[str, float]) -> None:
        """Append one row a scalar."""
        start = f"{step},{images_seen},{seconds:.3f}"
        self._scalars.append("".join(f"{start},{name},{value:.7g}\n" for name, value in scalars.items()))

    def add_event(self, event: str, **details: Any) -> None:
        """Append one line to events.jsonl; `details` are plain values."""
        self._events.append(json.dumps({"time": round(time.time(), 3), "event": event, **details}) + "\n")

    def close(self) -> None:
        """Close the files; of a run that was given up before it began, nothing stays."""
        self._events.close()
        if self._scalars is not None:
            self._scalars.close()
        elif not self.folder.config_path.exists():
            remove_if_empty(self.folder)

    def _unwritable(self, error: OSError) -> InputError:
        return InputError(
            f"The run's folder {self.folder.path} cannot be written ({error.strerror}); make room there or "
            "choose another place."
        )


def remove_if_empty(folder: RunFolder) -> None:
    """Delete a run's folder if it holds nothing but empty places."""
    with contextlib.suppress(OSError):  # something is there, which stays
        if folder.events_path.is_file() and not folder.events_path.stat().st_size:
            folder.events_path.unlink()
        for place in (folder.samples, folder.checkpoints, folder.path):
            if place.is_dir():
                place.rmdir()


def log_failure(folder: Path, trace: str) -> None:
    """Append the trace of a failed run to its log.txt."""
    with open(RunFolder(folder).log_path, "a", encoding="utf-8") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{trace}\n")


def disk_advice(what: str, path: Path, error: OSError) -> str:
    """Why a file of a run could not be written, and what to do, while training goes on."""
    reason = error.strerror or str(error)
    return (
        f"{what} could not be written to {path.parent} ({reason}); training goes on. Make room on the disk."
    )


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


def _ends_within_line(path: Path) -> bool:
    """Whether a killed process left the file's last line half written."""
    try:
        with open(path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:  # there is no file, or nothing in it
        return False


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise

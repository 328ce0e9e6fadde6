"""A run on disk: a folder that ordinary tools can read, and what can be told from it."""

from __future__ import annotations

import json
import os
import shutil
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_studio import paths
from gan_studio.core.errors import InputError

_STALE_SECONDS = 30.0


@dataclass(frozen=True)
class RunSummary:
    """What a card in a list of runs shows.

    Attributes:
        path: the run's folder.
        name: the folder's name.
        preset: the preset it began with, or "".
        state: "running", "stopped", "done", "diverged" or "memory".
        step, images_seen, seconds: how far it is.
        score: the best checkpoint's score, lower is better, or None.
        score_name: which score that is.
        preview: its newest sample grid, or None.
        changed: when something was last written, in seconds since 1970.
        can_resume: whether there is a configuration to go on with.
    """

    path: Path
    name: str
    preset: str
    state: str
    step: int
    images_seen: int
    seconds: float
    score: float | None
    preview: Path | None
    changed: float
    can_resume: bool
    score_name: str = ""


@dataclass(frozen=True)
class RunFolder:
    """The places in a run's folder."""

    path: Path

    @property
    def config_path(self) -> Path:
        """The run's configuration, as TOML."""
        return self.path / "config.toml"

    @property
    def scalars_path(self) -> Path:
        """Every reported scalar: step, images_seen, seconds, name, value."""
        return self.path / "scalars.csv"

    @property
    def events_path(self) -> Path:
        """What happened, one JSON object a line."""
        return self.path / "events.jsonl"

    @property
    def samples(self) -> Path:
        """Sample grids, named by images seen."""
        return self.path / "samples"

    @property
    def checkpoints(self) -> Path:
        """Checkpoints, named by images seen, and the best one."""
        return self.path / "checkpoints"

    @property
    def best_path(self) -> Path:
        """The checkpoint with the best score so far."""
        return self.checkpoints / "best.pt"

    @property
    def log_path(self) -> Path:
        """What a person would want to read after a failure."""
        return self.path / "log.txt"

    def checkpoint_path(self, images_seen: int) -> Path:
        """Where the checkpoint after that many images goes."""
        return self.checkpoints / f"{images_seen:09d}.pt"

    def sample_path(self, images_seen: int) -> Path:
        """Where the sample grid after that many images goes."""
        return self.samples / f"{images_seen:09d}.png"

    @property
    def now_path(self) -> Path:
        """Stands for what the run learns now, which no file holds: among the checkpoints in name only."""
        return self.checkpoints / "now"

    def numbered_checkpoints(self) -> list[Path]:
        """Checkpoints by images seen, oldest first, the best one left out."""
        return _by_number(self.checkpoints.glob("*.pt"))

    def sample_grids(self) -> list[Path]:
        """Sample grids by images seen, oldest first."""
        return _by_number(self.samples.glob("*.png"))

    def newest_checkpoint(self) -> Path | None:
        """The checkpoint with most images seen, or None."""
        return next(reversed(self.numbered_checkpoints()), None)

    def best_checkpoint(self) -> Path | None:
        """The checkpoint with the best score, or None."""
        return self.best_path if self.best_path.is_file() else None

    def records(self) -> list[dict[str, Any]]:
        """What events.jsonl holds; a last line cut short by a crash is left out."""
        try:
            lines = self.events_path.read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        records = []
        for line in lines:
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return [record for record in records if isinstance(record, dict)]

    def summary(self) -> RunSummary:
        """What can be told from the files alone, without reading a checkpoint."""
        records = self.records()
        last = next((record for record in reversed(records) if "images_seen" in record), {})
        scored = [record for record in records if record.get("score") is not None]
        score_name = scored[-1].get("score_name", "") if scored else ""
        scores = [record["score"] for record in scored if record.get("score_name", "") == score_name]
        grids = self.sample_grids()
        changed = max(
            (path.stat().st_mtime for path in (self.events_path, self.path) if path.exists()), default=0
        )
        return RunSummary(
            path=self.path,
            name=self.path.name,
            preset=self._preset(),
            state=self._state(records, changed),
            step=last.get("step", 0),
            images_seen=last.get("images_seen", 0),
            seconds=last.get("seconds", 0.0),
            score=min(scores, default=None),
            preview=grids[-1] if grids else None,
            changed=changed,
            can_resume=self.config_path.is_file(),
            score_name=score_name,
        )

    def _preset(self) -> str:
        try:
            return str(tomllib.loads(self.config_path.read_text(encoding="utf-8")).get("preset", ""))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
            return ""

    def _state(self, records: list[dict[str, Any]], changed: float) -> str:
        for record in reversed(records):
            if record.get("event") == "finished":
                return str(record.get("reason", "done"))
            if record.get("event") == "stopped":
                return "stopped"
            if record.get("event") == "started":
                break
        # A killed run leaves no last word; one that still writes is running, here or in another process.
        return "running" if time.time() - changed < _STALE_SECONDS else "stopped"


def new_run_folder(name: str) -> Path:
    """Make an empty folder for a run called after `name` and the time."""
    stem = f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    for number in range(1000):
        path = paths.runs() / (stem if number == 0 else f"{stem}-{number + 1}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise InputError(
                f"No run can be made in {paths.runs()} ({error.strerror}); set GAN_STUDIO_HOME to a folder "
                "that can be written."
            ) from None
        return path
    raise InputError(f"{paths.runs()} already holds a thousand runs called {stem}; delete some.")


def list_runs() -> list[RunSummary]:
    """Every run in the person's folder, the newest first."""
    folders = [path for path in _children(paths.runs()) if RunFolder(path).config_path.is_file()]
    return sorted((RunFolder(path).summary() for path in folders), key=lambda run: -run.changed)


def move_to_trash(run: Path) -> Path:
    """Move a run's folder to the studio's trash; returns where it is now."""
    paths.trash().mkdir(parents=True, exist_ok=True)
    target = _free_name(paths.trash() / run.name)
    shutil.move(os.fspath(run), target)
    return target


def restore(trashed: Path) -> Path:
    """Move a run back from the trash; returns where it is now."""
    paths.runs().mkdir(parents=True, exist_ok=True)
    target = _free_name(paths.runs() / trashed.name)
    shutil.move(os.fspath(trashed), target)
    return target


def _by_number(paths: Iterable[Path]) -> list[Path]:
    return sorted((path for path in paths if path.stem.isdecimal()), key=lambda path: int(path.stem))


def trashed_runs() -> list[Path]:
    """The folders of deleted runs that could still be restored."""
    return _children(paths.trash())


def empty_trash() -> int:
    """Delete every run in the trash for good; returns the bytes that made free.

    Raises:
        OSError: if something cannot be deleted.
    """
    freed = 0
    for folder in trashed_runs():
        freed += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        shutil.rmtree(folder)
    return freed


def _children(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return []


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free

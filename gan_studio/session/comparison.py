"""Several runs side by side: their curves, and the settings in which they differ."""

from __future__ import annotations

import csv
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gan_studio.core.events import Preparing
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.config_reading import settings_of

_ROWS_AT_ONCE = 20_000
_NOT_COMPARED = ("version", "label", "summary", "source")
ABSENT = "–"


@dataclass(frozen=True)
class Curve:
    """One scalar of a run over time: four arrays of equal length."""

    steps: np.ndarray
    images_seen: np.ndarray
    seconds: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class ComparedRun:
    """One of the runs.

    Attributes:
        path: its folder, or a model's checkpoint.
        name: what a person calls it.
        curves: its scalars by name.
        settings: its settings by path ("optimizer.g_lr"), as texts.
    """

    path: Path
    name: str
    curves: Mapping[str, Curve]
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Comparison:
    """The runs, in the order a person chose them."""

    runs: tuple[ComparedRun, ...]

    def curve_names(self) -> list[str]:
        """The scalars that any of the runs reported, those of all runs first."""
        names = {name for run in self.runs for name in run.curves}
        return sorted(names, key=lambda name: (-sum(name in run.curves for run in self.runs), name))

    def settings(self, *, only_different: bool) -> list[tuple[str, tuple[str, ...]]]:
        """Each setting's path with its value in every run."""
        paths = dict.fromkeys(path for run in self.runs for path in run.settings)
        rows = [(path, tuple(run.settings.get(path, ABSENT) for run in self.runs)) for path in paths]
        return [row for row in rows if len(set(row[1])) > 1 or not only_different]


def comparison_of(named: Sequence[tuple[str, Path]]) -> Generator[Preparing, None, Comparison]:
    """Read what there is to compare.

    Args:
        named: what each run is called, and its folder or a model's checkpoint.
    """
    runs = []
    for number, (name, path) in enumerate(named):
        yield Preparing(f"Reading {name}", number / len(named))
        curves = yield from _curves(RunFolder(path).scalars_path)
        runs.append(ComparedRun(path, name, curves, flattened((yield from settings_of(path)))))
    return Comparison(tuple(runs))


def flattened(settings: Mapping[str, Any]) -> dict[str, str]:
    """Nested settings as texts by dotted path; a part's own path holds its name."""
    flat: dict[str, str] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            inner = flattened(value)
            if "name" in inner:
                flat[key] = inner.pop("name")
            elif not inner:
                flat[key] = "on"
            flat.update({f"{key}.{name}": text for name, text in inner.items()})
        elif key not in _NOT_COMPARED:
            flat[key] = _text(value)
    return flat


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value) or "none"
    return str(value)


def _curves(path: Path) -> Generator[Preparing, None, dict[str, Curve]]:
    """The scalars of a run; rows that were cut short, by a crash or while being written, are left out."""
    rows: dict[str, list[tuple[float, ...]]] = {}
    try:
        file = path.open(encoding="utf-8", newline="")
    except OSError:
        return {}
    with file:
        for number, row in enumerate(csv.reader(file)):
            if number % _ROWS_AT_ONCE == 0:
                yield Preparing(f"Reading {path.parent.name}")
            try:
                step, images, seconds, name, value = row
                point = (float(step), float(images), float(seconds), float(value))
            except ValueError:
                continue
            rows.setdefault(name, []).append(point)
    return {name: Curve(*np.asarray(points).T) for name, points in rows.items()}

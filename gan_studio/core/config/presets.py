"""Presets: named compositions, each a TOML file that cites its source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_studio import paths
from gan_studio.core.config.files import from_dict, read_toml
from gan_studio.core.config.run_config import RunConfig
from gan_studio.core.errors import unknown_name

DEFAULT_PRESET = "fashion-quick"
_GPU = "gpu"


@dataclass(frozen=True)
class Preset:
    """A preset as a list shows it; reading one imports no part.

    Attributes:
        name: what `--preset` takes.
        label, summary: what the window shows.
        source: the paper or file its settings follow.
        task: name of the registered task.
        resolution: image side in pixels.
        values: the whole file, for from_dict.
        data: name of the data set.
        family: name of the registered architecture.
        wants_gpu: whether its file says hardware = "gpu": on a processor it takes days to be worth it.
    """

    name: str
    label: str
    summary: str
    source: str
    task: str
    resolution: int
    values: dict[str, Any]
    data: str = ""
    family: str = ""
    wants_gpu: bool = False

    def config(self) -> RunConfig:
        """The RunConfig the preset describes."""
        return from_dict({**self.values, "preset": self.name}, origin=f"preset “{self.name}”")


def presets() -> list[Preset]:
    """Every preset that ships: the default first, then by name."""
    found = [_read(path) for path in sorted((paths.resources() / "presets").glob("*.toml"))]
    return sorted(found, key=lambda preset: (preset.name != DEFAULT_PRESET, preset.name))


def preset(name: str) -> Preset:
    """The preset of that name; InputError with the nearest name if there is none."""
    by_name = {entry.name: entry for entry in presets()}
    if name not in by_name:
        raise unknown_name("preset", name, by_name)
    return by_name[name]


def _read(path: Path) -> Preset:
    values = read_toml(path)
    return Preset(
        name=path.stem,
        label=values["label"],
        summary=values["summary"],
        source=values["source"],
        task=values.get("task", {}).get("name", "generate"),
        resolution=values.get("data", {}).get("resolution", 32),
        values=values,
        data=values.get("data", {}).get("source", ""),
        family=values.get("architecture", {}).get("name", ""),
        wants_gpu=values.get("hardware") == _GPU,
    )

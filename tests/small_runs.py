"""Tiny data sets, parts and runs, for tests that train for real within milliseconds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_studio.core.checkpoint import load_checkpoint
from gan_studio.core.commands import Command, Commands
from gan_studio.core.config import RunConfig, setting_fields, with_assignments
from gan_studio.core.events import Event, StepDone
from gan_studio.core.run import run
from gan_studio.core.run_folder import RunFolder

_QUIET = [
    "training.batch_size=4",
    "training.precision=float32",
    "saving.samples_every_seconds=0",
    "saving.save_every_seconds=0",
    "saving.grid_side=2",
    "saving.log_every=2",
    "architecture.d_norm=layer",  # what every penalty can be combined with
]


def write_data(
    folder: Path, *, count: int = 40, side: int = 8, channels: int = 1, classes: int = 0, seed: int = 0
) -> Path:
    """A .npz of random pictures, whose labels go round where there are classes."""
    random = np.random.default_rng(seed)
    arrays = {"images": random.integers(0, 256, (count, side, side, channels), dtype=np.uint8)}
    if classes:
        arrays["labels"] = np.arange(count) % classes
    path = folder / f"pictures-{count}-{side}-{channels}-{classes}-{seed}.npz"
    np.savez(path, **arrays)
    return path


def small(part: Any) -> Any:
    """A part with the fewest channels or units it allows, which are whole numbers on a log scale."""
    fewest = {
        field.name: int(field.setting.minimum)
        for field in setting_fields(type(part))
        if field.type is int and field.setting.log
    }
    return dataclasses.replace(part, **fewest)


_BESIDE = {("steering", "fixed"): {"augment_p": 0.2}}
"""Settings without which a choice is refused, by the setting's name and the choice."""


def variants(part: Any) -> list[Any]:
    """A part, and the part with each of its choices and switches set otherwise, one at a time."""
    found = [part]
    for field in setting_fields(type(part)):
        held = getattr(part, field.name)
        others = (
            [not held] if field.type is bool else [name for name in field.setting.choices if name != held]
        )
        found += [
            dataclasses.replace(part, **{field.name: other}, **_BESIDE.get((field.name, other), {}))
            for other in others
        ]
    return found


def small_config(data: Path, *assignments: str, side: int = 8) -> RunConfig:
    """A run of tiny networks in float32 that saves and draws only when it begins and ends."""
    basics = [f"data.source={data}", f"data.resolution={side}", *_QUIET]
    unscored = dataclasses.replace(RunConfig(), live_metrics=())
    chosen = with_assignments(unscored, [*basics, *assignments])
    shrunk = dataclasses.replace(chosen, architecture=small(chosen.architecture))
    return with_assignments(shrunk, list(assignments))


def trained(
    config: RunConfig, folder: Path, *, resume: bool = False, commands: Commands | None = None
) -> list[Event]:
    """Every event of a run that is left to end by itself."""
    return list(run(config, folder, resume=resume, commands=commands))


def stopped_at(step: int, config: RunConfig, folder: Path, *, resume: bool = False) -> list[Event]:
    """The events of a run that is closed, as by a person, once it has made so many steps in all."""
    events, taken = run(config, folder, resume=resume), []
    for event in events:
        taken.append(event)
        if isinstance(event, StepDone) and event.step == step:
            break
    events.close()
    return taken


def commanded(config: RunConfig, folder: Path, orders: dict[int, Command]) -> list[Event]:
    """The events of a run that is given a command after each of the steps named."""
    commands = Commands()
    taken = []
    for event in run(config, folder, commands=commands):
        taken.append(event)
        if isinstance(event, StepDone) and event.step in orders:
            commands.put(orders[event.step])
    return taken


def of_kind(kind: type, events: list[Event]) -> list[Any]:
    """The events of one kind, in order."""
    return [event for event in events if isinstance(event, kind)]


def newest(folder: Path) -> dict[str, Any]:
    """What a run's newest checkpoint holds."""
    return load_checkpoint(RunFolder(folder).newest_checkpoint())


def learned(folder: Path) -> dict[str, torch.Tensor]:
    """Every tensor and number that training has changed, from a run's newest checkpoint, by its place.

    Seconds, and the best score, which depends on how often one looks, are left out.
    """
    content = newest(folder)
    passing = ("seconds", "best_score")
    training = {name: value for name, value in content["training"].items() if name not in passing}
    return dict(leaves({"g_ema": content["g_ema"], "training": training}, ""))


def assert_same_bits(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor]) -> None:
    """Fail unless both hold the same names and, bit for bit, the same values."""
    assert left.keys() == right.keys()
    different = [name for name, value in left.items() if not torch.equal(value, right[name])]
    assert not different, f"different: {different}"


def leaves(value: Any, place: str) -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor and number within dictionaries and lists, with its place."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from leaves(held, f"{place}.{name}")
    elif isinstance(value, list | tuple):
        for index, held in enumerate(value):
            yield from leaves(held, f"{place}.{index}")
    elif isinstance(value, torch.Tensor):
        yield place, value
    elif isinstance(value, bool | int | float):
        yield place, torch.tensor(value)

"""What in a RunConfig does not fit together, in words, before anything is started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gan_studio.core.config.fields import faults
from gan_studio.core.config.run_config import RunConfig, sections


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a run from starting.

    Attributes:
        path: the setting it concerns, such as "optimizer.g_lr" or "regularizers.r1.gamma".
        why: a sentence: what does not fit, and what to choose instead.
    """

    path: str
    why: str


@dataclass(frozen=True)
class DataFacts:
    """What is known of the chosen data set once it was looked at.

    Attributes:
        channels: 1 or 3, after the config's colour choice.
        num_classes: 0 if the images have no classes.
        count: images to train on.
    """

    channels: int
    num_classes: int
    count: int


def problems(config: RunConfig, data: DataFacts | None = None) -> list[Problem]:
    """Everything that keeps the config from training; an empty list if nothing does.

    Each part may add its own through a method `problems(config, data)` that yields Problems. It is asked
    only once every value lies within its own bounds, so that it may count with them.

    Args:
        data: facts of the data set where they are known; checks that need them wait until then.
    """
    parts = list(_parts(config))
    found = [Problem(f"{place}.{name}", why) for place, part in parts for name, why in _faults(part)]
    if not found:
        for _, part in parts:
            if hasattr(part, "problems"):
                found += part.problems(config, data)
    if data is not None and data.count < 1:
        found.append(Problem("data.source", "The data set has no image to train on; choose another."))
    return found


def _parts(config: RunConfig) -> Iterator[tuple[str, Any]]:
    """Every part and every plain section with its place, such as "optimizer" or "regularizers.r1"."""
    for name, section in sections().items():
        held = getattr(config, name)
        for part in held if section.many else (held,):
            yield (f"{name}.{section.registry.entry_of(part).name}" if section.many else name), part


def _faults(part: Any) -> Iterator[tuple[str, str]]:
    return ((field.name, why) for field, why in faults(part))

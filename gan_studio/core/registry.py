"""Registries: where the parts a run is composed of are found by name.

A part is a frozen dataclass: its fields are its settings, its methods are its behaviour. A new part
is one new file in the package of its kind; the registry imports every file there when first asked.
Importing this module imports no part, and so no torch.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gan_studio.core.errors import unknown_name


@dataclass(frozen=True)
class Entry:
    """A registered part: its name in files, its label in the window, a one-sentence summary, its class."""

    name: str
    label: str
    summary: str
    part: type


class Registry:
    """The parts of one kind, by name, in the order a person should see them.

    Args:
        kind: the kind in a person's words, such as "objective".
        package: dotted name of the package whose modules register the parts.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._entries: dict[str, Entry] = {}
        self._discovered = False
        self._lock = threading.RLock()

    def register(self, name: str, *, label: str, summary: str) -> Callable[[type], type]:
        """A class decorator that enters a frozen dataclass under `name`."""

        def enter(part: type) -> type:
            if name in self._entries:
                raise ValueError(f"{self.kind} “{name}” is registered twice, last by {part!r}.")
            if not dataclasses.is_dataclass(part):
                raise TypeError(f"{self.kind} “{name}” must be a dataclass, but {part!r} is not.")
            self._entries[name] = Entry(name, label, summary, part)
            return part

        return enter

    def entries(self) -> list[Entry]:
        """Every entry, sorted by label."""
        self._discover()
        return sorted(self._entries.values(), key=lambda entry: entry.label.lower())

    def names(self) -> list[str]:
        """Every name, sorted by label."""
        return [entry.name for entry in self.entries()]

    def entry(self, name: str) -> Entry:
        """The entry of that name; InputError with the nearest name if there is none."""
        self._discover()
        if not isinstance(name, str) or name not in self._entries:
            raise unknown_name(self.kind, str(name), self._entries)
        return self._entries[name]

    def entry_of(self, part: Any) -> Entry:
        """The entry that an instance of a registered part belongs to."""
        self._discover()
        for entry in self._entries.values():
            if type(part) is entry.part:
                return entry
        raise ValueError(f"{part!r} is no registered {self.kind}.")

    def _discover(self) -> None:
        with self._lock:
            if not self._discovered:
                package = importlib.import_module(self._package)
                for module in pkgutil.iter_modules(package.__path__):
                    importlib.import_module(f"{self._package}.{module.name}")
                self._discovered = True


class Selection(Registry):
    """Those parts of another registry that have an ability, in the same order and by the same names.

    Args:
        kind: as in Registry.
        whole: the registry that is chosen from.
        ability: name of a class attribute that is true of the chosen parts.
    """

    def __init__(self, kind: str, whole: Registry, ability: str) -> None:
        super().__init__(kind, whole._package)
        self._whole, self._ability = whole, ability

    def _discover(self) -> None:
        self._entries = {
            entry.name: entry for entry in self._whole.entries() if getattr(entry.part, self._ability)
        }


TASKS = Registry("task", "gan_studio.core.tasks")
ARCHITECTURES = Registry("architecture", "gan_studio.core.architectures")
OBJECTIVES = Registry("objective", "gan_studio.core.objectives")
REGULARIZERS = Registry("regularizer", "gan_studio.core.regularizers")
CONDITIONINGS = Registry("conditioning", "gan_studio.core.conditioning")
AUGMENTATIONS = Registry("augmentation", "gan_studio.core.augment")
OPTIMIZERS = Registry("optimizer", "gan_studio.core.optimizers")
SCHEDULES = Registry("schedule", "gan_studio.core.schedules")
SOURCES = Registry("data source", "gan_studio.core.data.sources")
METRICS = Registry("metric", "gan_studio.core.metrics")
LIVE_METRICS = Selection("live metric", METRICS, "is_live")
EXTRACTORS = Registry("feature extractor", "gan_studio.core.extractors")

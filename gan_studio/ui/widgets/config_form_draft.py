"""What a form edits: a RunConfig, what it started from, and what was typed in parts not chosen now."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from gan_studio.core.config import RunConfig, sections, with_value
from gan_studio.core.config.run_config import part_named

CHOICE = "name"


@dataclass(frozen=True)
class Origin:
    """Where a form's values came from; values that differ from it are marked.

    Attributes:
        name: what whoever loaded it calls it, such as a preset's name.
        config: the values as they were.
    """

    name: str
    config: RunConfig


class Draft:
    """A RunConfig being edited by paths, as `--set` does, that forgets nothing that was typed.

    Paths are "section.field", "section.name" for the part a section consists of, "section.part" for
    whether one of several parts is on, and "section.part.field".
    """

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.config = origin.config
        self._typed: dict[tuple[str, str], Any] = {}
        self._remember(origin.config)

    def take(self, config: RunConfig) -> None:
        """Hold another config from now on."""
        self.config = config
        self._remember(config)

    def edited(self, path: str, value: Any) -> RunConfig:
        """The config with another value at a path; parts come back with what was typed in them."""
        name, *rest = path.split(".")
        section = sections()[name]
        if section.registry and not section.many and rest == [CHOICE]:
            return dataclasses.replace(self.config, **{name: self.options(name, value)})
        if section.many and len(rest) == 1:
            return dataclasses.replace(self.config, **{name: self._switched(name, rest[0], value)})
        return with_value(self.config, path, value)

    def options(self, section: str, part: str = "") -> Any:
        """The options object to show: held now, or as last typed, or with its defaults."""
        if not part:
            return getattr(self.config, section)
        return (
            self._held(self.config, section, part) or self._typed.get((section, part)) or _new(section, part)
        )

    def original(self, section: str, part: str = "") -> Any:
        """The options object of the origin, or the part's defaults where the origin has no such part."""
        if not part:
            return getattr(self.origin.config, section)
        return self._held(self.origin.config, section, part) or _new(section, part)

    def chosen(self, section: str, *, of_origin: bool = False) -> list[str]:
        """Names of the parts a section holds, now or in the origin."""
        held = getattr(self.origin.config if of_origin else self.config, section)
        about = sections()[section]
        return [about.registry.entry_of(part).name for part in (held if about.many else (held,))]

    def _held(self, config: RunConfig, section: str, part: str) -> Any | None:
        held, about = getattr(config, section), sections()[section]
        return part_named(held if about.many else (held,), part, about.registry)

    def _switched(self, section: str, part: str, is_on: bool) -> tuple[Any, ...]:
        """The section's parts with one on or off; parts of the origin go back to their old places."""
        held = {name: self.options(section, name) for name in self.chosen(section) if name != part}
        if is_on:
            held[part] = self.options(section, part)
        first = [name for name in self.chosen(section, of_origin=True) if name in held]
        return tuple(held[name] for name in first + [name for name in held if name not in first])

    def _remember(self, config: RunConfig) -> None:
        for name, section in sections().items():
            if section.registry:
                held = getattr(config, name)
                for part in held if section.many else (held,):
                    self._typed[name, section.registry.entry_of(part).name] = part


def _new(section: str, part: str) -> Any:
    return sections()[section].registry.entry(part).part()

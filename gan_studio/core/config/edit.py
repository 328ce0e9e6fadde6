"""Changing one setting of a RunConfig by its path, as the form and `--set` do."""

from __future__ import annotations

import dataclasses
from typing import Any

from gan_studio.core.config.fields import Setting, SettingField, parsed, setting_fields
from gan_studio.core.config.run_config import RunConfig, Section, part_named, sections
from gan_studio.core.errors import InputError, unknown_name


def with_value(config: RunConfig, path: str, value: Any) -> RunConfig:
    """A copy of the config in which one setting has another value.

    Args:
        path: "section.field" ("optimizer.g_lr"); "section" or "section.name" to choose a part
            ("architecture.name"); "section.part" to switch one of several parts on or off
            ("regularizers.r1"); "section.part.field" for a setting of it, which switches it on.
        value: the value, or a text to be read as the field's type.

    Raises:
        InputError: for a path that does not exist or a value that cannot be read.
    """
    name, *rest = path.strip().split(".")
    if name not in sections():
        raise unknown_name("section", name, sections())
    section = sections()[name]
    old = getattr(config, name)
    if section.many:
        new = _with_part_value(old, section, rest, value)
    elif section.registry and rest in ([], ["name"]):
        new = _chosen(old, section, value)
    elif len(rest) == 1:
        new = _with_field(old, name, rest[0], value)
    else:
        raise InputError(f"“{path}” is no setting; write it as section.field, such as {_example(name, old)}.")
    return dataclasses.replace(config, **{name: new})


def with_assignments(config: RunConfig, assignments: list[str]) -> RunConfig:
    """A copy of the config after each "path=value"; InputError names the first that is wrong."""
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        if not equals:
            raise InputError(f"“{assignment}” sets nothing; write section.field=value.")
        config = with_value(config, path, text.strip())
    return config


def value_at(config: RunConfig, path: str) -> Any:
    """The value of the setting at a path like those of with_value."""
    name, *rest = path.split(".")
    found = getattr(config, name)
    if sections()[name].many:
        found = part_named(found, rest.pop(0), sections()[name].registry)
    return getattr(found, rest[0])


def field_at(config: RunConfig, path: str) -> SettingField:
    """The SettingField at a path "section.field" or "section.part.field" that the config holds."""
    name, *rest = path.split(".")
    if name not in sections():
        raise unknown_name("section", name, sections())
    owner = getattr(config, name)
    if sections()[name].many and rest:
        owner = part_named(owner, rest.pop(0), sections()[name].registry)
    if owner is None or len(rest) != 1:
        raise InputError(f"“{path}” is no setting of this run.")
    return _field(owner, name, rest[0])


def _field(owner: Any, section: str, name: str) -> SettingField:
    fields = {field.name: field for field in setting_fields(type(owner))}
    if name not in fields:
        raise unknown_name(f"setting in “{section}”", name, fields)
    return fields[name]


def _with_field(owner: Any, section: str, name: str, value: Any) -> Any:
    return dataclasses.replace(owner, **{name: parsed(_field(owner, section, name), value)})


def _chosen(old: Any, section: Section, name: str) -> Any:
    part = section.registry.entry(name).part
    return old if type(old) is part else part()


def _with_part_value(
    parts: tuple[Any, ...], section: Section, rest: list[str], value: Any
) -> tuple[Any, ...]:
    kind = section.registry
    if not 1 <= len(rest) <= 2:
        raise _not_one_by_one(section, value)
    entry = kind.entry(rest[0])
    old = part_named(parts, entry.name, kind)
    if len(rest) == 1:
        switch = SettingField(entry.name, bool, False, Setting(entry.label, f"Whether {entry.label} is on."))
        new = (old or entry.part()) if parsed(switch, value) else None
    else:
        new = _with_field(old or entry.part(), entry.name, rest[1], value)
    if old is None:
        return parts if new is None else (*parts, new)
    return tuple(new if part is old else part for part in parts if part is not old or new is not None)


def _not_one_by_one(section: Section, value: Any) -> InputError:
    kind = section.registry
    name = next(name for name, other in sections().items() if other is section)
    part = f"{name}.{value if value in kind.names() else kind.names()[0]}"
    return InputError(
        f"“{name}” holds any number of parts, each switched by its own name; write {part}=on, or "
        f"{part}.FIELD=VALUE for a setting of it."
    )


def _example(section: str, owner: Any) -> str:
    fields = setting_fields(type(owner))
    return f"{section}.{fields[0].name}={fields[0].default}" if fields else "data.resolution=32"

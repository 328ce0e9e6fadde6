"""RunConfigs as plain values and as TOML."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from gan_studio.core.config.fields import parsed, setting_fields
from gan_studio.core.config.run_config import RunConfig, Section, sections
from gan_studio.core.errors import InputError, unknown_name

VERSION = 1
_HEADINGS = ("version", "preset", "label", "summary", "source", "hardware")


def to_dict(config: RunConfig) -> dict[str, Any]:
    """The config as nested dicts of plain values; from_dict turns them back into an equal config."""
    values: dict[str, Any] = {"version": VERSION, "preset": config.preset}
    for name, section in sections().items():
        held = getattr(config, name)
        if section.many:
            values[name] = {section.registry.entry_of(part).name: _fields(part) for part in held}
        elif section.registry:
            values[name] = {"name": section.registry.entry_of(held).name, **_fields(held)}
        else:
            values[name] = _fields(held)
    return values


def from_dict(values: dict[str, Any], origin: str = "the configuration") -> RunConfig:
    """The config that the values describe; what they leave out has its default.

    Args:
        origin: where the values come from, for the error's sentence.

    Raises:
        InputError: for an unknown section, part or field, a wrong type, or a newer version.
    """
    version = values.get("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        raise InputError(
            f"{origin} was written by a newer GAN Studio (version {version}, this one reads {VERSION}); "
            "update the studio to open it."
        )
    unknown = [key for key in values if key not in sections() and key not in _HEADINGS]
    if unknown:
        raise InputError(f"In {origin}: {unknown_name('section', unknown[0], sections())}")
    held: dict[str, Any] = {"preset": str(values.get("preset", ""))}
    for name, section in sections().items():
        if name in values:
            try:
                held[name] = _section_from(name, section, values[name])
            except InputError as error:
                raise InputError(f"In {origin}: {error}") from None
    return RunConfig(**held)


def to_toml(config: RunConfig) -> str:
    """The config as a TOML document."""
    return tomli_w.dumps(to_dict(config))


def read_toml(path: Path) -> dict[str, Any]:
    """The values in a TOML file; InputError if it is missing, unreadable or not TOML."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}); check the name and its permissions."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a TOML file ({error}); correct it or choose another.") from None


def read_config(path: Path) -> RunConfig:
    """The config in a TOML file; InputError as from read_toml and from_dict."""
    return from_dict(read_toml(path), origin=str(path))


def _fields(options: Any) -> dict[str, Any]:
    return {field.name: getattr(options, field.name) for field in setting_fields(type(options))}


def _section_from(name: str, section: Section, values: Any) -> Any:
    if not isinstance(values, dict):
        raise InputError(f"“{name}” must be a table, not “{values}”.")
    if section.many:
        return tuple(
            _options_from(section.registry.entry(part).part, f"{name}.{part}", fields)
            for part, fields in values.items()
        )
    if section.registry:
        fields = dict(values)
        field = next(field for field in dataclasses.fields(RunConfig) if field.name == name)
        chosen = fields.pop("name", None)
        part = section.registry.entry(chosen).part if chosen is not None else type(field.default_factory())
        return _options_from(part, name, fields)
    field = next(field for field in dataclasses.fields(RunConfig) if field.name == name)
    return _options_from(field.default_factory, name, values)


def _options_from(options: type, place: str, values: Any) -> Any:
    if not isinstance(values, dict):
        raise InputError(f"“{place}” must be a table of settings, not “{values}”.")
    fields = {field.name: field for field in setting_fields(options)}
    for key in values:
        if key not in fields:
            raise unknown_name(f"setting in “{place}”", key, fields)
    return options(**{key: parsed(fields[key], value) for key, value in values.items()})

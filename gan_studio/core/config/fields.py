"""Settings: dataclass fields that carry all that a form, a tooltip, a validator and a file need."""

from __future__ import annotations

import dataclasses
import functools
import math
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gan_studio.core.errors import InputError

_TRUE, _FALSE = ("true", "on", "yes", "1"), ("false", "off", "no", "0")


@dataclass(frozen=True)
class Setting:
    """What a person needs to know of one field.

    Attributes:
        label: a few words beside the control.
        help: one or more whole sentences: what it does, what more or less of it does.
        minimum, maximum: inclusive bounds of a number, or None.
        unit: printed after the value ("px", "kimg"), or "".
        log: whether a slider for it is logarithmic.
        advanced: whether the form folds it away.
        live: whether it may change while a run trains.
        choices: allowed values of a text and their labels; empty where any text goes.
        options_of: the kind of list the value is picked from ("source", "device"), or "".
    """

    label: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    log: bool = False
    advanced: bool = False
    live: bool = False
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    options_of: str = ""


@dataclass(frozen=True)
class SettingField:
    """One field of an options dataclass: its name, type (bool, int, float or str), default and Setting."""

    name: str
    type: type
    default: Any
    setting: Setting


def setting(default: Any, label: str, help: str, **details: Any) -> Any:
    """A dataclass field with its Setting; `details` are the other attributes of Setting."""
    return dataclasses.field(default=default, metadata={"setting": Setting(label, help, **details)})


@functools.cache
def setting_fields(options: type) -> tuple[SettingField, ...]:
    """The settings of an options dataclass, in order; fields made without setting() are left out."""
    hints = typing.get_type_hints(options)
    return tuple(
        SettingField(field.name, hints[field.name], field.default, field.metadata["setting"])
        for field in dataclasses.fields(options)
        if "setting" in field.metadata
    )


def parsed(field: SettingField, value: Any) -> Any:
    """The value as the field's type; texts, as typed after `--set`, are read.

    Raises:
        InputError: if the value cannot be read as that type.
    """
    if field.type is bool:
        if isinstance(value, str) and value.lower() in _TRUE + _FALSE:
            return value.lower() in _TRUE
        if isinstance(value, bool):
            return value
    elif field.type is str:
        if isinstance(value, str):
            return value
    elif not isinstance(value, bool):
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if field.type is float and not math.isnan(number):
            return number
        if field.type is int and math.isfinite(number) and number.is_integer():
            return int(number) if not isinstance(value, int) else value
    wanted = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}[field.type]
    raise InputError(f"{field.setting.label} must be {wanted}, not “{value}”.")


def fault_of(field: SettingField, value: Any) -> str | None:
    """Why a value of the right type is not allowed, as a sentence, or None if it is."""
    about = field.setting
    if about.choices and value not in about.choices:
        return f"{about.label} is “{value}”; choose one of: {', '.join(about.choices)}."
    if field.type in (int, float):
        if not math.isfinite(value):
            return f"{about.label} is {value}; it must be a finite number."
        if about.minimum is not None and value < about.minimum:
            return f"{about.label} is {value:g}; it must be at least {about.minimum:g}."
        if about.maximum is not None and value > about.maximum:
            return f"{about.label} is {value:g}; it must be at most {about.maximum:g}."
    return None


def faults(options: Any) -> Iterator[tuple[SettingField, str]]:
    """Every field of an options object whose value is not allowed, with the reason."""
    for field in setting_fields(type(options)):
        reason = fault_of(field, getattr(options, field.name))
        if reason:
            yield field, reason

"""Changing the settings of a run while it trains."""

from __future__ import annotations

from typing import Any

from gan_studio.core.config import RunConfig, field_at, problems, with_value
from gan_studio.core.errors import InputError


def changed_live(config: RunConfig, path: str, value: Any) -> RunConfig:
    """The configuration with one setting changed.

    Raises:
        InputError: if there is no such setting, it cannot change while a run trains, or the value is
            none that it can have.
    """
    field = field_at(config, path)
    changed = with_value(config, path, value)
    faults = [problem.why for problem in problems(changed)]
    if not field.setting.live:
        faults = [f"{field.setting.label} cannot change while a run trains; stop it first."]
    if faults:
        raise InputError(faults[0])
    return changed

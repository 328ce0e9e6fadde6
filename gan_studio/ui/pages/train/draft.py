"""What the form held last, kept from one launch to the next."""

from __future__ import annotations

import tomllib

from gan_studio.core.config import DEFAULT_PRESET, RunConfig, from_dict, preset, to_toml
from gan_studio.core.errors import InputError
from gan_studio.session.preferences import Preferences
from gan_studio.ui.widgets.config_form_draft import Origin

_ORIGIN, _CONFIG = "train/preset", "train/config"


def remember_draft(preferences: Preferences, origin: str, config: RunConfig) -> None:
    """Keep a config and the name of what it began as."""
    preferences.remember(_ORIGIN, origin)
    preferences.remember(_CONFIG, to_toml(config))


def remembered_name(preferences: Preferences) -> str:
    """The name of what the kept config began as; needs no part."""
    return preferences.recall(_ORIGIN, DEFAULT_PRESET) or DEFAULT_PRESET


def recalled_draft(preferences: Preferences) -> tuple[Origin, RunConfig]:
    """The kept config and what it began as, or else the default preset.

    Raises:
        InputError: if what was kept cannot be read.
    """
    text = preferences.recall(_CONFIG, "")
    if not text:
        return default_draft()
    try:
        config = from_dict(tomllib.loads(text), origin="what the form held last")
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"What the form held last cannot be read ({error}); the preset is shown.") from None
    name = remembered_name(preferences)
    try:
        return Origin(name, preset(name).config()), config
    except InputError:  # it began as a file or a run
        return Origin(name, config), config


def default_draft() -> tuple[Origin, RunConfig]:
    """The default preset."""
    config = preset(DEFAULT_PRESET).config()
    return Origin(DEFAULT_PRESET, config), config

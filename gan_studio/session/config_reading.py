"""Reading what a run or a model was made with; the networks' parts load with it, so it is a task's work."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_studio.core.events import Preparing
from gan_studio.core.run_folder import RunFolder

if TYPE_CHECKING:
    from gan_studio.core.config import RunConfig


def config_of(path: Path) -> Generator[Preparing, None, RunConfig]:
    """The configuration of a run's folder or of a checkpoint file.

    Raises:
        InputError: if it cannot be read.
    """
    yield Preparing("Reading the configuration")
    from gan_studio.core.config import read_config

    config_path = RunFolder(path).config_path
    if config_path.is_file():
        return read_config(config_path)
    from gan_studio.core.checkpoint import load_generator

    return load_generator(path).config


def settings_of(path: Path) -> Generator[Preparing, None, dict[str, Any]]:
    """The configuration of a run's folder or of a checkpoint file as nested plain values."""
    from gan_studio.core.config.files import read_toml, to_dict

    config_path = RunFolder(path).config_path
    if config_path.is_file():
        return read_toml(config_path)
    return to_dict((yield from config_of(path)))

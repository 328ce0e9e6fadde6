"""Configurations in files that a person chooses."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gan_studio.core.config import RunConfig, to_toml
from gan_studio.core.errors import InputError

_KINDS = "Configuration (*.toml);;All files (*)"


def asked_where_to_save(parent: QWidget) -> Path | None:
    """Where a person wants a configuration written, with an ending; None where they changed their mind."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save configuration", "configuration.toml", _KINDS)
    if not chosen:
        return None
    return Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".toml")


def asked_what_to_load(parent: QWidget) -> Path | None:
    """Which configuration a person wants, or None."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Load configuration", "", _KINDS)
    return Path(chosen) if chosen else None


def write_config(path: Path, config: RunConfig) -> None:
    """Write a config as TOML.

    Raises:
        InputError: if it cannot be written.
    """
    try:
        path.write_text(to_toml(config), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); choose another folder.") from None

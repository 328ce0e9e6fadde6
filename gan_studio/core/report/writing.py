"""Writing an evaluation into a file of the kind that its name asks for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gan_studio.core.errors import InputError
from gan_studio.core.report.card import as_card
from gan_studio.core.report.page import as_page
from gan_studio.core.report.values import as_csv, as_json

if TYPE_CHECKING:
    from gan_studio.core.evaluate import Evaluation

_KINDS: dict[str, Callable[[Evaluation], str]] = {
    ".csv": as_csv,
    ".json": as_json,
    ".html": as_page,
    ".toml": as_card,
}


def write_report(evaluation: Evaluation, path: Path) -> None:
    """Write a .csv, a .json, a self-contained .html page with pictures, or a .toml for a model's card.

    The file is whole or not there.

    Raises:
        InputError: if the name ends otherwise, or the file cannot be written.
    """
    check_report_path(path)
    text = _KINDS[path.suffix.lower()](evaluation)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # A path may hold bytes that are no text; they are shown, not refused.
            unfinished.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror or error}); choose another place."
        ) from error


def check_report_path(path: Path) -> None:
    """Refuse, before long work, a place where no report could be written.

    Raises:
        InputError: if the name ends in nothing known, or its folder cannot be written to.
    """
    if path.suffix.lower() not in _KINDS:
        *most, last = _KINDS
        raise InputError(
            f"A report cannot be written as {path.name}; end its name in {', '.join(most)} or {last}."
        )
    if path.is_dir():
        raise InputError(f"{path} is a folder; give a file's name that does not exist yet.")
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise InputError(f"{path} cannot be written, because {folder} takes no files; choose another place.")

"""The one place that knows where the studio's files are, in a checkout and when installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_IS_CHECKOUT = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "resources").is_dir()


def resources() -> Path:
    """The folder of icons, presets and shipped data sets."""
    return _CHECKOUT / "resources" if _IS_CHECKOUT else _PACKAGE / "_resources"


def shipped_models() -> Path:
    """The folder of trained models that ship, one folder each."""
    return _CHECKOUT / "checkpoints" if _IS_CHECKOUT else _PACKAGE / "_checkpoints"


def typed(text: str) -> Path:
    """The path that a person typed; ~ is their folder, and a ~name of nobody is a name like any other."""
    return Path(os.path.expanduser(text))  # Path.expanduser raises where there is nobody of that name


def home() -> Path:
    """The folder that holds what a person makes: GAN_STUDIO_HOME, the checkout's, or the user's own."""
    chosen = os.environ.get("GAN_STUDIO_HOME")
    if chosen:
        return typed(chosen).resolve()
    if _IS_CHECKOUT:
        return _CHECKOUT / "checkpoints"
    return _user_data_folder() / "gan-studio"


def runs() -> Path:
    """The folder with one folder per run; it may not exist yet."""
    return home() / "runs"


def cache() -> Path:
    """The folder of decoded data sets, which may be deleted at any time; it may not exist yet."""
    return home() / "cache"


def weights() -> Path:
    """The folder of published weights that a person agreed to download; it may not exist yet."""
    return home() / "weights"


def trash() -> Path:
    """The folder that deleted runs are moved to; it may not exist yet."""
    return home() / "trash"


def exploration_of(checkpoint: Path) -> Path:
    """The folder of what a person keeps while exploring a model; it may not exist yet.

    It is the run's own for a checkpoint of a run, else one in the person's home that is called as the
    model is: as its folder where the file is model.pt, as its file otherwise.
    """
    folder = checkpoint.absolute().parent
    if folder.name == "checkpoints" and (folder.parent / "config.toml").is_file():
        return folder.parent / "explore"
    is_model = checkpoint.name == "model.pt" and folder.name
    return home() / "explore" / (folder.name if is_model else checkpoint.stem)


def _user_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))

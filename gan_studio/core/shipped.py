"""Trained models that ship with the studio, and finding a model by what a person typed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_studio import paths
from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.run_folder import RunFolder, list_runs


@dataclass(frozen=True)
class ShippedModel:
    """A model that ships.

    Attributes:
        name: the name of its folder, which every command takes.
        label, summary: what a card shows.
        path: the checkpoint.
        preview: a grid of its pictures, or None.
        card: what a person should know of it: data, licence, training, scores.
    """

    name: str
    label: str
    summary: str
    path: Path
    preview: Path | None
    card: dict[str, Any]


def shipped_models() -> list[ShippedModel]:
    """Every model that ships, by name."""
    folders = sorted(path.parent for path in paths.shipped_models().glob("*/model.pt"))
    return [_read(folder) for folder in folders]


def find_model(text: str) -> Path:
    """The checkpoint file that a person means.

    Args:
        text: a checkpoint file, a run's folder (its best, else newest checkpoint), what stands for the
            run's present (likewise), the name of a run in the person's own folder, or the name of a
            shipped model.

    Raises:
        InputError: if there is none.
    """
    shipped = {model.name: model.path for model in shipped_models()}
    if text in shipped:
        return shipped[text]
    path = paths.typed(text)
    if path == RunFolder(path.parent.parent).now_path:
        path = path.parent.parent
    if not path.exists() and (paths.runs() / text).is_dir():
        path = paths.runs() / text
    if path.is_file():
        return path
    if path.is_dir():
        folder = RunFolder(path)
        found = folder.best_checkpoint() or folder.newest_checkpoint() or _model_in(path)
        if found is None:
            raise InputError(f"{path} holds no checkpoint yet; train longer or choose another model.")
        return found
    if "/" in text or "\\" in text or path.suffix:
        raise InputError(f"There is no file or folder {text}; check the path.")
    raise unknown_name("model", text, [*shipped, *(run.name for run in list_runs())])


def _model_in(folder: Path) -> Path | None:
    path = folder / "model.pt"
    return path if path.is_file() else None


def _read(folder: Path) -> ShippedModel:
    card_path, preview = folder / "card.toml", folder / "preview.png"
    card = tomllib.loads(card_path.read_text(encoding="utf-8")) if card_path.is_file() else {}
    return ShippedModel(
        name=folder.name,
        label=card.get("label", folder.name),
        summary=card.get("summary", ""),
        path=folder / "model.pt",
        preview=preview if preview.is_file() else None,
        card=card,
    )

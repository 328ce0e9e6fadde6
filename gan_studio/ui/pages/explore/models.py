"""What there is to explore: shipped models and runs that have a checkpoint."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from gan_studio.core.events import Preparing
from gan_studio.core.run_folder import RunFolder, list_runs
from gan_studio.core.shipped import shipped_models

PREVIEW_SIDE = 32
_CELLS_SHOWN = 4


@dataclass(frozen=True)
class ModelChoice:
    """A model as the picker lists it.

    Attributes:
        label: what a person calls it.
        path: the checkpoint of a shipped model, or a run's folder.
        summary: what the tooltip says.
        preview: a small picture of what it draws, or None.
    """

    label: str
    path: Path
    summary: str
    preview: QImage | None = None


def model_choices() -> Generator[Preparing, None, list[ModelChoice]]:
    """Everything to choose from, shipped models first, then runs, the newest first."""
    yield Preparing("Looking for models")
    choices = [
        ModelChoice(model.label, model.path, model.summary, _preview(model.preview))
        for model in shipped_models()
    ]
    for run in list_runs():
        if checkpoints_of(run.path):
            summary = f"Run {run.name}, {run.state}, {run.images_seen:,} images seen"
            choices.append(ModelChoice(run.name, run.path, summary, _preview(run.preview)))
    return choices


def checkpoints_of(run: Path) -> list[tuple[str, Path]]:
    """A run's checkpoints with what a person calls them: the best, then the newest first."""
    folder = RunFolder(run)
    best = folder.best_checkpoint()
    numbered = [(f"{int(path.stem):,} images", path) for path in reversed(folder.numbered_checkpoints())]
    return [*([("Best", best)] if best else []), *numbered]


def run_of(checkpoint: Path) -> Path | None:
    """The run's folder that a checkpoint lies in, or None if it is in no run."""
    folder = checkpoint.parent.parent
    is_in_run = checkpoint.parent.name == "checkpoints" and RunFolder(folder).config_path.is_file()
    return folder if is_in_run else None


def _preview(path: Path | None) -> QImage | None:
    """The first pictures of a grid, small; None where the file cannot be read."""
    if path is None:
        return None
    reader = QImageReader(str(path))
    size = reader.size()
    side = min(size.width(), size.height()) // _CELLS_SHOWN
    if side < 1:
        return None
    reader.setClipRect(QRect(0, 0, side, side))
    image = reader.read()
    if image.isNull():
        return None
    room = QSize(2 * PREVIEW_SIDE, 2 * PREVIEW_SIDE)
    return image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)

"""What an export will cost, told before it is begun."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice

from gan_studio.core.latent.seed_export import FOLDER, SeedExport, bytes_of
from gan_studio.session.render_messages import Rendered
from gan_studio.ui.widgets.image_grid_layout import picture_of

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class PictureCost:
    """What one picture takes.

    Attributes:
        png_bytes: its size as PNG.
        milliseconds: the time to draw it.
    """

    png_bytes: int
    milliseconds: float

    @classmethod
    def of(cls, answer: Rendered) -> PictureCost:
        """The cost of a picture that was drawn."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture_of(answer.images, 0).save(buffer, "PNG")
        return cls(buffer.size(), answer.milliseconds)


def estimate_text(export: SeedExport, cost: PictureCost) -> str:
    """How large it will be, how long it takes, and what is in the way.

    Raises:
        InputError: if it cannot be written at all.
    """
    size = bytes_of(export, cost.png_bytes)
    said = [f"About {size_text(size)} and {_time_text(export.count * cost.milliseconds / 1000)}."]
    free = _free_bytes(export.out)
    if free is not None and size > free:
        said.append(f"Only {size_text(free)} are free there: choose another disk, or fewer seeds.")
    if export.out.is_dir() and export.kind == FOLDER and any(export.out.iterdir()):
        said.append("The folder is there already; pictures of the same seeds in it are replaced.")
    elif export.out.is_file():
        said.append("The file is there already and will be replaced.")
    return " ".join(said)


def size_text(size: float) -> str:
    """Bytes in a person's words."""
    for unit in _UNITS:
        if size < 1000 or unit == _UNITS[-1]:
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if size >= 10 or unit == _UNITS[0] else f"{size:.1f} {unit}"


def _time_text(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _free_bytes(out: Path) -> int | None:
    """Room where something is to be written, or None where that is not known."""
    place = next((parent for parent in out.parents if parent.is_dir()), None)
    try:
        return None if place is None else shutil.disk_usage(place).free
    except OSError:
        return None

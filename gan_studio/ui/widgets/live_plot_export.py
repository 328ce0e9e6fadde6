"""Keeping plots: as a picture, or their values as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from gan_studio.ui.theme import scheme

_COLUMNS = ("step", "images_seen", "seconds", "name", "value")


def asked_path(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Where a person wants a file, with the suffix of the suggested name if they typed none."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(Path(name).suffix)


def save_picture(widget: QWidget, path: Path) -> None:
    """Write what a widget shows, also what is scrolled out of sight; OSError if that fails."""
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(scheme().window))
    widget.render(picture)
    if not picture.save(str(path)):
        raise OSError("the picture cannot be written there")


def save_table(rows: Iterable[tuple[float, float, float, str, float]], path: Path) -> None:
    """Write rows of step, images, seconds, name and value as CSV; OSError if that fails."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(rows)

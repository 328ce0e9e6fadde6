"""Where the cells of an image grid go, and the one picture that is painted: no widgets here."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

_LEAST_USE = 0.85
_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888}


@dataclass(frozen=True)
class GridLayout:
    """Cells of one size in rows, in device pixels.

    Attributes:
        count: how many cells are filled.
        columns: cells per row.
        cell: size of one cell.
        gap: pixels between cells.
        origin: upper left corner of the first cell.
    """

    count: int
    columns: int
    cell: QSize
    gap: int = 0
    origin: QPoint = QPoint(0, 0)

    @property
    def rows(self) -> int:
        """How many rows the cells take."""
        return math.ceil(self.count / self.columns) if self.columns else 0

    @property
    def size(self) -> QSize:
        """Size of the whole grid."""
        return QSize(
            _span(self.columns, self.cell.width(), self.gap), _span(self.rows, self.cell.height(), self.gap)
        )

    def at_top(self) -> GridLayout:
        """The same layout, moved up."""
        return replace(self, origin=QPoint(self.origin.x(), 0))

    def cell_rect(self, index: int) -> QRect:
        """Where the cell of that index is."""
        row, column = divmod(index, self.columns)
        step = QPoint(column * (self.cell.width() + self.gap), row * (self.cell.height() + self.gap))
        return QRect(self.origin + step, self.cell)

    def index_at(self, point: QPoint) -> int | None:
        """The index of the cell under a point, or None between cells and outside."""
        if not self.count:
            return None
        place = point - self.origin
        column, row = (
            place.x() // (self.cell.width() + self.gap),
            place.y() // (self.cell.height() + self.gap),
        )
        index = row * self.columns + column
        inside = 0 <= column < self.columns and row >= 0 and index < self.count
        return index if inside and self.cell_rect(index).contains(point) else None


def fitted(count: int, columns: int, picture: QSize, area: QSize, gap: int) -> GridLayout:
    """The layout that shows every cell inside an area, as large as it allows.

    Pictures are enlarged by whole factors, or by broken ones where whole ones would leave much of the
    area empty.

    Args:
        columns: cells per row, or 0 to take the number that makes the cells largest.
        picture: size of one image.
    """
    if not count:
        return GridLayout(0, 0, QSize(0, 0))
    tried = [min(columns, count)] if columns else range(1, count + 1)
    best = max(tried, key=lambda number: _scale(count, number, picture, area, gap))
    return _placed(count, best, _cell(picture, _scale(count, best, picture, area, gap)), area, gap)


def flowing(count: int, picture: QSize, side: int, area: QSize, gap: int) -> GridLayout:
    """The layout with cells about `side` pixels wide, as many per row as the area's width holds."""
    if not count:
        return GridLayout(0, 0, QSize(0, 0))
    cell = _cell(picture, side / max(picture.width(), picture.height()))
    columns = max(1, min(count, (area.width() + gap) // (cell.width() + gap)))
    return _placed(count, columns, cell, area, gap)


def picture_of(images: np.ndarray, index: int) -> QImage:
    """One image of uint8 [N, H, W, C] as a QImage that owns its pixels."""
    return _as_image(images[index]).copy()


def tiled(images: np.ndarray, columns: int) -> QImage:
    """All images of uint8 [N, H, W, C] side by side, at their own size and without gaps."""
    return _as_image(_mosaic(images, columns)).copy()


def composed(images: np.ndarray, layout: GridLayout) -> QImage:
    """The grid as it is painted: cells scaled, gaps transparent.

    Pixels enlarged by whole factors stay squares; others are averaged. Cells are scaled all at once, to
    whole pixels, so that hardly anything of a cell bleeds into the next.
    """
    size = QSize(layout.columns * layout.cell.width(), layout.rows * layout.cell.height())
    is_whole = layout.cell.width() % images.shape[2] == 0
    mode = (
        Qt.TransformationMode.FastTransformation if is_whole else Qt.TransformationMode.SmoothTransformation
    )
    cells = tiled(images, layout.columns).scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    picture = QImage(layout.size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    plain = GridLayout(layout.count, layout.columns, layout.cell)
    for index in range(layout.count):
        target = layout.cell_rect(index).translated(-layout.origin)
        painter.drawImage(target.topLeft(), cells, plain.cell_rect(index))
    painter.end()
    return picture


def _as_image(pixels: np.ndarray) -> QImage:
    pixels = np.ascontiguousarray(pixels)
    height, width, channels = pixels.shape
    return QImage(pixels.data, width, height, width * channels, _FORMATS[channels])


def _mosaic(images: np.ndarray, columns: int) -> np.ndarray:
    count, height, width, channels = images.shape
    rows = math.ceil(count / columns)
    cells = np.zeros((rows * columns, height, width, channels), np.uint8)
    cells[:count] = images
    cells = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)  # rows, H, columns, W, C
    return cells.reshape(rows * height, columns * width, channels)


def _span(count: int, side: int, gap: int) -> int:
    return max(0, count * side + (count - 1) * gap)


def _scale(count: int, columns: int, picture: QSize, area: QSize, gap: int) -> float:
    rows = math.ceil(count / columns)
    across = (area.width() - (columns - 1) * gap) / (columns * picture.width())
    down = (area.height() - (rows - 1) * gap) / (rows * picture.height())
    return min(across, down)


def _cell(picture: QSize, scale: float) -> QSize:
    if scale >= 1 and math.floor(scale) >= _LEAST_USE * scale:
        scale = math.floor(scale)
    scale = max(0.0, scale)
    return QSize(max(1, int(picture.width() * scale)), max(1, int(picture.height() * scale)))


def _placed(count: int, columns: int, cell: QSize, area: QSize, gap: int) -> GridLayout:
    size = GridLayout(count, columns, cell, gap).size
    left, top = (area.width() - size.width()) // 2, (area.height() - size.height()) // 2
    return GridLayout(count, columns, cell, gap, QPoint(max(0, left), max(0, top)))

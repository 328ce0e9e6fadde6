"""Contact sheets: many seeds' pictures on one, each with its seed below it."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.recipe import recipe_of, save_picture
from gan_studio.core.latent.requests import ModelFacts, PictureRequest

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_LARGEST = 2**26
_GAP = 4
_CAPTION, _FONT = 18, 12
_WIDEST_SEED = 80
_PAPER, _INK = 255, 40


@dataclass(frozen=True)
class SheetLayout:
    """Where pictures go on a sheet, in pixels.

    Attributes:
        count, columns: how many pictures, and how many of them in a row.
        picture: (width, height) of a picture as it is shown.
        caption: height of what is said below it, 0 for nothing.
    """

    count: int
    columns: int
    picture: tuple[int, int]
    caption: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the sheet."""
        rows = math.ceil(self.count / self.columns)
        across, down = self._cell
        return _GAP + self.columns * across, _GAP + rows * down

    def corner(self, index: int) -> tuple[int, int]:
        """The upper left corner of a picture."""
        row, column = divmod(index, self.columns)
        across, down = self._cell
        return _GAP + column * across, _GAP + row * down

    @property
    def _cell(self) -> tuple[int, int]:
        width, height = self.picture
        return width + _GAP, height + self.caption + _GAP


def sheet_layout(count: int, sample_shape: tuple[int, int, int], *, has_captions: bool) -> SheetLayout:
    """A sheet that is about as wide as high; small pictures are enlarged where seeds need the room.

    Raises:
        InputError: if the sheet would be too large for one PNG.
    """
    _, height, width = sample_shape
    scale = max(1, math.ceil(_WIDEST_SEED / width)) if has_captions else 1
    caption = _CAPTION if has_captions else 0
    across, down = width * scale + _GAP, height * scale + caption + _GAP
    columns = max(1, min(count, round(math.sqrt(count * down / across))))
    layout = SheetLayout(count, columns, (width * scale, height * scale), caption)
    if math.prod(layout.size) > _LARGEST:
        raise InputError(
            f"A sheet of {count:,} pictures would have {layout.size[0]:,} x {layout.size[1]:,} pixels, which "
            "is too large for one PNG; write a folder or a .npz, or fewer."
        )
    return layout


def write_sheet(
    model: tuple[TrainedGenerator, ModelFacts],
    requests: Sequence[PictureRequest],
    out: Path,
    *,
    has_captions: bool,
) -> Iterator[Preparing]:
    """Draw pictures and write them as one PNG, whose recipe is that of the first.

    Raises:
        InputError: if it would be too large or cannot be written.
    """
    from gan_studio.core.latent.picture import draw_in_batches

    trained, facts = model
    layout = sheet_layout(len(requests), facts.sample_shape, has_captions=has_captions)
    sheet = Image.new("L" if facts.sample_shape[0] == 1 else "RGB", layout.size, _paper(facts))
    done = 0
    for images in draw_in_batches(trained, requests):
        for image in images:
            _put(sheet, layout, done, image)
            if has_captions:
                _say(sheet, layout, done, f"{requests[done].latent.seed:,}")
            done += 1
        yield Preparing("Drawing", done / len(requests))
    pixels = np.atleast_3d(np.asarray(sheet))
    save_picture(out, pixels, recipe_of(facts, requests[0]) if facts.has_file else None)


def _paper(facts: ModelFacts) -> int | tuple[int, int, int]:
    return _PAPER if facts.sample_shape[0] == 1 else (_PAPER,) * 3


def _put(sheet: Image.Image, layout: SheetLayout, index: int, image: np.ndarray) -> None:
    picture = Image.fromarray(image.squeeze(-1) if image.shape[-1] == 1 else image)
    sheet.paste(picture.resize(layout.picture, Image.Resampling.NEAREST), layout.corner(index))


def _say(sheet: Image.Image, layout: SheetLayout, index: int, text: str) -> None:
    """Write below a picture, in its middle."""
    left, top = layout.corner(index)
    width, height = layout.picture
    ink = _INK if sheet.mode == "L" else (_INK,) * 3
    place = (left + width / 2, top + height + layout.caption / 2)
    ImageDraw.Draw(sheet).text(place, text, fill=ink, font=_font(), anchor="mm")


@functools.cache
def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(_FONT)

"""Items of a data set as training sees them: squares of bytes, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan_studio.core.config import DataOptions
from gan_studio.core.data.arrays import row_digest
from gan_studio.core.data.decode import is_grey, squared
from gan_studio.core.data.resize import fitted_array
from gan_studio.core.data.source import Source, Unreadable

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True)
class Squares:
    """Consecutive items of a data set.

    Attributes:
        pixels: uint8 [n, C, H, W], or None for one item that cannot be read.
        digests: of what each picture was read from; n entries, or one without pixels.
        grey: whether every pixel is grey, whatever C is.
        fault: why there are no pixels, else "".
    """

    pixels: np.ndarray | None
    digests: list[bytes]
    grey: bool = True
    fault: str = ""


def file_square(source: Source, index: int, options: DataOptions, channels: int) -> Squares:
    """One item that is a file."""
    if source.items[index].fault:
        return Squares(None, [b""], fault=source.items[index].fault)
    try:
        picture = source.load(index)
        image = squared(picture.image, options.resolution, options.fit)
    except Unreadable as reason:
        return Squares(None, [b""], fault=str(reason))
    grey = image.mode == "L" or is_grey(np.asarray(image))
    pixels = np.asarray(image.convert("L") if channels == 1 else image)
    pixels = pixels[None, None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)[None]
    return Squares(_with_channels(pixels, channels), [picture.digest], grey)


def array_squares(rows: np.ndarray, options: DataOptions, channels: int, *, digested: bool = True) -> Squares:
    """Items that are rows uint8 [n, H, W, C] of an array.

    Args:
        digested: whether digests are wanted; they take longer than the resizing.
    """
    grey = rows.shape[-1] == 1 or is_grey(rows)
    digests = [row_digest(row) for row in rows] if digested else [b""] * len(rows)
    if channels == 1 and rows.shape[-1] == 3:
        rows = np.rint(rows @ _LUMA).astype(np.uint8)[..., None]
    pixels = fitted_array(rows, options.resolution, options.fit)
    return Squares(_with_channels(pixels, channels), digests, grey)


def _with_channels(pixels: np.ndarray, channels: int) -> np.ndarray:
    """Pictures [n, C, H, W] as [n, channels, H, W], where C is that already or 1."""
    return pixels if pixels.shape[1] == channels else np.repeat(pixels, channels, axis=1)

"""A picture from anywhere as one that a model could have drawn: its size, its colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gan_studio.core.data.decode import MAX_FILE_BYTES, opened, squared
from gan_studio.core.data.source import Unreadable
from gan_studio.core.errors import InputError


def read_target(path: Path, sample_shape: tuple[int, int, int], fit: str = "crop") -> np.ndarray:
    """The picture of a file, uint8 [H, W, C], upright, on white, in the shape that a model draws.

    Whether it carries a recipe does not matter.

    Args:
        sample_shape: (C, H, W) of the model's pictures, which are squares.
        fit: a key of inversion_options.FITS.

    Raises:
        InputError: if there is no such file, or no picture in it that can be read.
    """
    channels, side, _ = sample_shape
    try:
        image = squared(opened(_bytes_of(path), path.name), side, fit)
    except Unreadable as reason:
        raise InputError(f"{path.name} cannot be inverted: {reason}; choose a PNG or JPEG picture.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}); choose another file.") from None
    pixels = np.asarray(image.convert("L" if channels == 1 else "RGB"))
    return np.ascontiguousarray(pixels.reshape(side, side, channels))


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path} is a folder; choose one picture.")
    if not path.exists():
        raise InputError(f"There is no file {path}; choose a picture that exists.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise InputError(
            f"{path.name} is larger than {MAX_FILE_BYTES // 2**30} GB; choose a smaller picture."
        )
    return path.read_bytes()

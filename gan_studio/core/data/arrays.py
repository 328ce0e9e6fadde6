"""Data sets that are one array of pixels, whatever its layout and number type."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from gan_studio.core.data.source import Item, Picture, Remark, Source
from gan_studio.core.errors import InputError


def array_source(
    *,
    name: str,
    text: str,
    items: Sequence[Item],
    classes: tuple[str, ...],
    fingerprint: str,
    pixels: Callable[[], np.ndarray],
    remarks: tuple[Remark, ...] = (),
) -> Source:
    """A Source whose items are the rows of one array, which is read when first asked for.

    Args:
        pixels: gives uint8 [N, H, W, C], C 1 or 3, one row per item.
    """
    kept = functools.cache(pixels)

    def load(index: int) -> Picture:
        row = kept()[index]
        image = Image.fromarray(row[..., 0] if row.shape[-1] == 1 else row)
        return Picture(image, row_digest(row))

    return Source(name, text, items, classes, fingerprint, load, kept, remarks)


def row_digest(row: np.ndarray) -> bytes:
    """A digest of one picture's pixels."""
    return hashlib.blake2b(np.ascontiguousarray(row), digest_size=8).digest()


def numbered_classes(labels: np.ndarray) -> tuple[str, ...]:
    """Names "0", "1", ... for class numbers without names."""
    return tuple(str(number) for number in range(int(labels.max()) + 1)) if labels.size else ()


def uint8_pixels(array: np.ndarray, origin: str) -> np.ndarray:
    """Images of any usual layout and number type as uint8 [N, H, W, C], C 1 or 3.

    [N, H, W], [N, H, W, C] and [N, C, H, W] are told apart by where 1 to 4 channels are; alpha is
    composed onto white.

    Args:
        origin: where the array comes from, for the error's sentence.

    Raises:
        InputError: if the shape or the numbers are not those of images.
    """
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim == 4 and array.shape[-1] > 4 >= array.shape[1] >= 1:
        array = array.transpose(0, 2, 3, 1)
    if array.ndim != 4 or not 1 <= array.shape[-1] <= 4 or 0 in array.shape[1:]:
        raise InputError(
            f"{origin} has an array of shape {array.shape}, which is not [images, height, width] with or "
            "without channels; save it in that shape."
        )
    array = _bytes(array, origin)
    if array.shape[-1] in (2, 4):
        alpha = array[..., -1:].astype(np.float32) / 255
        array = np.rint(array[..., :-1] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return np.ascontiguousarray(array)


def value_range(array: np.ndarray, origin: str) -> tuple[float, float]:
    """The range that an array's numbers are taken to span: of its type, or for floats of its values."""
    if array.dtype == np.bool_:
        return 0, 1
    if array.dtype == np.uint8 or array.size == 0:
        return 0, 255
    if array.dtype.kind not in "uif":
        raise InputError(
            f"{origin} has an array of {array.dtype}, which are no pixel values; save it as bytes."
        )
    low, high = float(array.min()), float(array.max())
    if array.dtype.kind == "f" and low >= 0 and high <= 1:
        return 0, 1
    if array.dtype.kind == "f" and low >= -1 and high <= 1:
        return -1, 1
    if low >= 0 and high <= 255:
        return 0, 255
    if array.dtype.kind in "ui" and low >= 0 and high <= 65535:
        return 0, 65535
    raise InputError(
        f"{origin} has values from {low:g} to {high:g}, which are not those of images (0 to 255, 0 to "
        "65,535, 0 to 1 or -1 to 1); scale them first."
    )


def _bytes(array: np.ndarray, origin: str) -> np.ndarray:
    low, high = value_range(array, origin)
    if array.dtype == np.uint8:
        return array
    scaled = (array.astype(np.float32) - low) * (255 / (high - low))
    return np.rint(scaled).clip(0, 255).astype(np.uint8)

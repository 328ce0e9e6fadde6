"""NumPy .npz files with an array of images, and of labels."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan_studio.core.config import setting
from gan_studio.core.data.arrays import array_source, numbered_classes, uint8_pixels
from gan_studio.core.data.fingerprint import of_files
from gan_studio.core.data.source import Item, Remark, Source, real_path
from gan_studio.core.errors import InputError
from gan_studio.core.registry import SOURCES

_IMAGES = ("images", "x_train", "arr_0")
_LABELS = ("labels", "y_train", "arr_1")
_TEST_IMAGES, _TEST_LABELS, _CLASSES = ("x_test",), ("y_test",), ("classes",)


@SOURCES.register(
    "npz", label="NumPy file", summary="A .npz with arrays “images” and, where there are classes, “labels”."
)
@dataclass(frozen=True)
class Npz:
    """A .npz file; images are [N, H, W], [N, H, W, C] or [N, C, H, W] of any usual number type."""

    text: str = setting("", "NumPy file", "The .npz with arrays “images” (or “arr_0”) and “labels”.")

    @classmethod
    def claims(cls, text: str) -> int:
        """A file that ends in .npz."""
        path = real_path(text)
        return 2 * (path.lower().endswith(".npz") and os.path.isfile(path))

    def open(self) -> Source:
        """The pictures, those of x_test last."""
        path = real_path(self.text)
        with _opened(path) as arrays:
            pixels, span = _pixels(_array(arrays, _IMAGES, path), path)
            parts = [(pixels, _labels(arrays, _LABELS, len(pixels), path))]
            if _key(arrays, _TEST_IMAGES):
                test, _ = _pixels(_array(arrays, _TEST_IMAGES, path), path)
                parts.append((test, _labels(arrays, _TEST_LABELS, len(test), path)))
            names = [str(name) for name in _array(arrays, _CLASSES, path)] if _key(arrays, _CLASSES) else []
        return _source(path, parts, names, span)


def _source(
    path: str, parts: Sequence[tuple[np.ndarray, np.ndarray | None]], names: list[str], span: str
) -> Source:
    classes: tuple[str, ...] = ()
    if all(labels is not None for _, labels in parts):
        numbers = numbered_classes(np.concatenate([labels for _, labels in parts]))
        classes = tuple(names) if len(names) >= len(numbers) else numbers
    items = [
        Item(f"{'test' if held_out else 'train'}/{index:06d}", label if classes else None, bool(held_out))
        for held_out, (pixels, labels) in enumerate(parts)
        for index, label in enumerate([None] * len(pixels) if labels is None else labels.tolist())
    ]
    if not items:
        raise InputError(f"{path} holds no image; choose another file.")
    joined = parts[0][0] if len(parts) == 1 else _joined([pixels for pixels, _ in parts], path)
    return array_source(
        name=os.path.splitext(os.path.basename(path))[0],
        text=path,
        items=items,
        classes=classes,
        fingerprint=of_files([Path(path)]),
        pixels=lambda: joined,
        remarks=(Remark("", f"values from {span}", "scaled to 0 to 255"),) if span else (),
    )


def _opened(path: str) -> np.lib.npyio.NpzFile:
    return _reading(lambda: np.load(path, allow_pickle=False), path)


def _key(arrays: np.lib.npyio.NpzFile, keys: Sequence[str]) -> str | None:
    return next((key for key in keys if key in arrays.files), None)


def _array(arrays: np.lib.npyio.NpzFile, keys: Sequence[str], path: str) -> np.ndarray:
    key = _key(arrays, keys)
    if key is None:
        held = ", ".join(arrays.files) or "nothing"
        raise InputError(f"{path} holds no array called “images” or “arr_0” but {held}; save it with one.")
    return _reading(lambda: arrays[key], path)


def _reading(work: Callable[[], np.ndarray], path: str) -> np.ndarray:
    try:
        return work()
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise InputError(f"{path} is damaged or truncated; copy or download it again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}); check it.") from None
    except MemoryError:
        raise InputError(f"{path} does not fit into memory; split it into smaller files first.") from None
    except ValueError:
        raise InputError(
            f"{path} holds Python objects or is damaged; save its arrays as plain numbers with numpy.savez."
        ) from None


def _pixels(array: np.ndarray, path: str) -> tuple[np.ndarray, str]:
    """uint8 [N, H, W, C], and how the values were scaled where they were no bytes."""
    pixels = uint8_pixels(array, path)
    if array.dtype == np.uint8 or array.size == 0:
        return pixels, ""
    return pixels, f"{array.min():g} to {array.max():g} of type {array.dtype}"


def _labels(arrays: np.lib.npyio.NpzFile, keys: Sequence[str], count: int, path: str) -> np.ndarray | None:
    """Class numbers int64 [N], or None where there are none."""
    if _key(arrays, keys) is None:
        return None
    labels = _array(arrays, keys, path)
    if labels.ndim == 2 and labels.shape[1] > 1:
        labels = labels.argmax(axis=1)
    labels = labels.reshape(-1)
    if len(labels) != count:
        raise InputError(
            f"{path} has {len(labels)} labels for {count} images; save one label for each image."
        )
    whole = labels.dtype.kind in "uif" and bool((labels == np.floor(labels)).all())
    if not whole or (count and labels.min() < 0):
        raise InputError(
            f"{path} has labels that are not class numbers from 0 on; save them as whole numbers."
        )
    return labels.astype(np.int64)


def _joined(parts: Sequence[np.ndarray], path: str) -> np.ndarray:
    if parts[0].shape[1:] != parts[1].shape[1:]:
        raise InputError(
            f"The training and test images of {path} differ in shape ({parts[0].shape[1:]} and "
            f"{parts[1].shape[1:]}); save them alike."
        )
    return np.concatenate(parts)

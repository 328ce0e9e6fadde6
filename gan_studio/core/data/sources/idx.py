"""IDX files, the format of MNIST: images, and labels in a file beside them."""

from __future__ import annotations

import gzip
import os
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gan_studio.core.config import setting
from gan_studio.core.data.arrays import array_source, numbered_classes, uint8_pixels
from gan_studio.core.data.fingerprint import of_files
from gan_studio.core.data.source import Item, Source, real_path
from gan_studio.core.errors import InputError
from gan_studio.core.registry import SOURCES

_UINT8 = 0x08


@dataclass(frozen=True)
class _Part:
    """One pair of files: the shape its images have, and its labels where there are any."""

    images: Path
    shape: tuple[int, ...]
    labels: np.ndarray | None


@SOURCES.register(
    "idx",
    label="IDX files",
    summary="Images in the format of MNIST, with their labels in a file beside them.",
)
@dataclass(frozen=True)
class Idx:
    """An IDX file of images, gzipped or not; its labels and its test split are found beside it."""

    text: str = setting(
        "",
        "Images file",
        "The file with the images, or the folder it is in; labels and test split are found beside it.",
    )

    @classmethod
    def claims(cls, text: str) -> int:
        """A file that begins like IDX, or a folder that holds one called train-images."""
        path = real_path(text)
        if os.path.isdir(path):
            return 2 * (_images_in(Path(path)) is not None)
        return 2 * (os.path.isfile(path) and _dimensions(Path(path)) > 0)

    def open(self) -> Source:
        """The pictures, the test split last."""
        path = Path(real_path(self.text))
        images = _images_in(path) if path.is_dir() else _images_of(path)
        parts = [_open_part(images)]
        test = _test_images_of(images)
        if test is not None:
            parts.append(_open_part(test))
            _check_alike(*parts)
        classes = _classes(parts)
        items = [
            Item(f"{'test' if held_out else 'train'}/{index:06d}", label if classes else None, bool(held_out))
            for held_out, part in enumerate(parts)
            for index, label in enumerate(_label_list(part))
        ]
        if not items:
            raise InputError(f"{images} holds no image; choose another file.")
        return array_source(
            name=path.parent.name if path.is_file() else path.name,
            text=str(path),
            items=items,
            classes=classes,
            fingerprint=of_files([part.images for part in parts] + _label_files(parts)),
            pixels=lambda: uint8_pixels(np.concatenate([_read(part.images) for part in parts]), str(images)),
        )


def _open_part(images: Path) -> _Part:
    with _stream(images) as stream:
        shape = _shape(stream, images)
    if len(shape) not in (3, 4):
        raise InputError(
            f"{images} holds no images ({len(shape)} dimensions instead of 3); choose the images file."
        )
    labels_path = _labels_of(images)
    labels = _read(labels_path) if labels_path else None
    if labels is not None and labels.shape != shape[:1]:
        raise InputError(
            f"{labels_path} has {labels.size} labels for the {shape[0]} images of {images.name}; "
            "replace the pair by one that belongs together."
        )
    return _Part(images, shape, labels)


def _check_alike(train: _Part, test: _Part) -> None:
    if train.shape[1:] != test.shape[1:]:
        raise InputError(
            f"{train.images.name} and {test.images.name} differ in image size ({train.shape[1:]} and "
            f"{test.shape[1:]}); keep them in separate folders."
        )


def _classes(parts: list[_Part]) -> tuple[str, ...]:
    if any(part.labels is None for part in parts):
        return ()
    return numbered_classes(np.concatenate([part.labels for part in parts]))


def _label_list(part: _Part) -> list[int | None]:
    return [None] * part.shape[0] if part.labels is None else part.labels.tolist()


def _label_files(parts: list[_Part]) -> list[Path]:
    return [path for part in parts if (path := _labels_of(part.images)) is not None]


def _images_in(folder: Path) -> Path | None:
    found = sorted(path for path in folder.glob("train-images*idx3*") if path.is_file())
    return found[0] if found else None


def _images_of(path: Path) -> Path:
    """The images file, also where the labels file beside it was given."""
    if _dimensions(path) == 1:
        beside = _beside(path, "labels", "images")
        if beside is None:
            raise InputError(f"{path} holds labels, and no images file is beside it; choose the images file.")
        return beside
    return path


def _labels_of(images: Path) -> Path | None:
    return _beside(images, "images", "labels")


def _test_images_of(images: Path) -> Path | None:
    if not images.name.startswith("train-"):
        return None
    return _existing(images.parent, "t10k-" + images.name[6:]) or _existing(
        images.parent, "test-" + images.name[6:]
    )


def _beside(path: Path, old: str, new: str) -> Path | None:
    if old not in path.name:
        return None
    dimensions = {"images": "idx3", "labels": "idx1"}
    return _existing(path.parent, path.name.replace(old, new).replace(dimensions[old], dimensions[new]))


def _existing(folder: Path, name: str) -> Path | None:
    bare = re.sub(r"\.gz$", "", name)
    return next(
        (path for path in (folder / name, folder / bare, folder / f"{bare}.gz") if path.is_file()), None
    )


def _dimensions(path: Path) -> int:
    """How many dimensions an IDX file has, or 0 if the file is none."""
    try:
        with _stream(path) as stream:
            magic = stream.read(4)
    except (OSError, EOFError, zlib.error):
        return 0
    known_type = len(magic) == 4 and magic[:2] == b"\0\0" and 0x08 <= magic[2] <= 0x0E
    return magic[3] if known_type and 1 <= magic[3] <= 4 else 0


def _stream(path: Path) -> BinaryIO:
    with open(path, "rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if zipped else open(path, "rb")


def _shape(stream: BinaryIO, path: Path) -> tuple[int, ...]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or not 1 <= magic[3] <= 4:
        raise InputError(f"{path} is not an IDX file; choose another.")
    if magic[2] != _UINT8:
        raise InputError(f"{path} holds numbers other than bytes; convert it to bytes (0 to 255) first.")
    header = stream.read(4 * magic[3])
    if len(header) < 4 * magic[3]:
        raise InputError(f"{path} is truncated; copy or download it again.")
    return struct.unpack(f">{magic[3]}I", header)


def _read(path: Path) -> np.ndarray:
    """The whole array; InputError if the file is damaged or holds less than its header says."""
    try:
        with _stream(path) as stream:
            shape = _shape(stream, path)
            values = stream.read(int(np.prod(shape, dtype=object)))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(f"{path} is damaged or truncated; copy or download it again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
    except (MemoryError, OverflowError):
        raise InputError(
            f"{path} does not fit into memory (its header says {shape}); split it first."
        ) from None
    if len(values) < np.prod(shape, dtype=object):
        raise InputError(
            f"{path} is truncated: its header says {shape[0]} images; copy or download it again."
        )
    return np.frombuffer(values, np.uint8).reshape(shape)

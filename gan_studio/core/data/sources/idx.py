"""IDX files, the format of MNIST: images, and labels in a file beside them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan_studio.core.config import setting
from gan_studio.core.data import idx_file
from gan_studio.core.data.arrays import array_source, numbered_classes, uint8_pixels
from gan_studio.core.data.fingerprint import of_files
from gan_studio.core.data.source import Item, Source, real_path
from gan_studio.core.errors import InputError
from gan_studio.core.registry import SOURCES


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
        return 2 * (os.path.isfile(path) and idx_file.dimensions(Path(path)) > 0)

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
            pixels=lambda: uint8_pixels(
                np.concatenate([idx_file.read(part.images) for part in parts]), str(images)
            ),
        )


def _open_part(images: Path) -> _Part:
    shape = idx_file.shape(images)
    if len(shape) not in (3, 4):
        raise InputError(
            f"{images} holds no images ({len(shape)} dimensions instead of 3); choose the images file."
        )
    labels_path = _labels_of(images)
    labels = idx_file.read(labels_path) if labels_path else None
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
    if idx_file.dimensions(path) == 1:
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

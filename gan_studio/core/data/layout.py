"""Classes and test split of a set of files, from their folders or from a StyleGAN dataset.json."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gan_studio.core.data.source import Remark
from gan_studio.core.errors import InputError

LABEL_FILE = "dataset.json"

_PICTURE_SUFFIXES = frozenset(
    (
        *("png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "tif", "tiff"),
        *("ppm", "pgm", "pbm", "jp2", "avif", "tga", "ico", "pcx", "qoi"),
    )
)
_TRAIN_FOLDERS = frozenset(("train", "training"))
_TEST_FOLDERS = frozenset(("test", "testing", "val", "valid", "validation"))


@dataclass(frozen=True)
class Layout:
    """The class of every file and whether it is held out, in the order of the names given."""

    classes: tuple[str, ...]
    labels: Sequence[int | None]
    held_out: Sequence[bool]
    remarks: tuple[Remark, ...] = ()


def from_folders(names: Sequence[str]) -> Layout:
    """Classes are the uppermost folders that tell files apart; train and test folders are a split.

    Args:
        names: of files, parts separated by "/".
    """
    folders = [name.split("/")[:-1] for name in names]
    telling = [parts for parts, name in zip(folders, names, strict=True) if _is_picture(name)] or folders
    depth = _common_depth(telling)
    split = _is_split({parts[depth] if len(parts) > depth else "" for parts in telling})
    level = depth + split
    known = {parts[level] for parts in telling if len(parts) > level}
    classes = tuple(sorted(known, key=_natural))
    numbers = {name: number for number, name in enumerate(classes)}
    return Layout(
        classes,
        [numbers.get(parts[level]) if len(parts) > level else None for parts in folders],
        [bool(split and len(parts) > depth and parts[depth].lower() in _TEST_FOLDERS) for parts in folders],
    )


def from_label_file(text: bytes, names: Sequence[str], folder: str, origin: str) -> Layout:
    """Classes as a dataset.json says: {"labels": null, or a list of [file, class], or {file: class}}.

    Classes are numbers, or names; a list "classes" gives names to numbers.

    Args:
        names: of the files there are.
        folder: of the dataset.json, ending in "/" or empty; its file names are relative to it.
        origin: the data set, for the error's sentence.

    Raises:
        InputError: if the file cannot be understood.
    """
    try:
        values = json.loads(text.decode("utf-8-sig"))
        given = values["labels"]
        pairs = list(given.items()) if isinstance(given, dict) else list(given or [])
        found = {folder + _slashes(name): _class_of(label) for name, label in pairs}
        class_names = [str(name) for name in values.get("classes") or []]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InputError(
            f'The {LABEL_FILE} of {origin} is not of the form {{"labels": [[file, class], ...]}}; '
            "correct or remove it."
        ) from None
    classes = _class_names({label for label in found.values() if label is not None}, class_names)
    numbers = {name: number for number, name in enumerate(classes)}
    labels = [numbers.get(_named(found.get(name), class_names)) for name in names]
    return Layout(classes, labels, [False] * len(names), _missing(found, names))


def _missing(found: dict[str, Any], names: Sequence[str]) -> tuple[Remark, ...]:
    there = set(names)
    return tuple(
        Remark(name, f"named in {LABEL_FILE}, but not there", "its label is ignored")
        for name in found
        if name not in there
    )


def _class_of(label: Any) -> int | str | None:
    """A label as a number or a name; lists of one value per class mean the largest."""
    if label is None or isinstance(label, str):
        return label
    if isinstance(label, list):
        return max(range(len(label)), key=lambda index: label[index])
    if isinstance(label, bool) or int(label) != label:
        raise ValueError(label)
    return int(label) if label >= 0 else None


def _class_names(present: set[int | str], class_names: list[str]) -> tuple[str, ...]:
    """Every class's name: those listed, then those that only occur among the labels."""
    extra = {_named(label, class_names) for label in present} - set(class_names)
    return (*dict.fromkeys(class_names), *sorted(extra, key=_natural))


def _named(label: int | str | None, class_names: list[str]) -> str | None:
    if label is None or isinstance(label, str):
        return label
    return class_names[label] if label < len(class_names) else str(label)


def _slashes(name: str) -> str:
    """A file's name as zips have it; label files written on Windows have backslashes."""
    return name.replace("\\", "/").removeprefix("./")


def _is_picture(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _PICTURE_SUFFIXES


def _common_depth(folders: Sequence[Sequence[str]]) -> int:
    """How many leading folders all files share, which therefore tell nothing apart."""
    if not folders:
        return 0
    first, last = min(folders), max(folders)
    depth = 0
    while depth < min(len(first), len(last)) and first[depth] == last[depth]:
        depth += 1
    return depth


def _is_split(names: set[str]) -> bool:
    lower = {name.lower() for name in names}
    return bool(lower & _TRAIN_FOLDERS and lower & _TEST_FOLDERS and lower <= _TRAIN_FOLDERS | _TEST_FOLDERS)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts "2" before "10"."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name)]

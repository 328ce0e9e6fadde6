"""What a data set is once it was opened, and how a text a person typed becomes one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.registry import SOURCES


class Unreadable(Exception):
    """One picture of a data set cannot be read; the message is the reason, without its name."""


class Item(NamedTuple):
    """One file or picture of a data set.

    Attributes:
        name: unique within the set, parts separated by "/".
        label: index into the set's classes, or None without a class.
        held_out: whether it belongs to the set's own test split.
        fault: why it cannot be read, where that is known beforehand, else "".
    """

    name: str
    label: int | None = None
    held_out: bool = False
    fault: str = ""


class Picture(NamedTuple):
    """An opened image, decoded no sooner than needed, and a digest of what it was read from."""

    image: Image.Image
    digest: bytes


@dataclass(frozen=True)
class Remark:
    """Something a person should know of a file (or, with an empty name, of the whole set).

    Attributes:
        problem: what is special about it.
        action: what the studio does about it.
    """

    file: str
    problem: str
    action: str


@dataclass(frozen=True)
class Source:
    """A data set that was opened; nothing of it is decoded yet.

    Attributes:
        name: short, for a person.
        text: what opens it again, from any working folder.
        items: all it holds, readable or not, in a fixed order.
        classes: names of the classes, empty if there are none.
        fingerprint: changes when the contents do.
        load: the picture at an index of `items`; raises Unreadable.
        pixels: for sets that are one array: all items as uint8 [N, H, W, C], C 1 or 3.
        remarks: what was noticed while opening.
    """

    name: str
    text: str
    items: Sequence[Item]
    classes: tuple[str, ...]
    fingerprint: str
    load: Callable[[int], Picture]
    pixels: Callable[[], np.ndarray] | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def has_test_split(self) -> bool:
        """Whether the set itself says which pictures are not for training."""
        return any(item.held_out for item in self.items)


class SourceKind(Protocol):
    """A registered kind of data set: a frozen dataclass whose one field is the text that opens it."""

    text: str

    @classmethod
    def claims(cls, text: str) -> int:
        """How surely the text is of this kind: 0 not at all; the kind with the highest number opens it."""

    def open(self) -> Source:
        """The data set; InputError if it is missing, empty or broken as a whole."""


def open_source(text: str) -> Source:
    """The data set that a person means by a name, a path or "torchvision:NAME".

    Raises:
        InputError: if there is none, or it cannot be opened.
    """
    text = text.strip()
    if not text or "\0" in text:
        raise InputError(
            "No data set is named; give a shipped set's name, a folder, a zip, an IDX or a .npz file."
        )
    kinds = [entry.part for entry in SOURCES.entries()]
    best = max(kinds, key=lambda kind: kind.claims(text))
    if best.claims(text) > 0:
        return best(text).open()
    raise _not_a_set(text)


def lasting_text(text: str) -> str:
    """The text, made absolute where it is a path, so that it means the same from any working folder."""
    text = text.strip()
    is_path = text and "\0" not in text and text not in SHIPPED_SETS and os.path.exists(real_path(text))
    return real_path(text) if is_path else text


def real_path(text: str) -> str:
    """The absolute path that a typed one means."""
    return os.path.abspath(os.path.expanduser(text))


def _not_a_set(text: str) -> InputError:
    path = real_path(text)
    if os.path.isfile(path):
        return InputError(
            f"{path} is no data set; choose a folder of images, a zip, an IDX file or a .npz file instead."
        )
    if os.path.exists(path):
        return InputError(f"{path} is neither a folder nor a file; choose another data set.")
    if os.path.basename(text) != text or "." in text:
        return InputError(
            f"There is no folder or file {path}; check the spelling or choose another data set."
        )
    return unknown_name("data set or folder", text, SHIPPED_SETS)

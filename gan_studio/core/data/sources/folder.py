"""Folders of image files, whose sub-folders are classes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gan_studio.core.config import setting
from gan_studio.core.data.decode import MAX_FILE_BYTES, opened
from gan_studio.core.data.fingerprint import of_values
from gan_studio.core.data.layout import LABEL_FILE, Layout, from_folders, from_label_file
from gan_studio.core.data.source import Item, Picture, Remark, Source, Unreadable, real_path
from gan_studio.core.errors import InputError
from gan_studio.core.registry import SOURCES

REPORT_FILE = "report.json"
"""The doctor's report, which a repaired copy of a data set holds."""

_OF_REPORT = Remark(REPORT_FILE, "the report of a repaired copy", "not part of the data")


class _File(NamedTuple):
    """A file below the folder: its name with "/", its path, and why it cannot be read, or ""."""

    name: str
    path: str
    size: int
    changed: int
    fault: str = ""


@SOURCES.register(
    "folder", label="Folder of images", summary="Image files in a folder; sub-folders are classes."
)
@dataclass(frozen=True)
class Folder:
    """A folder of image files, with all its sub-folders."""

    text: str = setting("", "Folder", "The folder of images; its sub-folders are classes.")

    @classmethod
    def claims(cls, text: str) -> int:
        """Any folder that no other kind knows better."""
        return int(os.path.isdir(real_path(text)))

    def open(self) -> Source:
        """Every file in the folder as an item."""
        path = real_path(self.text)
        found = sorted(_files(path, "", frozenset()))
        labels = next((file for file in found if file.name == LABEL_FILE and not file.fault), None)
        files = [file for file in found if file is not labels and file.name != REPORT_FILE]
        if not files:
            raise InputError(f"The folder {path} is empty; choose one with images in it.")
        layout = _layout(labels, [file.name for file in files], path)
        items = [
            Item(file.name, label, held_out, file.fault)
            for file, label, held_out in zip(files, layout.labels, layout.held_out, strict=True)
        ]

        def load(index: int) -> Picture:
            data = _file_bytes(files[index].path)
            return Picture(opened(data, files[index].name), hashlib.blake2b(data, digest_size=8).digest())

        return Source(
            name=os.path.basename(path) or path,
            text=path,
            items=items,
            classes=layout.classes,
            fingerprint=of_values((file.name, file.size, file.changed, file.fault) for file in found),
            load=load,
            remarks=(*layout.remarks, *(_OF_REPORT for file in found if file.name == REPORT_FILE)),
        )


def _files(folder: str, prefix: str, above: frozenset[str]) -> Iterator[_File]:
    """Everything in a folder and below; links are followed, but never in circles.

    Args:
        prefix: put before every name.
        above: real paths of the folders this one is in.
    """
    real = os.path.realpath(folder)
    if real in above:
        yield _File(prefix, folder, 0, 0, "a link to a folder that it is in")
        return
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        if not prefix:
            raise InputError(
                f"The folder {folder} cannot be read ({error.strerror}); check its permissions."
            ) from None
        yield _File(prefix, folder, 0, 0, f"a folder that cannot be read ({error.strerror})")
        return
    for entry in entries:
        name = prefix + _printable(entry.name)
        if not entry.is_dir():
            yield _file(entry, name)
        elif entry.name.startswith(".") or entry.name == "__MACOSX":
            count = sum(len(names) for _, _, names in os.walk(entry.path))
            yield _File(f"{name}/", entry.path, 0, 0, f"a hidden folder (files in it: {count:,})")
        else:
            yield from _files(entry.path, f"{name}/", above | {real})


def _file(entry: os.DirEntry[str], name: str) -> _File:
    try:
        state = entry.stat()
    except OSError as error:
        return _File(name, entry.path, 0, 0, f"cannot be read ({error.strerror})")
    # Opening a pipe or a device could wait for ever.
    fault = "" if stat.S_ISREG(state.st_mode) else "not a regular file"
    return _File(name, entry.path, state.st_size, state.st_mtime_ns, fault)


def _layout(labels: _File | None, names: list[str], path: str) -> Layout:
    if labels is None:
        return from_folders(names)
    try:
        text = _file_bytes(labels.path)
    except Unreadable as reason:
        raise InputError(f"{labels.path} cannot be read ({reason}); correct or remove it.") from None
    return from_label_file(text, names, "", path)


def _file_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})") from None
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(f"too large: a file of more than {MAX_FILE_BYTES / 2**30:.0f} GB")
    return data


def _printable(name: str) -> str:
    """A file's name without the marks that stand for bytes that are no text."""
    return os.fsencode(name).decode("utf-8", "replace") if os.name == "posix" else name

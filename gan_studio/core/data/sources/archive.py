"""Zip files of images, which are read where they are and never unpacked."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from gan_studio.core.config import setting
from gan_studio.core.data.decode import MAX_FILE_BYTES, opened
from gan_studio.core.data.fingerprint import of_values
from gan_studio.core.data.layout import LABEL_FILE, Layout, from_folders, from_label_file
from gan_studio.core.data.source import Item, Picture, Source, Unreadable, real_path
from gan_studio.core.errors import InputError
from gan_studio.core.registry import SOURCES

_ENCRYPTED = 0x1
_SYSTEM_FOLDERS = ("__MACOSX/",)


@SOURCES.register(
    "zip",
    label="Zip of images",
    summary="A zip whose folders are classes, or whose dataset.json names them as StyleGAN's does.",
)
@dataclass(frozen=True)
class Archive:
    """A zip file of images."""

    text: str = setting("", "Zip file", "The zip; its folders are classes unless it has a dataset.json.")

    @classmethod
    def claims(cls, text: str) -> int:
        """Any file that ends in .zip, or is a zip by its contents and no .npz."""
        path = real_path(text)
        if not os.path.isfile(path) or path.lower().endswith(".npz"):
            return 0
        return int(path.lower().endswith(".zip") or zipfile.is_zipfile(path))

    def open(self) -> Source:
        """The zip's members as items."""
        path = real_path(self.text)
        archive = _opened(path)
        members = [info for info in archive.infolist() if not info.is_dir()]
        members = list({info.filename: info for info in members}.values())
        label_file = _label_file(members)
        files = [info for info in members if info is not label_file]
        if not files:
            raise InputError(f"{path} holds no file; choose another zip.")
        layout = _layout(archive, label_file, [info.filename for info in files], path)
        items = [
            Item(info.filename, label, held_out, _fault(info))
            for info, label, held_out in zip(files, layout.labels, layout.held_out, strict=True)
        ]

        def load(index: int) -> Picture:
            data = _member_bytes(archive, files[index])
            return Picture(opened(data, files[index].filename), hashlib.blake2b(data, digest_size=8).digest())

        return Source(
            name=os.path.splitext(os.path.basename(path))[0],
            text=path,
            items=items,
            classes=layout.classes,
            fingerprint=of_values((info.filename, info.file_size, info.CRC) for info in members),
            load=load,
            remarks=layout.remarks,
        )


def _opened(path: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
        raise InputError(f"{path} is not a whole zip file; copy or download it again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None


def _label_file(members: Sequence[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    found = [info for info in members if info.filename.rpartition("/")[2] == LABEL_FILE]
    return min(found, key=lambda info: info.filename.count("/"), default=None)


def _layout(
    archive: zipfile.ZipFile, label_file: zipfile.ZipInfo | None, names: list[str], path: str
) -> Layout:
    if label_file is None:
        return from_folders(names)
    try:
        text = _member_bytes(archive, label_file)
    except Unreadable as reason:
        raise InputError(
            f"The {LABEL_FILE} of {path} cannot be read ({reason}); make the zip again."
        ) from None
    return from_label_file(text, names, label_file.filename.removesuffix(LABEL_FILE), path)


def _fault(info: zipfile.ZipInfo) -> str:
    if info.filename.startswith(_SYSTEM_FOLDERS):
        return "a file of the system that made the zip, not an image"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted; make the zip without a password"
    return ""


def _member_bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > MAX_FILE_BYTES:
        raise Unreadable(f"too large: a file of {info.file_size / 2**30:.1f} GB")
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Unreadable(f"damaged in the zip ({error})") from None

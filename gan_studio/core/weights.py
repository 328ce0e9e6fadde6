"""Files of published weights: where they are kept, whether they are what they claim, how they get here."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import pickle
import urllib.request
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import torch
from torch import Tensor

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing

CHECKSUM_DIGITS = 12
"""Digits of a SHA-256 that scores carry; enough to tell files apart."""

_CHUNK_BYTES = 2**20
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class PublishedWeights:
    """A file of weights that somebody published.

    Attributes:
        label: what it is, for a person, as in "the weights of the original FID".
        url: where it can be downloaded.
        sha256: its checksum in hexadecimal digits, or as many of the first as are known.
        megabytes: size, about, or 0 where it is not known.
        names: other file names that it goes by.
    """

    label: str
    url: str
    sha256: str
    megabytes: int = 0
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name where it is kept."""
        return self.url.rpartition("/")[2]


def found_weights(wanted: PublishedWeights, pointed: Path | None, elsewhere: Iterable[Path] = ()) -> Path:
    """The file that a person points to, or else where it was kept before; not yet verified.

    Args:
        elsewhere: folders to look in besides paths.weights().

    Raises:
        InputError: if it is nowhere, with what to do.
    """
    if pointed is not None:
        if not pointed.is_file():
            raise InputError(f"There is no file {pointed}; point to a file of {wanted.label}.")
        return pointed
    for folder in (paths.weights(), *elsewhere):
        for name in (wanted.name, *wanted.names):
            if (folder / name).is_file():
                return folder / name
    size = f" ({wanted.megabytes} MB)" if wanted.megabytes else ""
    raise InputError(
        f"A file of {wanted.label} is needed and is not here; point to it, allow its download{size}, "
        f"or get {wanted.url} and put it into {paths.weights()}."
    )


def verified(wanted: PublishedWeights, path: Path) -> str:
    """The checksum of a file, which must be the one that was published.

    Raises:
        InputError: if it is another file, or cannot be read.
    """
    found = checksum(path)
    if not found.startswith(wanted.sha256):
        raise InputError(
            f"{path} is not the file of {wanted.label}: its SHA-256 begins with "
            f"{found[:CHECKSUM_DIGITS]} and not with {wanted.sha256[:CHECKSUM_DIGITS]}; "
            f"get it from {wanted.url}."
        )
    return found


def checksum(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror or error}); check the file and its permissions."
        ) from None


def state_dict(path: Path) -> dict[str, Tensor]:
    """The tensors of a file by name; nothing in it is run.

    Raises:
        InputError: if it is damaged, holds code, or holds anything but tensors.
    """
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except torch.OutOfMemoryError:
        raise
    except pickle.UnpicklingError:
        raise InputError(
            f"{path} is damaged, or holds Python objects besides tensors and was not opened; "
            "get the weights as a plain state dict."
        ) from None
    except Exception:  # noqa: BLE001  a damaged file makes torch raise errors of nearly every kind
        raise InputError(f"{path} is damaged or is no file of weights; get it again.") from None
    if not isinstance(content, dict) or not all(map(_is_entry, content.items())):
        raise InputError(f"{path} does not hold weights by name; get the weights as a plain state dict.")
    return content


def _is_entry(item: tuple[object, object]) -> bool:
    return isinstance(item[0], str) and isinstance(item[1], Tensor)


def download(wanted: PublishedWeights, folder: Path | None = None) -> Generator[Preparing, None, Path]:
    """Fetch a file of weights, for somebody who was asked and agreed; nothing else calls this.

    The file appears under its name only when it is whole and its checksum is right. Closing the
    generator leaves nothing behind.

    Args:
        folder: where to keep it; None for paths.weights().

    Raises:
        InputError: if it cannot be fetched or written, or something else came.
    """
    folder = paths.weights() if folder is None else folder
    final = folder / wanted.name
    part = folder / f".{wanted.name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(part, "wb") as file:
            yield from _fetch(wanted, file)
        verified(wanted, part)
        os.replace(part, final)
    except (http.client.HTTPException, OSError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "reason", None) or error
        raise InputError(
            f"The file of {wanted.label} could not be fetched from {wanted.url} into {folder} ({reason}); "
            "check the connection and the disk, or get it another way and point to it."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return final


def _fetch(wanted: PublishedWeights, file: BinaryIO) -> Generator[Preparing, None, None]:
    yield Preparing(f"Downloading {wanted.name}", 0.0)
    with urllib.request.urlopen(wanted.url, timeout=_PATIENCE_SECONDS) as answer:
        size, done = int(answer.headers.get("Content-Length") or 0), 0
        while chunk := answer.read(_CHUNK_BYTES):
            file.write(chunk)
            done += len(chunk)
            share = min(done / size, 1.0) if size else None
            yield Preparing(f"Downloading {wanted.name}, {done / 1e6:.0f} MB", share)
    if done < size:
        raise OSError(f"it broke off after {done:,} of {size:,} bytes")
    file.flush()
    os.fsync(file.fileno())

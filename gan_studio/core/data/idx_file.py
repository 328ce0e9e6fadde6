"""Reading one file in the IDX format of MNIST, gzipped or not."""

from __future__ import annotations

import contextlib
import gzip
import math
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gan_studio.core.errors import InputError

_UINT8 = 0x08
_TYPES = range(0x08, 0x0F)
_GZIP = b"\x1f\x8b"


def dimensions(path: Path) -> int:
    """How many dimensions an IDX file has, or 0 if the file is none."""
    try:
        with _stream(path) as stream:
            magic = stream.read(4)
    except (OSError, EOFError, zlib.error):
        return 0
    return magic[3] if _is_magic(magic) else 0


def shape(path: Path) -> tuple[int, ...]:
    """The shape its header tells; InputError if it is no IDX file of bytes."""
    with _sentences(path), _stream(path) as stream:
        return _header(stream, path)


def read(path: Path) -> np.ndarray:
    """The whole array of bytes; InputError if it is damaged or holds less than its header tells."""
    with _sentences(path), _stream(path) as stream:
        told = _header(stream, path)
        values = stream.read(math.prod(told))
    if len(values) < math.prod(told):
        raise InputError(
            f"{path} is truncated: its header tells of {told[0]} items; copy or download it again."
        )
    return np.frombuffer(values, np.uint8).reshape(told)


def _header(stream: BinaryIO, path: Path) -> tuple[int, ...]:
    magic = stream.read(4)
    if not _is_magic(magic):
        raise InputError(f"{path} is not an IDX file; choose another.")
    if magic[2] != _UINT8:
        raise InputError(f"{path} holds numbers other than bytes; convert it to bytes (0 to 255) first.")
    sizes = stream.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise InputError(f"{path} is truncated; copy or download it again.")
    return struct.unpack(f">{magic[3]}I", sizes)


def _is_magic(magic: bytes) -> bool:
    return len(magic) == 4 and magic[:2] == b"\0\0" and magic[2] in _TYPES and 1 <= magic[3] <= 4


def _stream(path: Path) -> BinaryIO:
    with open(path, "rb") as file:
        zipped = file.read(2) == _GZIP
    return gzip.open(path, "rb") if zipped else open(path, "rb")


@contextlib.contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turn what can go wrong while reading into a sentence for a person."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(f"{path} is damaged or truncated; copy or download it again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None
    except (MemoryError, OverflowError):
        raise InputError(f"{path} does not fit into memory; split it into smaller files first.") from None

"""Prepared data sets on disk: one folder each, written beside its final place and moved there whole."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gan_studio.core.data.image_set import ImageSet, LeftOut
from gan_studio.core.errors import InputError

IN_MEMORY_BYTES = 512 * 2**20
"""Larger sets stay on disk and are memory-mapped."""

_IMAGES, _LABELS, _FACTS = "images.npy", "labels.npy", "facts.json"
_ENDS = 2**20
_ABANDONED = 24 * 3600.0


@dataclass(frozen=True)
class Facts:
    """What the arrays of a cache folder do not say themselves.

    Attributes:
        name, key, classes: as in ImageSet.
        shape: of the images [N + M, C, H, W].
        train: N; the M held-out pictures come after them.
        left_out: names and reasons.
        checksum: of the images' file.
    """

    name: str
    key: str
    classes: list[str]
    shape: list[int]
    train: int
    left_out: list[list[str]]
    checksum: int = 0


class RowFile:
    """A .npy file of uint8 rows that grows by appending; a full disk raises OSError, never a signal."""

    def __init__(self, path: Path, row_shape: tuple[int, ...]) -> None:
        self._file: BinaryIO = open(path, "wb")  # noqa: SIM115 - closed by close or abandon
        self._row_shape = row_shape
        self.count = 0
        self._write_header()

    def append(self, rows: np.ndarray) -> None:
        """Add rows uint8 [n, *row_shape]."""
        self._file.write(np.ascontiguousarray(rows).data)
        self.count += len(rows)

    def close(self) -> None:
        """Write the final count into the header and everything to disk."""
        self._file.seek(0)
        self._write_header()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close without finishing; the file is useless afterwards."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _write_header(self) -> None:
        # numpy leaves room in the header for the first axis to grow, so its length does not change.
        header = {"descr": "|u1", "fortran_order": False, "shape": (self.count, *self._row_shape)}
        np.lib.format.write_array_header_1_0(self._file, header)


@contextlib.contextmanager
def half_made(cache: Path, name: str, size: int) -> Iterator[Path]:
    """A new folder to fill, deleted at the end unless `publish` moved it away.

    Args:
        size: bytes that will be written, at most.

    Raises:
        InputError: if the disk has too little room or cannot be written.
    """
    folder = None
    try:
        cache.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(cache).free
        if size > free:
            raise InputError(
                f"Preparing the data set needs {size / 2**30:.1f} GB in {cache}, where {free / 2**30:.1f} GB "
                "are free; free some space, lower the resolution, or set GAN_STUDIO_HOME to a larger disk."
            )
        _sweep(cache)
        folder = Path(tempfile.mkdtemp(prefix=f".{name}-", suffix=".part", dir=cache))
        yield folder
    except OSError as error:
        raise InputError(
            f"The prepared data set cannot be written to {cache} ({error.strerror or error}); free some "
            "space there or set GAN_STUDIO_HOME to another folder."
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, final: Path, facts: Facts, labels: np.ndarray | None) -> None:
    """Complete a folder made by `half_made` and move it to its final place, replacing what is there."""
    if labels is not None:
        np.save(folder / _LABELS, labels)
    facts = Facts(**{**asdict(facts), "checksum": _checksum(folder / _IMAGES)})
    (folder / _FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")
    for _ in range(2):
        try:
            os.rename(folder, final)
            return
        except OSError:  # a broken one is there, or another process was faster
            shutil.rmtree(final, ignore_errors=True)
    os.rename(folder, final)


def _sweep(cache: Path) -> None:
    """Delete what processes that were killed left half-made."""
    for folder in cache.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


def images_path(folder: Path) -> Path:
    """Where the images of a cache folder are."""
    return folder / _IMAGES


def read(folder: Path) -> ImageSet | None:
    """The prepared set in a cache folder, or None if there is none or it is damaged."""
    try:
        facts = Facts(**json.loads((folder / _FACTS).read_text(encoding="utf-8")))
        path = folder / _IMAGES
        large = path.stat().st_size > IN_MEMORY_BYTES
        if facts.checksum != _checksum(path):
            return None
        images = np.load(path, mmap_mode="r" if large else None, allow_pickle=False)
        labels = np.load(folder / _LABELS, allow_pickle=False) if facts.classes else None
    except (OSError, ValueError, TypeError, EOFError):
        return None
    if list(images.shape) != facts.shape or (labels is not None and len(labels) != len(images)):
        return None
    return ImageSet(
        train=images[: facts.train],
        labels=None if labels is None else labels[: facts.train],
        held_out=images[facts.train :],
        held_out_labels=None if labels is None else labels[facts.train :],
        classes=tuple(facts.classes),
        name=facts.name,
        key=facts.key,
        left_out=tuple(LeftOut(*entry) for entry in facts.left_out),
    )


def _checksum(path: Path) -> int:
    """A checksum of a whole file, or of a large one's length and both ends."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        if size > IN_MEMORY_BYTES:
            head = file.read(_ENDS)
            file.seek(-_ENDS, os.SEEK_END)
            return zlib.crc32(file.read(), zlib.crc32(head + str(size).encode()))
        checksum = 0
        while block := file.read(_ENDS):
            checksum = zlib.crc32(block, checksum)
    return checksum

"""Decoding a data set once, into arrays of bytes that training slices."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gan_studio.core.config import DataOptions
from gan_studio.core.data import cache as cached
from gan_studio.core.data.fingerprint import of_values
from gan_studio.core.data.image_set import ImageSet, LeftOut
from gan_studio.core.data.source import Source, open_source
from gan_studio.core.data.split import held_out_rows, moves_to_end, used_classes
from gan_studio.core.data.squares import Squares, array_squares, file_square
from gan_studio.core.data.threads import Pace, default_threads, in_order, patiently
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing

_VERSION = 1
_BLOCK_BYTES = 4 * 2**20


def prepare(
    options: DataOptions, cache: Path, *, threads: int | None = None
) -> Generator[Preparing, None, ImageSet]:
    """The data set as training sees it: decoded once, later calls read the cache.

    Use it as `images = yield from prepare(config.data, paths.cache())`. Closing the generator leaves
    no half-made file.

    Args:
        cache: the folder of prepared sets; made where it does not exist.
        threads: how many decode; None for as many as the machine has processors.

    Raises:
        InputError: if the set cannot be opened, has no readable picture, or does not fit on the disk.
    """
    source = yield from opening(options.source)
    key = cache_key(source, options)
    final = cache / f"{_safe(source.name)}-{key[:16]}"
    images = cached.read(final)
    if images is not None:
        return images
    colours = 1 if options.channels == "grey" else 3
    size = len(source.items) * colours * options.resolution**2
    with cached.half_made(cache, _safe(source.name), size) as folder:
        rows = yield from _fill(source, options, folder, threads or default_threads())
        facts, labels = _arranged(source, options, folder, rows, key)
        cached.publish(folder, final, facts, labels)
        # The folder may have been made larger or smaller by now, but never half.
        images = cached.read(final)
    if images is None:
        raise InputError(f"The prepared data set in {final} cannot be read back; check the disk it is on.")
    return images


def opening(text: str) -> Generator[Preparing, None, Source]:
    """The data set that a text means, with a sign of life while a large one is listed."""
    yield Preparing("Opening the data set")
    return (yield from patiently(lambda: open_source(text), Preparing("Opening the data set")))


def cache_key(source: Source, options: DataOptions) -> str:
    """A text that changes whenever the prepared arrays would."""
    share = None if source.has_test_split else options.held_out
    return of_values([_VERSION, source.fingerprint, options.resolution, options.channels, options.fit, share])


@dataclass
class _Rows:
    """What is known of the rows written so far, one entry per row."""

    labels: list[int | None] = field(default_factory=list)
    held_out: list[bool] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    grey: bool = True


def _fill(
    source: Source, options: DataOptions, folder: Path, threads: int
) -> Generator[Preparing, None, _Rows]:
    """Write every readable picture to the folder, in the order of the items."""
    rows, pace, total = _Rows(), Pace(), len(source.items)
    channels = 1 if options.channels == "grey" else 3
    if source.pixels is not None:
        yield Preparing(f"Reading {source.name}")
        pixels = yield from patiently(source.pixels, Preparing(f"Reading {source.name}"))
        channels = 1 if options.channels == "auto" and pixels.shape[-1] == 1 else channels
    file = cached.RowFile(cached.images_path(folder), (channels, options.resolution, options.resolution))
    done = 0
    try:
        for part in _parts(source, options, channels, threads):
            if part is not None:
                done += _append(file, rows, source, done, part)
            if part is None or pace.due():
                yield Preparing(
                    f"Preparing {source.name}: {done:,} of {total:,} pictures", done / max(total, 1)
                )
        file.close()
    finally:
        file.abandon()
    if not rows.labels:
        raise InputError(_nothing_readable(source, rows))
    return rows


def _parts(source: Source, options: DataOptions, channels: int, threads: int) -> Iterator[Squares | None]:
    if source.pixels is None:
        count = len(source.items)
        return in_order(lambda index: file_square(source, index, options, channels), count, threads)
    rows = source.pixels()
    step = max(1, _BLOCK_BYTES // max(1, rows[0].nbytes, 3 * options.resolution**2))
    digested = options.held_out > 0 and not source.has_test_split
    blocks = (rows[start : start + step] for start in range(0, len(rows), step))
    return (array_squares(block, options, channels, digested=digested) for block in blocks)


def _append(file: cached.RowFile, rows: _Rows, source: Source, start: int, part: Squares) -> int:
    """Write a part that begins at item `start`; gives the number of items it covers."""
    items = source.items[start : start + len(part.digests)]
    if part.pixels is None:
        rows.left_out.append(LeftOut(items[0].name, part.fault))
        return 1
    file.append(part.pixels)
    rows.labels += [item.label for item in items]
    rows.held_out += [item.held_out for item in items]
    rows.digests += part.digests
    rows.grey = rows.grey and part.grey
    return len(items)


def _arranged(
    source: Source, options: DataOptions, folder: Path, rows: _Rows, key: str
) -> tuple[cached.Facts, np.ndarray | None]:
    """Bring the written rows into their final form: grey if all are, the held-out ones last."""
    path = cached.images_path(folder)
    if options.channels == "auto" and rows.grey and np.load(path, mmap_mode="r").shape[1] > 1:
        _keep_one_channel(path)
    images = np.load(path, mmap_mode="r+", allow_pickle=False)
    chosen = _held_out(source, rows, options.held_out)
    labels, classes = used_classes(rows.labels, source.classes)
    for early, late in zip(*moves_to_end(chosen, len(images)), strict=True):
        images[[early, late]] = images[[late, early]]
        if labels is not None:
            labels[[early, late]] = labels[[late, early]]
    images.flush()
    train = len(images) - len(chosen)
    if train == 0:
        raise InputError(
            f"Every readable picture of {source.name} is in its test split; add some to train on."
        )
    left_out = [list(entry) for entry in rows.left_out]
    return cached.Facts(source.name, key, classes, list(images.shape), train, left_out), labels


def _held_out(source: Source, rows: _Rows, share: float) -> np.ndarray:
    if source.has_test_split:
        return np.flatnonzero(rows.held_out)
    return held_out_rows(rows.digests, share)


def _keep_one_channel(path: Path) -> None:
    images = np.load(path, mmap_mode="r", allow_pickle=False)
    grey_path = path.with_name("grey.npy")
    file = cached.RowFile(grey_path, (1, *images.shape[2:]))
    try:
        for start in range(0, len(images), 1024):
            file.append(images[start : start + 1024, :1])
        file.close()
    finally:
        file.abandon()
    del images
    grey_path.replace(path)


def _nothing_readable(source: Source, rows: _Rows) -> str:
    if not rows.left_out:
        return f"{source.name} holds no picture; choose another data set."
    first = rows.left_out[0]
    return (
        f"{source.name} holds no picture that can be read; of {len(rows.left_out)} files the first, "
        f"{first.name}, is left out as: {first.reason}. Choose another data set."
    )


def _safe(name: str) -> str:
    """A name as part of a folder's name."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)[:40] or "data"

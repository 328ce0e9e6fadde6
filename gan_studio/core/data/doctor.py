"""The doctor: looks at every picture of a data set and says what is special, broken or double."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from PIL import Image

from gan_studio.core.data import findings
from gan_studio.core.data.decode import is_grey, upright_strips
from gan_studio.core.data.report import LEFT_OUT, Report, most_frequent_first
from gan_studio.core.data.source import Item, Remark, Source, Unreadable
from gan_studio.core.data.split import UNLABELLED
from gan_studio.core.data.threads import Pace, default_threads, in_order, patiently
from gan_studio.core.events import Preparing


class _Seen(NamedTuple):
    """What was seen of one item; without a size it cannot be read."""

    size: str
    colour: bool = False
    stored_grey: bool = False
    digest: bytes = b""
    special: Sequence[tuple[str, str]] = ()


def examine(source: Source) -> Generator[Preparing, None, Report]:
    """Decode every picture and report; nothing is left out in silence.

    Use it as `report = yield from examine(open_source(text))`.
    """
    notes, pace, total = _Notes(source), Pace(), len(source.items)
    if source.pixels is not None:
        yield from patiently(source.pixels, Preparing(f"Reading {source.name}"))
    done = 0
    for seen in _looks(source):
        if seen is not None:
            notes.add(source.items[done], seen)
            done += 1
        if seen is None or pace.due():
            yield Preparing(f"Examining {source.name}: {done:,} of {total:,} pictures", done / max(total, 1))
    return notes.report()


def _looks(source: Source) -> Iterator[_Seen | None]:
    if source.pixels is None:
        return in_order(lambda index: _look(source, index), len(source.items), default_threads())
    return (_look_at_row(row) for row in source.pixels())


def _look(source: Source, index: int) -> _Seen:
    if source.items[index].fault:
        return _Seen("", special=[(source.items[index].fault, LEFT_OUT)])
    special: list[tuple[str, str]] = []
    try:
        image = source.load(index).image
        special += findings.of_image(image)
        size, stored_grey = findings.upright_size(image), findings.is_stored_grey(image)
        pixels = _Pixels(size)
        for strip in upright_strips(image):
            pixels.add(np.atleast_3d(np.asarray(strip)))
    except Unreadable as reason:
        return _Seen("", special=[*special, (str(reason), LEFT_OUT)])
    return _Seen(size, pixels.colour, stored_grey, pixels.digest(), special)


def _look_at_row(row: np.ndarray) -> _Seen:
    """As _look, for one picture uint8 [H, W, C] of an array."""
    image = Image.fromarray(row[..., 0] if row.shape[-1] == 1 else row)
    pixels = _Pixels(findings.upright_size(image))
    pixels.add(row)
    special = list(findings.of_image(image))
    return _Seen(findings.upright_size(image), pixels.colour, False, pixels.digest(), special)


class _Pixels:
    """Whether a picture has colour, and a digest equal for pictures that are equal in every pixel.

    Grey counts as equal whether it is stored in one channel or in three.
    """

    def __init__(self, size: str) -> None:
        self.colour = False
        self._first_channel = hashlib.blake2b(size.encode(), digest_size=16)
        self._all_channels = hashlib.blake2b(size.encode(), digest_size=16)

    def add(self, pixels: np.ndarray) -> None:
        """Take the next rows of pixels [H, W, C] in."""
        self._first_channel.update(np.ascontiguousarray(pixels[..., 0]))
        if pixels.shape[-1] == 3:
            self._all_channels.update(np.ascontiguousarray(pixels))
            self.colour = self.colour or not is_grey(pixels)

    def digest(self) -> bytes:
        """The digest of what was taken in."""
        return (self._all_channels if self.colour else self._first_channel).digest()


@dataclass
class _Notes:
    """The report in the making."""

    source: Source
    count: int = 0
    held_out: int = 0
    colour: int = 0
    grey: list[str] = field(default_factory=list)
    sizes: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    problems: list[Remark] = field(default_factory=list)
    same: dict[bytes, list[Item]] = field(default_factory=dict)

    def add(self, item: Item, seen: _Seen) -> None:
        """Note one item."""
        self.problems += [Remark(item.name, problem, action) for problem, action in seen.special]
        if not seen.size:
            return
        self.same.setdefault(seen.digest, []).append(item)
        self.colour += seen.colour
        if seen.stored_grey:
            self.grey.append(item.name)
        if item.held_out:
            self.held_out += 1
            return
        self.count += 1
        self.sizes[seen.size] += 1
        self.classes[UNLABELLED if item.label is None else self.source.classes[item.label]] += 1

    def report(self) -> Report:
        """The finished report."""
        classes = {
            name: self.classes[name] for name in (*self.source.classes, UNLABELLED) if self.classes[name]
        }
        if set(classes) <= {UNLABELLED}:
            classes = {}
        groups = [items for items in self.same.values() if len(items) > 1]
        return Report(
            name=self.source.name,
            count=self.count,
            channels=3 if self.colour else 1,
            sizes=most_frequent_first(self.sizes),
            classes=classes,
            problems=[
                *self.source.remarks,
                *findings.of_set(self.count, classes, self.held_out),
                *self.problems,
                *findings.grey_among_colour(self.grey, self.colour),
                *(remark for items in groups for remark in _conflicts(items, self.source.classes)),
            ],
            duplicates=[[item.name for item in items] for items in groups],
        )


def _conflicts(items: list[Item], classes: tuple[str, ...]) -> Iterator[Remark]:
    """Equal pictures that are in different classes."""
    first = items[0]
    for item in items[1:]:
        if item.label != first.label and None not in (item.label, first.label):
            problem = f"the same picture as {first.name}, which is in class “{classes[first.label]}”"
            yield Remark(item.name, problem, "kept; Repair keeps only the first")

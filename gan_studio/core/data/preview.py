"""A few pictures of a data set as training will see them, without preparing all of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gan_studio.core.config import DataOptions
from gan_studio.core.data.source import Source
from gan_studio.core.data.split import UNLABELLED
from gan_studio.core.data.squares import Squares, array_squares, file_square
from gan_studio.core.data.threads import default_threads, in_order, patiently
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing

# Steps of this size over a circle stay evenly spread wherever one stops.
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, eq=False)
class Preview:
    """Pictures uint8 [N, H, W, C], and the name and class of each."""

    images: np.ndarray
    captions: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """Which pictures to look at.

    Attributes:
        count: how many, at most.
        turn: another number gives other pictures.
        of_class: only of this class, or of all if empty.
    """

    count: int
    turn: int = 0
    of_class: str = ""

    def indices(self, source: Source) -> list[int]:
        """Indices of the items; as many as one takes of them are spread evenly over the set."""
        wanted = _of_class(source, self.of_class)
        if len(wanted) <= self.count:
            return wanted
        steps = np.arange(4 * self.count) + self.turn * self.count
        places = (steps * _GOLDEN % 1 * len(wanted)).astype(int).tolist()
        return [wanted[place] for place in list(dict.fromkeys(places))[: self.count]]


def preview(
    source: Source, options: DataOptions, selection: Selection
) -> Generator[Preparing, None, Preview]:
    """The selected pictures that can be read.

    Automatic colour is judged by these few pictures alone.

    Raises:
        InputError: if none of them can be read.
    """
    yield Preparing(f"Looking at {source.name}")
    chosen = selection.indices(source)
    channels = 1 if options.channels == "grey" else 3
    squares = yield from _squares(source, options, channels, chosen)
    found = [
        (index, square) for index, square in zip(chosen, squares, strict=True) if square.pixels is not None
    ]
    if not found:
        raise InputError(f"None of the pictures of {source.name} that were looked at can be read.")
    images = np.concatenate([square.pixels for _, square in found])
    if options.channels == "auto" and all(square.grey for _, square in found):
        images = images[:, :1]
    captions = tuple(_caption(source, index) for index, _ in found)
    return Preview(np.ascontiguousarray(images.transpose(0, 2, 3, 1)), captions)


def _squares(
    source: Source, options: DataOptions, channels: int, chosen: list[int]
) -> Generator[Preparing, None, list[Squares]]:
    sign = Preparing(f"Looking at {source.name}")
    if source.pixels is not None:
        pixels = yield from patiently(source.pixels, sign)
        return [array_squares(pixels[index : index + 1], options, channels) for index in chosen]
    found = []
    threads = default_threads()
    for square in in_order(
        lambda place: file_square(source, chosen[place], options, channels), len(chosen), threads
    ):
        if square is None:
            yield sign
        else:
            found.append(square)
    return found


def _of_class(source: Source, name: str) -> list[int]:
    """Indices of the items of a class, or of all."""
    if not name:
        return list(range(len(source.items)))
    label = source.classes.index(name) if name in source.classes and name != UNLABELLED else None
    return [index for index, item in enumerate(source.items) if item.label == label]


def _caption(source: Source, index: int) -> str:
    item = source.items[index]
    return item.name if item.label is None else f"{item.name}, {source.classes[item.label]}"

"""A few pictures of a data set as training will see them, without preparing all of it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from gan_studio.core.config import DataOptions
from gan_studio.core.data.source import Source
from gan_studio.core.data.squares import Squares, array_squares, file_square
from gan_studio.core.data.threads import default_threads, in_order, patiently
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing


@dataclass(frozen=True, eq=False)
class Preview:
    """Pictures uint8 [N, H, W, C] and the names of their items."""

    images: np.ndarray
    names: tuple[str, ...]


def preview(source: Source, options: DataOptions, count: int) -> Generator[Preparing, None, Preview]:
    """Up to `count` readable pictures, spread evenly over the set.

    Automatic colour is judged by these few pictures alone.

    Raises:
        InputError: if none of those looked at can be read.
    """
    yield Preparing(f"Looking at {source.name}")
    chosen = np.unique(np.linspace(0, len(source.items) - 1, count).round().astype(int)).tolist()
    channels = 1 if options.channels == "grey" else 3
    found: list[tuple[str, Squares]] = []
    for index, squares in zip(chosen, (yield from _squares(source, options, channels, chosen)), strict=True):
        if squares.pixels is not None:
            found.append((source.items[index].name, squares))
    if not found:
        raise InputError(f"None of the pictures of {source.name} that were looked at can be read.")
    images = np.concatenate([squares.pixels for _, squares in found])
    if options.channels == "auto" and all(squares.grey for _, squares in found):
        images = images[:, :1]
    return Preview(np.ascontiguousarray(images.transpose(0, 2, 3, 1)), tuple(name for name, _ in found))


def _squares(
    source: Source, options: DataOptions, channels: int, chosen: list[int]
) -> Generator[Preparing, None, list[Squares]]:
    sign = Preparing(f"Looking at {source.name}")
    if source.pixels is not None:
        pixels = yield from patiently(source.pixels, sign)
        return [array_squares(pixels[index : index + 1], options, channels) for index in chosen]
    found = []
    results: Iterator[Squares | None] = in_order(
        lambda place: file_square(source, chosen[place], options, channels), len(chosen), default_threads()
    )
    for squares in results:
        if squares is None:
            yield sign
        else:
            found.append(squares)
    return found

"""Noise maps that were found for one picture: all layers' in a row, kept in half precision."""

from __future__ import annotations

import base64
import functools
import math
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from gan_studio.core.latent.vectors import Vector

_MOST_NUMBERS = 2**22
_REMEMBERED = 4
_TEXTS = "noise_maps"
_NEARLY_NOTHING = 1e-3


def stored_maps(numbers: np.ndarray) -> Vector:
    """Maps [T] that files hold without a change: rounded to half precision."""
    return Vector.of(numbers.astype("<f2").ravel())


def maps_between(start: Vector, end: Vector, share: float) -> Vector:
    """Maps [T] on the way from some to others, as strong as these on the whole way.

    Straight between two noises that have nothing in common there would be less noise in the middle.
    """
    if share <= 0 or start == end or start.shape != end.shape:
        return start
    if share >= 1:
        return end
    a, b = start.array(), end.array()
    powers = [float(np.mean(maps * maps)) for maps in (a, b)]
    between = (1 - share) * a + share * b
    left = float(np.mean(between * between))
    wanted = (1 - share) * powers[0] + share * powers[1]
    is_opposite = left <= _NEARLY_NOTHING * wanted
    return stored_maps(between if is_opposite else between * math.sqrt(wanted / left))


@functools.lru_cache(maxsize=_REMEMBERED)
def maps_text(maps: Vector) -> str:
    """Maps in half precision as a text."""
    halves = maps.array().astype("<f2")
    # First bytes are alike and get shorter if they stand together.
    planes = halves.view(np.uint8).reshape(-1, 2).T.tobytes()
    return base64.b64encode(zlib.compress(planes)).decode("ascii")


@functools.lru_cache(maxsize=_REMEMBERED)
def maps_from(text: str) -> Vector:
    """The maps [T] that maps_text described; the same value for the same text, if not long ago.

    Raises:
        ValueError or TypeError: for anything it would not have written.
    """
    unpacking = zlib.decompressobj()
    try:
        planes = unpacking.decompress(base64.b64decode(text, validate=True), 2 * _MOST_NUMBERS + 1)
    except zlib.error as error:
        raise ValueError("Noise maps cannot be unpacked.") from error
    if not unpacking.eof or not planes or len(planes) % 2:
        raise ValueError(f"{len(planes)} bytes are no noise maps, or not all of them.")
    halves = np.frombuffer(planes, np.uint8).reshape(2, -1).T
    maps = np.ascontiguousarray(halves).view("<f2").ravel()
    if not np.isfinite(maps).all():
        raise ValueError("Noise maps hold numbers that are not finite.")
    return Vector.of(maps)


def share_maps(values: dict[str, Any]) -> None:
    """Let each text of maps stand once in a file's JSON values, and its number wherever a picture has it."""
    numbers: dict[str, int] = {}
    for noise in _noises(values):
        noise["maps"] = numbers.setdefault(noise["maps"], len(numbers))
    if numbers:
        values[_TEXTS] = list(numbers)


def unshare_maps(values: dict[str, Any]) -> None:
    """Undo share_maps.

    Raises:
        ValueError, TypeError or AttributeError: for anything it would not have written.
    """
    texts = values.get(_TEXTS, [])
    for noise in _noises(values):
        number = noise["maps"]
        if type(number) is not int or not 0 <= number < len(texts):
            raise ValueError(f"{number!r:.40} is no number of noise maps.")
        noise["maps"] = texts[number]


def _noises(values: object) -> Iterator[dict[str, Any]]:
    """Every noise with maps within JSON values."""
    parts = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
    if isinstance(values, dict) and isinstance(values.get("noise"), dict) and "maps" in values["noise"]:
        yield values["noise"]
    for part in parts:
        yield from _noises(part)

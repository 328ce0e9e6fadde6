"""Vectors in frozen values: latents that were found, and directions to move them in."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SPACES = {"z": "Z", "w": "W", "w_plus": "W+"}
_MOST_NUMBERS = 2**22


@dataclass(frozen=True)
class Vector:
    """Numbers that threads, files and undo histories can hold: float32 of some shape.

    Attributes:
        shape: [Z], [D], or [L, D].
        data: the numbers, little-endian, the last axis first.
    """

    shape: tuple[int, ...]
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if math.prod(self.shape) * 4 != len(self.data):
            raise ValueError(f"{len(self.data)} bytes are no float32 numbers of shape {self.shape}.")

    @classmethod
    def of(cls, numbers: Sequence[float] | np.ndarray) -> Vector:
        """The vector of some numbers."""
        array = np.ascontiguousarray(numbers, dtype="<f4")
        return cls(array.shape, array.tobytes())

    def array(self) -> np.ndarray:
        """The numbers, float32, to read only."""
        return np.frombuffer(self.data, "<f4").reshape(self.shape)

    def to_values(self) -> dict[str, Any]:
        """The vector as JSON values."""
        return {"shape": list(self.shape), "float32": base64.b64encode(self.data).decode("ascii")}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Vector:
        """The vector that to_values described.

        Raises:
            ValueError, KeyError or TypeError: for anything it would not have written.
        """
        shape = tuple(values["shape"])
        if not 1 <= len(shape) <= 2 or not all(type(size) is int and size > 0 for size in shape):
            raise ValueError(f"{shape!r:.40} is no shape of a vector.")
        if math.prod(shape) > _MOST_NUMBERS:
            raise ValueError(f"A vector of shape {shape} is too large.")
        vector = cls(shape, base64.b64decode(values["float32"], validate=True))
        if not np.isfinite(vector.array()).all():
            raise ValueError("A vector holds numbers that are not finite.")
        return vector


@dataclass(frozen=True)
class StoredPoint:
    """A latent that no seed gives: found by inversion, dragged, or taken from a picture.

    Attributes:
        space: a key of SPACES.
        vector: [Z], [D], or [L, D] in W+.
        name: what a person calls it.
    """

    space: str
    vector: Vector
    name: str = ""


@dataclass(frozen=True)
class Direction:
    """A way to move latents.

    Attributes:
        name: what a person calls it.
        space: "z" or "w".
        vector: [Z], or [D], or in W also one for each layer [L, D]; as long as one typical step, so
            that an amount of 1 means alike much for every direction.
        origin: how it was found, in a few words, such as "GANSpace 3".
        layers: the style layers that it is to move, from 0, or empty for all.
    """

    name: str
    space: str
    vector: Vector
    origin: str = ""
    layers: tuple[int, ...] = ()

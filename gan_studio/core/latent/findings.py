"""What is found out about a model and one of its pictures: plain frozen values, without weights."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

FEATURES, PIXELS = "features", "pixels"
WAYS_TO_SEE = {FEATURES: "By content", PIXELS: "By pixels"}

BY_CHANCE = 0.01
"""Share of training pictures that are as near to another as what is called a near-copy."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The training pictures nearest to a picture.

    Attributes:
        way: how they were compared, a key of WAYS_TO_SEE.
        pictures: uint8 [k, H, W, C], the nearest first.
        distances: of each; of pixels, the root of the mean square as a share of the range.
        classes: the class of each, or "".
        typical: how far training pictures are from their nearest other one, in the middle.
        limit: the distance that BY_CHANCE of them fall below.
        searched: how many training pictures were compared.
        data: the data set's name.
    """

    way: str
    pictures: np.ndarray = field(repr=False)
    distances: tuple[float, ...]
    classes: tuple[str, ...]
    typical: float
    limit: float
    searched: int
    data: str

    def said(self, distance: float) -> str:
        """A distance as a person reads it."""
        if self.way == PIXELS:
            return f"{100 * distance:.1f} %"
        return f"{distance:#.3g}".rstrip(".") if distance else "0"

    def reading(self) -> str:
        """What the nearest distance says, and what it does not."""
        nearest, where = self.distances[0], f"the {self.searched:,} training pictures of {self.data}"
        if nearest == 0:
            return f"An equal of this picture is among {where}."
        if not self.typical:
            return (
                f"Most of {where} have an equal among the others, so how near this picture is says little; "
                f"it is at {self.said(nearest)} from the nearest."
            )
        times = f"{nearest / self.typical:.2f} times"
        compared = (
            f"The nearest of {where} is {self.said(nearest)} away: {times} as far as training pictures "
            f"typically are from the nearest other one ({self.said(self.typical)})."
        )
        if nearest <= self.limit:
            return f"{compared} Hardly any are so near by chance: this is likely to be a near-copy."
        if nearest <= self.typical:
            return f"{compared} Near, though training pictures come as near to each other: no near-copy."
        return f"{compared} No near-copy by this measure."


@dataclass(frozen=True, eq=False)
class LayerEffect:
    """What becomes of a picture when one layer is changed.

    Attributes:
        name: the layer's.
        changed: one changed picture, uint8 [H, W, C].
        difference: mean absolute difference of every pixel float32 [H, W], 0 to 1, over all changes.
        amount: its mean over the picture.
    """

    name: str
    changed: np.ndarray = field(repr=False)
    difference: np.ndarray = field(repr=False)
    amount: float


@dataclass(frozen=True, eq=False)
class Effects:
    """What every layer does to a picture; fewer than all while it is being found out.

    Attributes:
        picture: as it is, uint8 [H, W, C].
        layers: in the order in which they draw.
        total: how many there will be.
    """

    picture: np.ndarray = field(repr=False)
    layers: tuple[LayerEffect, ...]
    total: int

    def ranking(self) -> list[int]:
        """The layers' indices, the one that matters most first."""
        return sorted(range(len(self.layers)), key=lambda index: -self.layers[index].amount)


@dataclass(frozen=True, eq=False)
class Activations:
    """What a stage of a network made on the way to a picture.

    Attributes:
        stages: the names of all stages.
        index: which of them.
        maps: its channels float32 [C, H, W], the one that varies most first.
        channels: the number [C] of each in the network.
    """

    stages: tuple[str, ...]
    index: int
    maps: np.ndarray = field(repr=False)
    channels: np.ndarray = field(repr=False)


def grey_pictures(maps: np.ndarray) -> np.ndarray:
    """Maps [N, H, W] as pictures uint8 [N, H, W, 1]: each from its least, black, to its greatest, white.

    A map that is the same everywhere is grey.
    """
    low = maps.min(axis=(1, 2), keepdims=True)
    spread = maps.max(axis=(1, 2), keepdims=True) - low
    shares = np.where(spread > 0, (maps - low) / np.where(spread > 0, spread, 1), 0.5)
    return np.rint(255 * shares).astype(np.uint8)[..., None]

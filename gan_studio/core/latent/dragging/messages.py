"""Dragging points of a picture: what is asked, what is told on the way, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gan_studio.core.errors import InputError
from gan_studio.core.latent.requests import Latent, PictureRequest

Place = tuple[float, float]
"""Column and row in a picture; whole numbers are the middles of pixels."""

MOST_PAIRS = 16


@dataclass(frozen=True)
class DragPair:
    """What is to be moved, and where to.

    Attributes:
        handle: a place on something that can be told from its surroundings.
        target: where it should end; the handle itself to hold it where it is.
    """

    handle: Place
    target: Place

    @property
    def length(self) -> float:
        """How far it is, in pixels."""
        return math.dist(self.handle, self.target)


@dataclass(frozen=True)
class DragOptions:
    """How a drag is gone about; the lengths are fractions of the picture's side.

    Attributes:
        rate: Adam's learning rate, in standard deviations of w; it is halved to begin with, and goes by
            how fast the handles move.
        layers: the first style layers, which alone are changed; None for six, as in the paper, and all
            of them in networks that have fewer than twelve.
        stride: how far, in pixels, what is pulled is pulled at a step; more overcomes what holds it.
        supervised, searched: radii r1, around a handle, of what is pulled, of at least four pixels, and
            r2 of where it is looked for around where the picture's flow took it.
        patch: radius of what a handle is recognised by, of at least four pixels.
        anchor: how much of what is pulled is taken from the first picture in place of the newest: 0 is
            equation 1 of the paper, 1 lets nothing change its look.
        anchor_near: the same within a few pixels of the target, where it should look as it did, and where
            it has lost its look.
        mask_weight: of what must not change; here all features are brought to one scale, where the paper
            has 20 without.
        tolerance: how near to its target, in pixels, a handle has arrived.
        seconds: the longest it may take.
        patience: steps without progress after which it gives up.
    """

    rate: float = 0.02
    layers: int | None = None
    stride: float = 2.0
    supervised: float = 4 / 64
    searched: float = 1.5 / 64
    patch: float = 4 / 64
    anchor: float = 0.3
    anchor_near: float = 0.9
    mask_weight: float = 5.0
    tolerance: float = 1.0
    seconds: float = 60.0
    patience: int = 400


@dataclass(frozen=True)
class DragStep:
    """How far a drag is.

    Attributes:
        step: changes made so far.
        seconds: time spent so far.
        handles: where what was dragged is now.
        distances: of each handle from its target, in pixels of the picture; near it by whichever finds
            it farther away, the features or a look at the pictures alone.
        likeness: of what is seen at each handle to what was there first: 1 the same, 0 anything else.
        picture: uint8 [H, W, C].
        latent: the picture's styles, stored in W+.
    """

    step: int
    seconds: float
    handles: tuple[Place, ...]
    distances: tuple[float, ...]
    likeness: tuple[float, ...]
    picture: np.ndarray = field(repr=False, compare=False)
    latent: Latent = field(repr=False)

    @property
    def remaining(self) -> float:
        """The largest distance."""
        return max(self.distances)


@dataclass(frozen=True)
class DragResult:
    """How a drag ended.

    Attributes:
        is_reached: whether every handle is where it should be.
        reason: what happened, in a sentence or two for a person.
        best: the step that came nearest.
    """

    is_reached: bool
    reason: str
    best: DragStep


def check_drag(pairs: Sequence[DragPair], mask: np.ndarray | None, size: tuple[int, int]) -> None:
    """Raises InputError, with a sentence, for what cannot be dragged in a picture of that size (H, W)."""
    if not 1 <= len(pairs) <= MOST_PAIRS:
        raise InputError(f"There are {len(pairs)} pairs of points; set one to {MOST_PAIRS}.")
    height, width = size
    for x, y in (place for pair in pairs for place in (pair.handle, pair.target)):
        if not (math.isfinite(x) and math.isfinite(y) and 0 <= x <= width - 1 and 0 <= y <= height - 1):
            raise InputError(f"The point ({x:g}, {y:g}) is outside of the picture of {width} × {height}.")
    if all(pair.length == 0 for pair in pairs):
        raise InputError("Every point is already at its target; move a target away from its point.")
    if mask is None:
        return
    if mask.shape != size:
        raise InputError(f"The mask is {mask.shape}; the picture is {size}.")
    outside = [pair.handle for pair in pairs if not mask[round(pair.handle[1]), round(pair.handle[0])]]
    if outside:
        x, y = outside[0]
        raise InputError(
            f"The point ({x:g}, {y:g}) is not in the area that may move; paint over it, or clear the area."
        )


def dragged_request(request: PictureRequest, latent: Latent) -> PictureRequest:
    """The request for what a drag made of another: its class and noise, and nothing beside the latent."""
    if request.blend is not None:
        request = request.blend.start if request.blend.share < 0.5 else request.blend.end
    return PictureRequest(latent, label=request.label, classes=request.classes, noise=request.noise)

"""What to say of points that are hard to hold, before and after they are dragged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gan_studio.core.latent.dragging.messages import DragPair, Place

_RADIUS = 4
_LARGEST_PART = 1 / 16
_STRAIGHT = 0.06
_FLAT = 6.0
_ALONG = 0.5


def edge_hint(picture: np.ndarray, pairs: Sequence[DragPair]) -> str:
    """A sentence about the first point that cannot be told from its neighbours on the way, or "".

    Args:
        picture: uint8 [H, W, C], in which the handles are.
        pairs: what is to be dragged.
    """
    for pair in pairs:
        (x, y), trait = pair.handle, _trait(picture, pair)
        if trait:
            return f"The point ({x:.0f}, {y:.0f}) lies {trait}: a corner or a spot is easier to hold."
    return ""


def _trait(picture: np.ndarray, pair: DragPair) -> str:
    if pair.length == 0:
        return ""
    tensor = _slopes_around(picture, pair.handle)
    (least, most), axes = np.linalg.eigh(tensor)
    if most < _FLAT**2:
        return "in a flat area"
    # The slopes along an edge are the least, so that axis is the edge's own.
    share_along = abs(float(np.subtract(pair.target, pair.handle) @ axes[:, 0])) / pair.length
    is_straight = least < _STRAIGHT * most and share_along > _ALONG
    return "on a straight edge, along which it looks the same" if is_straight else ""


def _slopes_around(picture: np.ndarray, place: Place) -> np.ndarray:
    """The structure tensor [2, 2] around a place, in squared levels per pixel, of all channels."""
    radius = max(_RADIUS, round(_LARGEST_PART * picture.shape[1]))
    column, row = round(place[0]), round(place[1])
    rows = slice(max(0, row - radius), row + radius + 1)
    columns = slice(max(0, column - radius), column + radius + 1)
    down, across = np.gradient(picture[rows, columns].astype(np.float32), axis=(0, 1))
    slopes = np.stack([across, down], axis=-1)  # [h, w, C, 2]
    return np.einsum("hwci,hwcj->ij", slopes, slopes) / (slopes.shape[0] * slopes.shape[1])

"""Numbers as colours, from black over red to nearly white."""

from __future__ import annotations

import numpy as np

# Their lightness rises evenly, so that they can be told apart without seeing hues.
_COLOURS = np.array([(0, 0, 0), (74, 20, 96), (178, 46, 84), (240, 130, 50), (255, 248, 204)], float)


def heat_picture(shares: np.ndarray) -> np.ndarray:
    """A picture uint8 [H, W, 3] of numbers [H, W]: 0 is black, 1 nearly white, beyond both as they are."""
    places = np.linspace(0, 1, len(_COLOURS))
    channels = [np.interp(shares, places, _COLOURS[:, channel]) for channel in range(3)]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)

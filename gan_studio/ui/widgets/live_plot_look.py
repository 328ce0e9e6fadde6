"""What all plots of a run have in common, and the moments marked in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlotLook:
    """How curves are drawn.

    Attributes:
        axis: "step", "kimg" or "seconds".
        smoothing: how much of its past the smoothed curve keeps, 0 for none.
    """

    axis: str = "step"
    smoothing: float = 0.6


@dataclass(frozen=True)
class Mark:
    """A moment of a run at which something was changed.

    Attributes:
        place: step, thousands of images seen and seconds trained.
        words: what was changed.
    """

    place: tuple[float, float, float]
    words: str

"""Learning rates that fall along a cosine."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gan_studio.core.registry import SCHEDULES
from gan_studio.core.schedules._falling import Falling


@SCHEDULES.register(
    "cosine",
    label="Cosine decay",
    summary="The learning rates fall slowly at first, then faster, to the run's end; "
    "without a limit they stay.",
)
@dataclass(frozen=True)
class Cosine(Falling):
    """A factor of 1 until `start`, then half a cosine down to `final` [Loshchilov 2017, eq. 5].

    A run without a limit has no end, so its rates stay.
    """

    def factor(self, share: float) -> float:
        """What the rates are multiplied by when `share` of the run is done."""
        return self.final + (1 - self.final) * (1 + math.cos(math.pi * self.fallen(share))) / 2

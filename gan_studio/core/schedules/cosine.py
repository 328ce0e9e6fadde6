"""Learning rates that fall along a cosine."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gan_studio.core.config import setting
from gan_studio.core.contracts import Schedule
from gan_studio.core.registry import SCHEDULES


@SCHEDULES.register(
    "cosine",
    label="Cosine decay",
    summary="The learning rates fall slowly at first, then faster, and settle gently at the run's end.",
)
@dataclass(frozen=True)
class Cosine(Schedule):
    """A factor of 1 until `start`, then half a cosine down to `final` [Loshchilov 2017, eq. 5].

    A run without a limit has no end, so its rates stay.
    """

    start: float = setting(
        0.0,
        "Begins at",
        "The share of the run after which the rates begin to fall.",
        minimum=0.0,
        maximum=0.99,
    )
    final: float = setting(
        0.0,
        "Falls to",
        "The share of the first rate that is left at the end.",
        minimum=0.0,
        maximum=1.0,
    )

    def factor(self, share: float) -> float:
        """What the rates are multiplied by when `share` of the run is done."""
        fallen = min(max((share - self.start) / (1 - self.start), 0.0), 1.0)
        return self.final + (1 - self.final) * (1 + math.cos(math.pi * fallen)) / 2

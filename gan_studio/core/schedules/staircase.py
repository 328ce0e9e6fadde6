"""Learning rates that fall in steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gan_studio.core.config import setting
from gan_studio.core.contracts import Schedule
from gan_studio.core.registry import SCHEDULES


@SCHEDULES.register(
    "staircase",
    label="Steps",
    summary="The learning rates stay for a while, drop at once, and stay again; without a limit they do not "
    "drop.",
)
@dataclass(frozen=True)
class Staircase(Schedule):
    """A factor that is multiplied by `drop` after every `every` of the run, though not at its end.

    A run without a limit has no end, so its rates stay.
    """

    every: float = setting(
        0.5,
        "Drops every",
        "The share of the run after which the rates drop; at 0.5 they do so once, halfway.",
        minimum=0.01,
        maximum=0.99,
    )
    drop: float = setting(
        0.1,
        "Drops to",
        "The share of its rate that each drop leaves.",
        minimum=0.0,
        maximum=1.0,
    )

    def factor(self, share: float) -> float:
        """What the rates are multiplied by when `share` of the run is done."""
        rounding = 1e-9  # 0.3 / 0.1 is a little less than 3
        done, last = math.floor(share / self.every + rounding), math.ceil(1 / self.every - rounding) - 1
        return self.drop ** min(done, last)

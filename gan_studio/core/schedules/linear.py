"""Learning rates that fall in a straight line."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.registry import SCHEDULES
from gan_studio.core.schedules._falling import Falling


@SCHEDULES.register(
    "linear",
    label="Linear decay",
    summary="The learning rates fall in a straight line to the run's end; without a limit they stay.",
)
@dataclass(frozen=True)
class Linear(Falling):
    """A factor of 1 until `start`, then a straight line to `final` at the end of the run.

    A run without a limit has no end, so its rates stay.
    """

    def factor(self, share: float) -> float:
        """What the rates are multiplied by when `share` of the run is done."""
        return 1 + (self.final - 1) * self.fallen(share)

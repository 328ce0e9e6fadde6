"""Learning rates that halve again and again."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.config import setting
from gan_studio.core.contracts import Schedule
from gan_studio.core.registry import SCHEDULES


@SCHEDULES.register(
    "exponential",
    label="Exponential decay",
    summary="The learning rates fall by the same share in every equal stretch of the run; "
    "without a limit they stay.",
)
@dataclass(frozen=True)
class Exponential(Schedule):
    """A factor that halves with every `half_life` of the run.

    A run without a limit has no end, so its rates stay.
    """

    half_life: float = setting(
        0.25,
        "Halves every",
        "The share of the run in which the rates fall by half; at 0.25 a sixteenth is left at the end.",
        minimum=0.01,
        maximum=1.0,
    )

    def factor(self, share: float) -> float:
        """What the rates are multiplied by when `share` of the run is done."""
        return 0.5 ** (share / self.half_life)

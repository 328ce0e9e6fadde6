"""What schedules share that fall once, from some point of the run to its end."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.config import setting
from gan_studio.core.contracts import Schedule


@dataclass(frozen=True)
class Falling(Schedule):
    """A factor of 1 until `start` that is `final` at the end; a run without a limit never gets there."""

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

    def fallen(self, share: float) -> float:
        """How much of the way down is behind when `share` of the run is done, 0 to 1."""
        return min(max((share - self.start) / (1 - self.start), 0.0), 1.0)

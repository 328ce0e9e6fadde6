"""How long to measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How often and how long each thing is measured.

    Attributes:
        launches: processes started and timed.
        rounds, seconds: rounds of each contest, and seconds that each side gets in a round.
        longest: seconds after which no further round of a contest is begun.
        window_seconds: how long the window trains.
        pictures: pictures asked of the window, at rest and while it trains.
        is_thorough: whether the larger networks are measured too.
    """

    launches: int
    rounds: int
    seconds: float
    longest: float
    window_seconds: float
    pictures: int
    is_thorough: bool


FULL = Effort(
    launches=3, rounds=5, seconds=1.5, longest=20.0, window_seconds=15.0, pictures=40, is_thorough=True
)
QUICK = Effort(
    launches=1, rounds=2, seconds=0.4, longest=5.0, window_seconds=3.0, pictures=10, is_thorough=False
)

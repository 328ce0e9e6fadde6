"""Carrying a contest out, as a generator of how far it is and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from gan_studio.core.bench.effort import Effort
from gan_studio.core.bench.turns import Compared, Contest, Round, compared, in_turns
from gan_studio.core.events import Preparing


def measured(build: Callable[[], Contest], effort: Effort) -> Iterator[Preparing | Compared]:
    """Build a contest and time its rounds; the last thing yielded is the result."""
    began = time.perf_counter()
    contest = build()
    rounds: list[Round] = []
    yield Preparing(f"Measuring {contest.label}", 0.0)
    for found in in_turns(contest, effort.rounds, effort.seconds):
        rounds.append(found)
        if time.perf_counter() - began > effort.longest:
            break
        yield Preparing(f"Measuring {contest.label}", len(rounds) / effort.rounds)
    yield compared(contest.label, contest.baseline, contest.unit, rounds)

"""Timing two ways of doing the same in turns, so that what slows the machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_WARM_UP_CALLS = 3


@dataclass(frozen=True)
class Contest:
    """The studio's way and the plain way of the same work.

    Attributes:
        label: what is done, for a person.
        baseline: what the plain way is.
        unit: "images/s" (more is better) or "ms" (less is better).
        studio, plain: does the work once.
        images: how many images one call is about.
    """

    label: str
    baseline: str
    unit: str
    studio: Callable[[], object]
    plain: Callable[[], object]
    images: int = 1


@dataclass(frozen=True)
class Round:
    """Both ways timed right after each other, in the contest's unit."""

    studio: float
    plain: float


@dataclass(frozen=True)
class Compared:
    """What a contest came to.

    Attributes:
        label, baseline, unit: as in Contest.
        studio, plain: medians over the rounds.
        ratio: median over the rounds of how many times better the studio does; below 1 it does worse.
        lowest, highest: of the rounds' ratios.
        rounds: how many there were.
    """

    label: str
    baseline: str
    unit: str
    studio: float
    plain: float
    ratio: float
    lowest: float
    highest: float
    rounds: int


def in_turns(contest: Contest, rounds: int, seconds: float) -> Iterator[Round]:
    """Time both ways in turns; each gets about so many seconds a round."""
    studio, plain = [_calls_in(way, seconds) for way in (contest.studio, contest.plain)]
    for _ in range(rounds):
        yield Round(
            studio=_in_unit(contest, _seconds_per_call(contest.studio, studio)),
            plain=_in_unit(contest, _seconds_per_call(contest.plain, plain)),
        )


def compared(label: str, baseline: str, unit: str, rounds: list[Round]) -> Compared:
    """What rounds came to."""
    ratios = [found.plain / found.studio if _less_is_better(unit) else _share(found) for found in rounds]
    return Compared(
        label=label,
        baseline=baseline,
        unit=unit,
        studio=statistics.median(found.studio for found in rounds),
        plain=statistics.median(found.plain for found in rounds),
        ratio=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        rounds=len(rounds),
    )


def _calls_in(way: Callable[[], object], seconds: float) -> int:
    """How often to call it for about so many seconds, found while it warms up."""
    began = time.perf_counter()
    for _ in range(_WARM_UP_CALLS):
        taken = _seconds_per_call(way, 1)
        if time.perf_counter() - began > seconds:  # a long call needs no second one to be warm
            break
    return max(1, round(seconds / max(taken, 1e-9)))


def _seconds_per_call(way: Callable[[], object], calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        way()
    return (time.perf_counter() - began) / calls


def _in_unit(contest: Contest, seconds: float) -> float:
    return 1000 * seconds if _less_is_better(contest.unit) else contest.images / seconds


def _less_is_better(unit: str) -> bool:
    return unit in ("ms", "s")


def _share(found: Round) -> float:
    return found.studio / found.plain

"""Work done ahead in a few threads, handed out in order, with a pulse while it keeps one waiting."""

from __future__ import annotations

import itertools
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gan_studio.core.events import Preparing

PULSE = 0.1
"""Seconds a consumer waits at most before it may look up."""

_T = TypeVar("_T")


def default_threads() -> int:
    """As many threads as decode well: the processors, but no more than eight."""
    return max(1, min(8, os.cpu_count() or 1))


def in_order(work: Callable[[int], _T], count: int, threads: int) -> Iterator[_T | None]:
    """work(0), work(1), ... computed in threads; None whenever the next takes longer than a pulse.

    Closing the iterator drops what has not begun. `work` must not raise TimeoutError or give None.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="pictures")
    upcoming = iter(range(count))
    try:
        waiting = deque(pool.submit(work, index) for index in itertools.islice(upcoming, 16 * threads))
        while waiting:
            try:
                result = waiting[0].result(timeout=PULSE)
            except TimeoutError:
                yield None
                continue
            waiting.popleft()
            waiting.extend(pool.submit(work, index) for index in itertools.islice(upcoming, 1))
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def patiently(work: Callable[[], _T], sign: Preparing) -> Generator[Preparing, None, _T]:
    """work() computed in a thread, with a sign of life at every pulse until it is done."""
    for results in in_order(lambda _: [work()], 1, 1):
        if results is not None:
            return results[0]
        yield sign
    raise AssertionError("A single piece of work gave no result.")


class Pace:
    """Says when the next progress report is due."""

    def __init__(self) -> None:
        self._last = 0.0

    def due(self) -> bool:
        """Whether a pulse has passed since this last said yes; yes the first time."""
        now = time.monotonic()
        if now - self._last < PULSE:
            return False
        self._last = now
        return True

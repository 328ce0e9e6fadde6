"""One result out of several that were computed alike with other seeds."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence

from gan_studio.core.scores import Measured


def over_repeats(results: Sequence[Measured]) -> Measured:
    """The mean of several results, spread over them; notes and details of the first.

    A single result stays as it is. Where one of several has no value, there is none.
    """
    first = results[0]
    if len(results) == 1:
        return first
    values = [result.value for result in results]
    if any(value is None for value in values):
        return next(result for result in results if result.value is None)
    return dataclasses.replace(first, value=statistics.fmean(values), spread=statistics.stdev(values))

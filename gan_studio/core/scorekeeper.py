"""When a run's generator is scored, who is told, and which score chooses the best checkpoint."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from gan_studio.core.cadence import Cadence, Progress
from gan_studio.core.events import Event, MetricReady, Preparing, Warned
from gan_studio.core.live_scores import LiveScores
from gan_studio.core.record import RunRecord
from gan_studio.core.scores import as_plain
from gan_studio.core.showcase import PIXEL_SCORE, Showcase


class Scorekeeper:
    """Scores at its own pace and at each save, and writes down what it finds.

    Args:
        live: computes the chosen metrics.
        showcase: computes a score that needs no extractor, for runs without a chosen metric.
        record: the run's files.
        clock: how far the run is now.
    """

    def __init__(
        self, live: LiveScores, showcase: Showcase, record: RunRecord, clock: Callable[[], Progress]
    ) -> None:
        self._live, self._showcase, self._record, self._clock = live, showcase, record, clock

    def prepare(self) -> Iterator[Preparing]:
        """Do beforehand what scoring needs; InputError if its extractor cannot be opened."""
        yield from self._live.prepare()

    def begin(self, every_kimg: float, start: Progress) -> None:
        """Begin to count images and the share of the time."""
        self._cadence = Cadence(every_kimg, 0, 0.0, start)
        self._live.begin(start.seconds)

    def is_due(self) -> bool:
        """Whether it is time for a score, and there is time for it."""
        now = self._clock()
        return self._live.may_take(now.seconds) and self._cadence.due(now)

    def score(self) -> list[Event]:
        """Score the generator as it is now."""
        now = self._clock()
        scores = self._live.scores(now.step)
        found = {f"{score.metric}/ema": score.value for score in scores if score.value is not None}
        share = self._live.share(self._clock().seconds)
        self._record.add_scalars(now.step, now.images_seen, now.seconds, found)
        for score in scores:
            self._record.add_event("scored", share=share, **as_plain(score), **dataclasses.asdict(now))
        notes = [note for score in scores if score.value is None for note in score.measured.notes]
        return [
            MetricReady(now.step, now.images_seen, now.seconds, scores, share),
            *(Warned(now.step, note) for note in dict.fromkeys(notes)),
        ]

    def for_saving(self) -> tuple[list[Event], str, float | None]:
        """Events of scoring, and name and value of the score that chooses the best checkpoint.

        The value is None where there is no time for a score.
        """
        if not self._live.is_on:
            return [], PIXEL_SCORE, self._showcase.score()
        now = self._clock()
        is_wanted = self._live.may_take(now.seconds) and not self._live.has_scored(now.step)
        events = self.score() if is_wanted else []
        return events, self._live.name, self._live.newest(now.step)

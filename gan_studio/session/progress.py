"""How far the running job is and how long it still takes, told from its events."""

from __future__ import annotations

from collections.abc import Iterable

from gan_studio.core.events import Event, Preparing, Started, StepDone

_SETTLED_SECONDS = 2.0


class Progress:
    """Follows one run.

    Attributes:
        what: what is being prepared, or "" once it trains.
        share: how much is done, 0 to 1, or None where that is not known.
        step, images_seen, seconds: how far training is.
        seconds_left: how long the rest takes at the pace since this start, or None where not known.
    """

    def __init__(self) -> None:
        self.what = ""
        self.share: float | None = None
        self.step = 0
        self.images_seen = 0
        self.seconds = 0.0
        self.seconds_left: float | None = None
        self._first: StepDone | None = None

    def take(self, events: Iterable[Event]) -> None:
        """Learn from a batch of events."""
        steps = None
        for event in events:
            if isinstance(event, Preparing):
                self.what, self.share = event.what, event.share
            elif isinstance(event, Started):
                self._begin(event)
            elif isinstance(event, StepDone):
                self._first = self._first or event
                steps = event
        if steps is not None:
            self._follow(steps)

    def _begin(self, event: Started) -> None:
        self.what, self.share, self._first = "", None, None
        self.step, self.images_seen, self.seconds = event.step, event.images_seen, event.seconds

    def _follow(self, event: StepDone) -> None:
        self.step, self.images_seen, self.seconds = event.step, event.images_seen, event.seconds
        self.share = event.share
        self.seconds_left = None
        first = self._first
        if event.share is not None and first is not None and first.share is not None:
            made, took = event.share - first.share, event.seconds - first.seconds
            if made > 0 and took >= _SETTLED_SECONDS:
                self.seconds_left = took * (1 - event.share) / made


def duration_text(seconds: float) -> str:
    """A length of time as a person says it: "45 s", "3 min 20 s", "2 h 05 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return f"{whole // 60} min {whole % 60:02d} s"
    if whole < 3600:
        return f"{round(whole / 60)} min"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"

"""When something that happens now and then is due."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far a run is: generator updates, real images shown, seconds of training."""

    step: int
    images_seen: int
    seconds: float


class Cadence:
    """Due every so many images, steps or seconds, whichever comes first; 0 leaves a limit out.

    Args:
        start: where counting begins.
    """

    def __init__(self, kimg: float, steps: int, seconds: float, start: Progress) -> None:
        self._images, self._steps, self._seconds = 1000 * kimg, steps, seconds
        self._last = start

    def due(self, now: Progress) -> bool:
        """Whether it is time; if so, counting begins anew."""
        last = self._last
        is_due = (
            (self._images > 0 and now.images_seen - last.images_seen >= self._images)
            or (self._steps > 0 and now.step - last.step >= self._steps)
            or (self._seconds > 0 and now.seconds - last.seconds >= self._seconds)
        )
        if is_due:
            self._last = now
        return is_due


def share_done(now: Progress, steps: int, kimg: float, seconds: float) -> float | None:
    """How much of a run with these limits is done, 0 to 1, or None if it has no limit."""
    limits = ((now.step, steps), (now.images_seen, 1000 * kimg), (now.seconds, seconds))
    shares = [done / limit for done, limit in limits if limit > 0]
    return min(max(shares), 1.0) if shares else None

"""When a drag has arrived, and when it is honest to say that it cannot."""

from __future__ import annotations

from collections.abc import Sequence

from gan_studio.core.latent.dragging.messages import DragOptions, DragPair, DragResult, DragStep

_LEAST_GAIN = 0.1
_SETTLING_STEPS = 15
_NEAR_ENOUGH = 1.5
_LOST_BELOW = 0.25
_LOST_STEPS = 40


class Progress:
    """Follows the steps of a drag.

    It goes on until every handle is within half the tolerance, or within the tolerance without coming
    nearer for some steps. It gives up where there is no progress, where a handle stays unlike what was
    there first, or where the time is up; what came within one and a half pixels by then counts as
    reached. By another's measure that is within two, as opinions of where it is differ by half a pixel.

    Args:
        pairs: what is dragged.
        options: how.
    """

    def __init__(self, pairs: Sequence[DragPair], options: DragOptions) -> None:
        self._pairs, self._options = pairs, options
        self._best: DragStep | None = None
        self._since_gain = 0
        self._since_seen = 0
        self._slowest = self._last_seconds = 0.0

    def result_after(self, step: DragStep) -> DragResult | None:
        """How the drag ends with this step, or None to go on."""
        self._note(step)
        best, options = self._best, self._options
        if best is None:
            return None
        if best.remaining <= options.tolerance / 2:
            return self._result("")
        patience = _SETTLING_STEPS if best.remaining <= options.tolerance else options.patience
        if self._since_seen >= _LOST_STEPS:
            return self._result(self._lost(step))
        if self._since_gain >= patience:
            return self._result(self._stuck())
        if step.seconds + self._slowest > options.seconds:
            return self._result(self._late(step))
        return None

    def _note(self, step: DragStep) -> None:
        if self._best is not None:
            self._slowest = max(self._slowest, step.seconds - self._last_seconds)
        self._last_seconds = step.seconds
        is_seen = min(step.likeness) >= _LOST_BELOW
        self._since_seen = 0 if is_seen else self._since_seen + 1
        self._since_gain += 1
        if self._best is None or (is_seen and step.remaining < self._best.remaining):
            if self._best is None or step.remaining < self._best.remaining - _LEAST_GAIN:
                self._since_gain = 0
            self._best = step

    def _result(self, otherwise: str) -> DragResult:
        remaining = self._best.remaining
        if remaining <= max(self._options.tolerance, _NEAR_ENOUGH):
            count = "The point is" if len(self._pairs) == 1 else "Every point is"
            return DragResult(True, f"{count} within {remaining:.1f} px of its target.", self._best)
        return DragResult(False, otherwise, self._best)

    def _stuck(self) -> str:
        return (
            f"Cannot reach the target: the nearest the model draws is {self._best.remaining:.1f} px away. "
            "Try a nearer target, another point, or a larger area that may move."
        )

    def _lost(self, step: DragStep) -> str:
        worst = step.likeness.index(min(step.likeness))
        x, y = self._pairs[worst].handle
        return (
            f"Cannot reach the target: what was at ({x:.0f}, {y:.0f}) is gone from the picture; "
            f"{self._best.remaining:.1f} px were left. Try a nearer target or another point."
        )

    def _late(self, step: DragStep) -> str:
        return (
            f"Cannot reach the target in {self._options.seconds:.0f} seconds: "
            f"{self._best.remaining:.1f} px are left after {step.step} steps. Start again to go on from here."
        )

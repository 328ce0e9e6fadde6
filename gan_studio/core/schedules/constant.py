"""Learning rates that stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.contracts import Schedule
from gan_studio.core.registry import SCHEDULES


@SCHEDULES.register("constant", label="Constant", summary="The learning rates stay as they were set.")
@dataclass(frozen=True)
class Constant(Schedule):
    """A factor of 1 all run long."""

    def factor(self, share: float) -> float:
        """Always 1."""
        return 1.0

"""A drag that a worker's thread is to do."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gan_studio.core.events import Preparing
from gan_studio.core.latent.dragging.messages import DragPair, DragResult, DragStep
from gan_studio.core.latent.dragging.plan import DragPlan
from gan_studio.core.latent.requests import PictureRequest


@dataclass(frozen=True)
class DragOrder:
    """One drag: of which picture of which model, and what was set for it."""

    model: Path
    request: PictureRequest
    plan: DragPlan

    @property
    def pairs(self) -> tuple[DragPair, ...]:
        """What to move where to."""
        return self.plan.pairs

    def mask(self) -> np.ndarray | None:
        """What may change, bool [H, W]; None for everything."""
        return None if self.plan.area is None else self.plan.area.array()

    def work(self) -> Generator[Preparing | DragStep, None, DragResult]:
        """Do it, with a copy of its own of the model."""
        from gan_studio.core.latent.dragging.drag import drag_in_file

        return (yield from drag_in_file(self.model, self.request, self.pairs, self.mask()))

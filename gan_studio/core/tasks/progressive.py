"""Progressive growing: the networks begin at a few pixels, and double while they learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from gan_studio.core.config import DataFacts, Problem, RunConfig
from gan_studio.core.contracts import SampleShape
from gan_studio.core.growth_plan import GrowthPlan
from gan_studio.core.layers.growth import SMALLEST_SIDE, growing_sides
from gan_studio.core.progressive_trainer import ProgressiveTrainer
from gan_studio.core.registry import TASKS
from gan_studio.core.tasks.generate import Generate


@TASKS.register(
    "progressive",
    label="Progressive growing",
    summary="As images from noise, with networks that begin at a few pixels and double while they learn.",
)
@dataclass(frozen=True)
class Progressive(Generate, GrowthPlan):
    """Each side is trained for a while; then the next one fades in [Karras 2018, section 2]."""

    grows = True

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Only networks that can grow do, from a side that doubling reaches."""
        if not config.architecture.grows:
            yield Problem(
                "task",
                "These networks are made whole and cannot grow; choose the task “Images from noise”, or "
                "growing networks such as Progressive GAN.",
            )
        start = self.start_resolution
        if start.bit_count() != 1:
            nearest = 1 << (min(start, config.data.resolution).bit_length() - 1)
            yield Problem(
                "task.start_resolution",
                f"Growing cannot begin at {start} px, which doubling {SMALLEST_SIDE} px does not reach; "
                f"choose {nearest} px.",
            )
        elif start > config.data.resolution:
            yield Problem(
                "task.start_resolution",
                f"Growing cannot begin at {start} px where pictures have {config.data.resolution} px; "
                f"choose {SMALLEST_SIDE} px.",
            )

    def shortfall(self, config: RunConfig, images_seen: int) -> str:
        """How far the networks have grown after so many real images, as advice, if not to the end."""
        sides = growing_sides(config.data.resolution)
        level, alpha = self.phase(images_seen, sides)
        if (level, alpha) == (len(sides) - 1, 1.0):
            return ""
        grown = sides[level if alpha == 1 else level - 1]
        whole = self.kimg_to_grow(sides)
        return (
            f"After {images_seen / 1000:,.4g} kimg the networks have grown to {grown} of {sides[-1]} px, "
            f"which takes {whole:,.4g} kimg; train longer, or choose fewer images per resolution and fade."
        )

    def trainer(
        self,
        config: RunConfig,
        sample_shape: SampleShape,
        num_classes: int,
        device: torch.device,
        precision: torch.dtype,
        random: torch.Generator,
    ) -> ProgressiveTrainer:
        """What carries out the steps of a run of this task."""
        return ProgressiveTrainer(config, sample_shape, num_classes, device, precision, random)

"""Progressive growing: the networks begin at a few pixels, and double while they learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import SampleShape
from gan_studio.core.layers.growth import SMALLEST_SIDE
from gan_studio.core.progressive_trainer import ProgressiveTrainer
from gan_studio.core.registry import TASKS
from gan_studio.core.tasks.generate import Generate

_RATES = {128: 1.5, 256: 2.0, 512: 3.0}
"""From which side rates are how many times higher [Karras 2019, appendix C]."""


class Phase(NamedTuple):
    """How far networks have grown.

    Attributes:
        level: index of their side.
        alpha: how far that level is faded in, 0 to 1.
    """

    level: int
    alpha: float


@dataclass(frozen=True)
class _GrowthOptions:
    """When networks grow, and what changes as they do."""

    start_resolution: int = setting(
        4,
        "Begin at",
        "The side of the first pictures: 4 px for Progressive GAN, 8 px for StyleGAN, or a later doubling.",
        minimum=4,
        maximum=1024,
        unit="px",
    )
    stable_kimg: float = setting(
        600.0,
        "Images per resolution",
        "For how many thousand real images a resolution is trained before the next one begins to fade in.",
        minimum=0.0,
        maximum=100_000.0,
        unit="kimg",
    )
    fade_kimg: float = setting(
        600.0,
        "Images per fade",
        "Over how many thousand real images a new resolution fades in; 0 switches at once, which "
        "shocks the layers that have already learned.",
        minimum=0.0,
        maximum=100_000.0,
        unit="kimg",
    )
    largest_batch: int = setting(
        0,
        "Largest batch",
        "Twice the batch at half the resolution, up to so many images, since small pictures need little "
        "memory; 0 keeps the batch size of Training throughout.",
        minimum=0,
        maximum=4096,
        unit="images",
        advanced=True,
    )
    resets_moments: bool = setting(
        True,
        "Forget momentum",
        "Lets the optimizers forget their averages of gradients as a new resolution begins, as the "
        "published training does.",
        advanced=True,
    )
    raises_rates: bool = setting(
        False,
        "Faster at high resolutions",
        "Raises both learning rates as StyleGAN does: 1.5 times from 128 px, 2 times from 256 px and 3 "
        "times from 512 px.",
        advanced=True,
    )


@TASKS.register(
    "progressive",
    label="Progressive growing",
    summary="As images from noise, with networks that begin at a few pixels and double while they learn.",
)
@dataclass(frozen=True)
class Progressive(Generate, _GrowthOptions):
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
            nearest = 1 << (start.bit_length() - 1)
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

    def phase(self, images_seen: int, sides: Sequence[int]) -> Phase:
        """How far networks have grown after that many real images.

        Args:
            sides: the picture's side at each level, each twice the one before.
        """
        top = len(sides) - 1
        start = min(max(self.start_resolution.bit_length() - sides[0].bit_length(), 0), top)
        whole = self.stable_kimg + self.fade_kimg
        done, within = divmod(images_seen / 1000, whole) if whole else (top, 0.0)
        level = start + int(done)
        if level >= top:
            return Phase(top, 1.0)
        if within <= self.stable_kimg or not self.fade_kimg:
            return Phase(level, 1.0)
        return Phase(level + 1, min((within - self.stable_kimg) / self.fade_kimg, 1.0))

    def batch_size(self, batch_size: int, level: int, sides: Sequence[int]) -> int:
        """Images in a batch at a level.

        Args:
            batch_size: that of the highest level.
        """
        return max(batch_size, min(batch_size * sides[-1] // sides[level], self.largest_batch))

    def rate_factor(self, side: int) -> float:
        """What both learning rates are multiplied by at that side."""
        if not self.raises_rates:
            return 1.0
        return max((factor for least, factor in _RATES.items() if side >= least), default=1.0)

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

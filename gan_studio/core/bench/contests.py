"""What is measured of training and of exploring, and at which sizes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import torch

from gan_studio.core.bench.plain_dcgan import plain_picture, plain_step
from gan_studio.core.bench.studio_ways import (
    precision_of_training,
    studio_picture,
    studio_step,
    untrained,
)
from gan_studio.core.bench.stylegan2 import StyleGan2Sizes
from gan_studio.core.bench.turns import Contest
from gan_studio.core.config import RunConfig, preset, with_assignments
from gan_studio.core.device import chosen_precision

_DCGAN_BASELINE = "DCGAN as PyTorch's example writes it, float32"


@dataclass(frozen=True)
class Dcgan:
    """DCGAN on grey images, with the preset's settings.

    Attributes:
        resolution: image side in pixels.
        width: channels next to the image.
        batch: images per update.
    """

    resolution: int = 32
    width: int = 64
    batch: int = 64

    def config(self) -> RunConfig:
        """The studio's config of it."""
        return with_assignments(
            preset("dcgan").config(),
            [
                f"data.resolution={self.resolution}",
                f"architecture.base_channels={self.width}",
                f"architecture.d_channels={self.width}",
                f"training.batch_size={self.batch}",
            ],
        )

    def training(self) -> Contest:
        """An update of both networks."""
        return Contest(
            label=f"DCGAN {self.resolution} px, a step in {precision_of_training()}",
            baseline=_DCGAN_BASELINE,
            unit="images/s",
            studio=studio_step(self.config(), self._shape),
            plain=plain_step(self.resolution, self.width, self.batch),
            images=self.batch,
        )

    def picture(self) -> Contest:
        """A picture drawn alone."""
        return Contest(
            label=f"DCGAN {self.resolution} px, a picture",
            baseline=_DCGAN_BASELINE,
            unit="ms",
            studio=studio_picture(untrained(self.config(), self._shape)),
            plain=plain_picture(self.resolution, self.width),
        )

    @property
    def _shape(self) -> tuple[int, int, int]:
        return (1, self.resolution, self.resolution)


def training_contests(is_thorough: bool) -> dict[str, Callable[[], Contest]]:
    """What is measured of training, by name, each built only when it is its turn."""
    larger = {"stylegan2_64": StyleGan2Sizes(64, channel_base=8192, batch=8).training}
    return {"dcgan_32": Dcgan().training} | (larger if is_thorough else {})


def picture_contests(is_thorough: bool) -> dict[str, Callable[[], Contest]]:
    """What is measured of exploring, likewise."""
    fast = chosen_precision("auto", torch.device("cpu"))
    larger = {"stylegan2_256": functools.partial(_large_picture, torch.float32)}
    if fast != torch.float32:
        larger["stylegan2_256_fast"] = functools.partial(_large_picture, fast)
    return {"dcgan_32": Dcgan().picture} | (larger if is_thorough else {})


def _large_picture(precision: torch.dtype) -> Contest:
    """StyleGAN2's synthesis: in float32 as pictures at rest, else as samples and pictures on the move."""
    return StyleGan2Sizes(256, channel_base=16384, batch=1).synthesis(precision)

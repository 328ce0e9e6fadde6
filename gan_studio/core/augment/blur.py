"""Blur: keeping fine detail from the discriminator while the game is young."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.config import setting
from gan_studio.core.contracts import Augmentation
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.registry import AUGMENTATIONS

_REACH = 3
"""How far the Gaussian is followed, in standard deviations."""


@AUGMENTATIONS.register(
    "blur",
    label="Fading blur",
    summary="Blurs all images less and less, so that the discriminator looks at large shapes first.",
)
@dataclass(frozen=True)
class Blur(Augmentation):
    """A Gaussian blur that fades linearly to none, as StyleGAN3-R needs it [Karras 2021, appendix F]."""

    sigma: float = setting(
        10.0,
        "Strength",
        "Standard deviation of the Gaussian at the start. Large ones leave only colour patches.",
        minimum=0.0,
        maximum=100.0,
        unit="px",
        live=True,
    )
    fade_kimg: float = setting(
        200.0,
        "Fades over",
        "After this many thousand images the blur is gone; 0 keeps it all run long.",
        minimum=0.0,
        unit="kimg",
    )

    def strength(self, images_seen: int) -> float:
        """The Gaussian's standard deviation after that many images, in pixels."""
        if self.fade_kimg == 0:
            return self.sigma
        return self.sigma * max(0.0, 1 - images_seen / (1000 * self.fade_kimg))

    def __call__(
        self, images: Tensor, images_seen: int, random: torch.Generator, memory: nn.Module | None = None
    ) -> Tensor:
        """Blurred images, in grey (0) beyond their borders; the same images once the blur has faded."""
        sigma = self.strength(images_seen)
        reach = math.floor(_REACH * sigma)
        if reach == 0:
            return images
        return blurred(images, sigma, reach)


def blurred(images: Tensor, sigma: float, reach: int) -> Tensor:
    """Images [N, C, H, W] under a Gaussian, cut off at `reach` pixels and of sum 1; zeros around them.

    A matrix for each axis: the Gaussian may well be wider than the image, and a convolution would then
    spend its time on zeros.
    """
    rows, columns = (_smoothing(side, sigma, reach, images) for side in images.shape[2:])
    with full_precision(images):
        return torch.matmul(rows, torch.matmul(images, columns)).contiguous(memory_format=torch.channels_last)


def _smoothing(side: int, sigma: float, reach: int, like: Tensor) -> Tensor:
    """Symmetric matrix [S, S] by which a line of pixels becomes its blurred self."""
    offsets = torch.arange(-reach, reach + 1, device=like.device, dtype=like.dtype)
    weights = torch.exp(-(offsets / sigma).square() / 2)
    place = torch.arange(side, device=like.device)
    apart = (place[:, None] - place[None, :]).abs()
    known = functional.pad((weights / weights.sum())[reach:], (0, max(0, side - reach - 1)))
    return known[apart]

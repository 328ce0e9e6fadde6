"""Instance noise: blurring the border between real and fake with Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.config import setting
from gan_studio.core.contracts import Augmentation
from gan_studio.core.registry import AUGMENTATIONS


@AUGMENTATIONS.register(
    "instance_noise",
    label="Instance noise",
    summary="Adds fading noise to real and fake images alike, so that the discriminator cannot win at once.",
)
@dataclass(frozen=True)
class InstanceNoise(Augmentation):
    """Gaussian noise on every image, fading linearly to none [Sønderby 2017, section 3.2]."""

    std: float = setting(
        0.1,
        "Strength",
        "Standard deviation of the noise at the start; images span -1 to 1.",
        minimum=0.0,
        maximum=2.0,
        live=True,
    )
    decay_kimg: float = setting(
        200.0,
        "Fades over",
        "After this many thousand images the noise is gone; 0 keeps it all run long.",
        minimum=0.0,
        unit="kimg",
    )

    def strength(self, images_seen: int) -> float:
        """The noise's standard deviation after that many images."""
        if self.decay_kimg == 0:
            return self.std
        return self.std * max(0.0, 1 - images_seen / (1000 * self.decay_kimg))

    def __call__(
        self, images: Tensor, images_seen: int, random: torch.Generator, memory: nn.Module | None = None
    ) -> Tensor:
        """Images with noise; the same images once it has faded."""
        strength = self.strength(images_seen)
        if strength == 0:
            return images
        noise = torch.randn(images.shape, device=images.device, generator=random)
        return images + strength * noise

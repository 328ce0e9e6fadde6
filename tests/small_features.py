"""A feature network that needs no training, no file and no time."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_studio.core.features import FeatureNetwork


class Projection(FeatureNetwork):
    """Random but fixed directions in the space of pixels.

    Args:
        width: numbers D per picture.
    """

    name, checksum, resize, batch = "projection", "0" * 12, "none", 32

    def __init__(self, width: int = 8) -> None:
        self.width = width

    def __call__(self, images: Tensor) -> tuple[Tensor, Tensor | None]:
        """Features float32 [N, D]."""
        pixels = images.flatten(1).float() / 255
        directions = torch.randn(pixels.shape[1], self.width, generator=torch.Generator().manual_seed(0))
        return pixels @ directions, None

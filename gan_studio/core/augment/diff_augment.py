"""DiffAugment: the same few changes to real and fake images, through which the generator learns."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.config import setting
from gan_studio.core.contracts import Augmentation
from gan_studio.core.registry import AUGMENTATIONS

_TRANSLATION, _CUTOUT = 1 / 8, 1 / 2
"""Largest shift and side of the hole, as shares of the image's side [Zhao 2020, section 3.3]."""


@AUGMENTATIONS.register(
    "diff_augment",
    label="DiffAugment",
    summary="Recolours, shifts and cuts every image, real or made, so that a few hundred images suffice.",
)
@dataclass(frozen=True)
class DiffAugment(Augmentation):
    """Colour, translation and cutout, drawn anew for each image [Zhao 2020, section 3.3]."""

    color: bool = setting(
        True,
        "Colour",
        "Changes brightness, saturation and contrast. Switch it off where colour is all that sets the "
        "images apart.",
    )
    translation: bool = setting(
        True,
        "Translation",
        "Shifts the image by up to an eighth of its side; what comes in is grey.",
    )
    cutout: bool = setting(
        True,
        "Cutout",
        "Greys out a square of half the side. Leave it on for about a hundred images; with thousands "
        "it may cost some sharpness.",
    )

    def __call__(
        self, images: Tensor, images_seen: int, random: torch.Generator, memory: nn.Module | None = None
    ) -> Tensor:
        """Changed images [N, C, H, W]; those of [-1, 1] may leave it a little."""
        if self.color:
            draws = torch.rand(3, len(images), 1, 1, 1, device=images.device, generator=random)
            images = recolored(images, draws[0] - 0.5, 2 * draws[1], draws[2] + 0.5)
        if self.translation:
            images = translated(images, drawn_shifts(images, random))
        if self.cutout:
            images = cut(images, *drawn_hole(images, random))
        return images


def recolored(images: Tensor, brightness: Tensor, saturation: Tensor, contrast: Tensor) -> Tensor:
    """Images made brighter, then more or less colourful, then more or less contrasted.

    Args:
        images: [N, C, H, W].
        brightness: what is added [N, 1, 1, 1].
        saturation: factor of the distance from each pixel's grey [N, 1, 1, 1].
        contrast: factor of the distance from each image's mean [N, 1, 1, 1].
    """
    images = images + brightness
    grey = images.mean(dim=1, keepdim=True)
    images = grey + saturation * (images - grey)
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    return mean + contrast * (images - mean)


def drawn_shifts(images: Tensor, random: torch.Generator) -> Tensor:
    """Shifts down and right in whole pixels [2, N], evenly from minus to plus an eighth of the side."""
    return torch.stack(
        [
            torch.randint(-most, most + 1, (len(images),), device=images.device, generator=random)
            for most in (round(_TRANSLATION * side) for side in images.shape[2:])
        ]
    )


def translated(images: Tensor, shifts: Tensor) -> Tensor:
    """Images [N, C, H, W] moved down and right by `shifts` [2, N]; zeros come in."""
    for axis, shift in zip((2, 3), shifts, strict=True):
        side = images.shape[axis]
        source = torch.arange(side, device=images.device) - shift.view(-1, 1)  # [N, side]
        shape = [len(images), 1, 1, 1]
        shape[axis] = side
        is_inside = ((source >= 0) & (source < side)).view(shape)
        rows = source.clamp(0, side - 1).view(shape).expand_as(images)
        images = images.gather(axis, rows) * is_inside
    return images


def drawn_hole(images: Tensor, random: torch.Generator) -> tuple[Tensor, int]:
    """First row and column of a hole for each image [2, N], and its side; its centre is in the image."""
    height, width = images.shape[2:]
    side = round(_CUTOUT * min(height, width))
    centres = [
        torch.randint(0, extent + 1 - side % 2, (len(images),), device=images.device, generator=random)
        for extent in (height, width)
    ]
    return torch.stack(centres) - side // 2, side


def cut(images: Tensor, corners: Tensor, side: int) -> Tensor:
    """Images [N, C, H, W] with zeros in a square of that side from row and column `corners` [2, N] on."""
    in_rows, in_columns = (
        (places >= corner.view(-1, 1)) & (places < corner.view(-1, 1) + side)
        for places, corner in zip(
            (torch.arange(extent, device=images.device) for extent in images.shape[2:]), corners, strict=True
        )
    )
    hole = in_rows[:, None, :, None] & in_columns[:, None, None, :]
    return images * ~hole

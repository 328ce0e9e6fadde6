"""Consistency: a picture and its shifted mirror image should get the same score."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.config import setting
from gan_studio.core.contracts import Moment, Regularizer, View
from gan_studio.core.registry import REGULARIZERS


def shifted(images: Tensor, furthest: int, random: torch.Generator) -> Tensor:
    """Each image moved by up to so many whole pixels along both axes, its border mirrored.

    Args:
        images: [N, C, H, W].
        furthest: less than H and W.
        random: where the distances are drawn from, evenly.
    """
    rows, columns = (_moved(images, axis, furthest, random) for axis in (2, 3))  # [N, H], [N, W]
    each = torch.arange(len(images), device=images.device).view(-1, 1, 1)
    moved = images[each, :, rows.unsqueeze(2), columns.unsqueeze(1)]  # [N, H, W, C]
    return moved.permute(0, 3, 1, 2)


def _moved(images: Tensor, axis: int, furthest: int, random: torch.Generator) -> Tensor:
    """Where each place along an axis takes its pixel from [N, side]."""
    side, device = images.shape[axis], images.device
    by = torch.randint(-furthest, furthest + 1, (len(images), 1), device=device, generator=random)
    place = (torch.arange(side, device=device) + by).abs()
    return side - 1 - (side - 1 - place).abs()


def mirrored(images: Tensor, random: torch.Generator) -> Tensor:
    """Each image [N, C, H, W] or, as often, its mirror image."""
    chance = torch.rand(len(images), 1, 1, 1, device=images.device, generator=random)
    return torch.where(chance < 0.5, images.flip(3), images)


@REGULARIZERS.register(
    "consistency",
    label="Consistency (CR)",
    summary="Teaches the discriminator that a picture moved or mirrored a little is as real as before.",
)
@dataclass(frozen=True)
class Consistency(Regularizer):
    """weight times E[(D(x) - D(T(x)))^2] [Zhang 2020, eq. 2], on fakes too as in bCR [Zhao 2021, eq. 2]."""

    cr_weight: float = setting(
        10.0,
        "Weight for real images",
        "How strongly different scores of one real image are punished; 10 in the paper.",
        minimum=0.0,
        maximum=1000.0,
        log=True,
        live=True,
    )
    fake_weight: float = setting(
        0.0,
        "Weight for fakes",
        "The same for fakes. 0 leaves them out, as the first paper did; 10 is balanced consistency (bCR).",
        minimum=0.0,
        maximum=1000.0,
        live=True,
    )
    shift: float = setting(
        0.125,
        "Furthest shift",
        "How far an image is moved at most, as a share of its side; an eighth is 4 of 32 pixels.",
        minimum=0.0,
        maximum=0.5,
    )
    flip: bool = setting(
        True,
        "Mirror",
        "Mirrors half of the images. Switch it off where left and right matter, as with digits or letters.",
    )

    def changed(self, images: Tensor, random: torch.Generator) -> Tensor:
        """Images [N, C, H, W] after the small changes T."""
        moved = shifted(images, round(self.shift * images.shape[3]), random)
        return mirrored(moved, random) if self.flip else moved

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted differences as "consistency" and, for fakes, "consistency_of_fakes"."""
        terms = {"consistency": self.cr_weight * self._difference(moment, moment.real, moment.real_view)}
        if self.fake_weight:
            difference = self._difference(moment, moment.fake, moment.fake_view)
            terms["consistency_of_fakes"] = self.fake_weight * difference
        return terms

    def _difference(self, moment: Moment, images: Tensor, view: View) -> Tensor:
        again = moment.score_again(self.changed(images.detach(), moment.random))
        return (view.scores - again).square().mean()

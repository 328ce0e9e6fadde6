"""Random changes of colour as one matrix for each image.

Matrices [N, 4, 4] act on pixels (red, green, blue, 1). For grey images red, green and blue are the same,
so that only what changes greys has an effect.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gan_studio.core.augment._draws import Draws

_BRIGHTNESS_STD, _CONTRAST_STD, _SATURATION_STD = 0.2, 0.5, 1.0
"""In units of the images' -1 to 1, and in powers of two [Karras 2020b, appendix B]."""


def recoloring(draws: Draws, channels: int) -> tuple[Tensor, Tensor]:
    """Matrices [N, 4, 4] of the changes, each made with probability p, and whether there is any [N].

    Args:
        channels: C; grey images are not given those that only colours show.
    """
    changes = [draws.happens() for _ in range(5 if channels > 1 else 3)]
    drawn = [draws.normal(_BRIGHTNESS_STD), draws.doublings(_CONTRAST_STD), draws.whole(0, 1)]
    matrices = [brightness, contrast, luma_flip]
    neutral = [0.0, 1.0, 0.0]
    if channels > 1:
        drawn += [draws.uniform(-math.pi, math.pi), draws.doublings(_SATURATION_STD)]
        matrices += [hue, saturation]
        neutral += [0.0, 1.0]
    whole = torch.eye(4, device=drawn[0].device)
    for happens, number, matrix, idle in zip(changes, drawn, matrices, neutral, strict=True):
        whole = matrix(torch.where(happens, number, idle)) @ whole
    return whole, torch.stack(changes).any(dim=0)


def recolored(images: Tensor, matrices: Tensor) -> Tensor:
    """Images [N, C, H, W] whose pixels went through matrices [N, 4, 4]; of other images than RGB ones,
    each channel as if it were grey.
    """
    matrices = matrices.to(images)
    linear, added = matrices[:, :3, :3], matrices[:, :3, 3:]
    if images.shape[1] != 3:
        linear, added = (part.mean(dim=1, keepdim=True) for part in (linear.sum(dim=2, keepdim=True), added))
        return images * linear.unsqueeze(3) + added.unsqueeze(3)
    return torch.baddbmm(added, linear, images.flatten(2)).view(images.shape)


def brightness(amount: Tensor) -> Tensor:
    """Adding an amount [N] to every colour."""
    matrix = torch.eye(4, device=amount.device).repeat(len(amount), 1, 1)
    matrix[:, :3, 3] = amount.unsqueeze(1)
    return matrix


def contrast(factor: Tensor) -> Tensor:
    """Stretching colours about mid-grey, 0, by a factor [N]."""
    return torch.diag_embed(torch.stack([factor, factor, factor, torch.ones_like(factor)], dim=-1))


def luma_flip(times: Tensor) -> Tensor:
    """Turning light into dark where `times` [N] is 1, with the same hues."""
    grey, whole = _along_grey(times.device)
    return whole - 2 * times.view(-1, 1, 1) * grey


def hue(angle: Tensor) -> Tensor:
    """Turning colours about the axis of greys by an angle [N], from red to green to blue."""
    grey, whole = _along_grey(angle.device)
    angle = angle.view(-1, 1, 1)
    turned = torch.zeros(4, 4, device=angle.device)
    turned[:3, :3] = torch.tensor([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]) / math.sqrt(3)
    keep = grey.clone()
    keep[3, 3] = 1
    return keep + angle.cos() * (whole - keep) + angle.sin() * turned


def saturation(factor: Tensor) -> Tensor:
    """Stretching colours away from grey by a factor [N]."""
    grey, whole = _along_grey(factor.device)
    keep = grey.clone()
    keep[3, 3] = 1
    return keep + factor.view(-1, 1, 1) * (whole - keep)


def _along_grey(device: torch.device) -> tuple[Tensor, Tensor]:
    """The projection [4, 4] of a colour onto the axis of greys, and the unit matrix."""
    grey = torch.zeros(4, 4, device=device)
    grey[:3, :3] = 1 / 3
    return grey, torch.eye(4, device=device)

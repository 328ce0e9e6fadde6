"""Minibatch standard deviation: one more channel that tells how much the images of a batch differ."""

from __future__ import annotations

import torch
from torch import Tensor


def minibatch_std(x: Tensor, group: int) -> Tensor:
    """Features [N, C + 1, H, W]: x and, as the last channel, its variety [Karras 2018, section 3].

    The variety is the mean over channels and pixels of the standard deviation over a group of images,
    which all of the group are given. Image n is of the same group as n + N / g, n + 2 N / g, ...

    Args:
        x: features [N, C, H, W].
        group: g, images to a group; where it does not divide N, the largest number below it that does.
    """
    count, _, height, width = x.shape
    size = next(size for size in range(min(group, count), 0, -1) if count % size == 0)
    full = x.to(torch.promote_types(x.dtype, torch.float32))
    grouped = full.unflatten(0, (size, count // size))  # [g, N / g, C, H, W]
    variance = (grouped - grouped.mean(dim=0)).square().mean(dim=0)  # several times faster than var()
    spread = (variance + 1e-8).sqrt().mean(dim=(1, 2, 3))  # [N / g]
    channel = spread.to(x.dtype).repeat(size).view(count, 1, 1, 1).expand(-1, 1, height, width)
    return torch.cat([x, channel], dim=1)

"""Halving, doubling and blurring maps [N, C, H, W] by a fixed rule, with nothing to learn."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def enlarged(x: Tensor, side: int) -> Tensor:
    """Square maps at a larger side, each pixel repeated; the side is a multiple of theirs."""
    factor = side // x.shape[-1]
    return x if factor == 1 else functional.interpolate(x, scale_factor=factor, mode="nearest")


def thinned(x: Tensor, side: int) -> Tensor:
    """Square maps at a smaller side, one pixel kept of each block: undoes enlarged() bit for bit."""
    factor = x.shape[-1] // side
    return x if factor == 1 else x[..., ::factor, ::factor]


def pooled(x: Tensor, side: int) -> Tensor:
    """Square maps at a smaller side, each pixel the mean of a block."""
    factor = x.shape[-1] // side
    return x if factor == 1 else functional.avg_pool2d(x, factor)


def blurred(x: Tensor) -> Tensor:
    """Maps filtered with [1, 2, 1] / 4 along both axes, zeros around them [Karras 2019, section 2].

    Two means over 2 x 2 pixels in a row are that filter.
    """
    return functional.avg_pool2d(functional.avg_pool2d(functional.pad(x, (1, 1, 1, 1)), 2, 1), 2, 1)

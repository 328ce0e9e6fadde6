"""Halving, doubling and blurring maps [N, C, H, W] by a fixed rule, with nothing to learn."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx
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
    """Maps filtered with [1, 2, 1] / 4 along both axes, zeros around them [Karras 2019, section 2]."""
    return _Blur.apply(x)


class _Blur(torch.autograd.Function):
    """The filter as one node of the graph, without the weight's gradient that a convolution looks after."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor) -> Tensor:
        """Maps [N, C, H, W] of x [N, C, H, W]."""
        row = 0.5 - 0.25 * torch.arange(-1, 2, device=x.device, dtype=x.dtype).abs()
        kernel = torch.outer(row, row).expand(x.shape[1], 1, 3, 3)
        return functional.conv2d(x, kernel, padding=1, groups=x.shape[1])

    @staticmethod
    def backward(ctx: FunctionCtx, slope: Tensor) -> Tensor:
        """The filter is symmetric, and so are zeros around it: the slope is filtered likewise."""
        return _Blur.apply(slope)

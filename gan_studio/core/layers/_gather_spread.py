"""Filtering every channel alike while the sampling rate rises or falls, and the slopes of both.

Both are linear and each is the other's transpose, so each computes the other's slope. Saying so is worth
it: torch's own slope of a transposed convolution by channel is several times slower on a processor.
They compute in float32 even where convolutions are given less: low precision would add what a filter has
taken away, and is slower here.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx
from torch.nn import functional

from gan_studio.core.layers.precision import full_precision

Pair = tuple[int, int]


class Gather(torch.autograd.Function):
    """Correlation of each channel with one kernel, at every so many-th place."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, kernel: Tensor, step: Pair, padding: Pair) -> Tensor:
        """Images [N, C, H', W'].

        Args:
            x: [N, C, H, W].
            kernel: [KH, KW].
            step: between two places, down and across.
            padding: zeros on both sides, above and below, left and right.
        """
        ctx.save_for_backward(kernel)
        ctx.step, ctx.padding, ctx.side = step, padding, x.shape[2:]
        with full_precision(x):
            return functional.conv2d(x, _by_channel(kernel, x), None, step, padding, 1, x.shape[1])

    @staticmethod
    def backward(ctx: FunctionCtx, slope: Tensor) -> tuple[Tensor, None, None, None]:
        """The slope spread over all places it came from."""
        (kernel,) = ctx.saved_tensors
        return Spread.apply(slope, kernel, ctx.step, ctx.padding, ctx.side), None, None, None


class Spread(torch.autograd.Function):
    """The transpose of Gather: every sample adds a kernel, times itself, to the places around it."""

    @staticmethod
    def forward(
        ctx: FunctionCtx,
        x: Tensor,
        kernel: Tensor,
        step: Pair,
        crop: Pair,
        side: tuple[int, ...] | None = None,
    ) -> Tensor:
        """Images [N, C, H', W'].

        Args:
            x: [N, C, H, W].
            kernel: [KH, KW].
            step: between what two neighbouring samples are added to.
            crop: what is left out on both sides.
            side: (H', W') of the result where it is larger than what samples reach; zero beyond.
        """
        ctx.save_for_backward(kernel)
        ctx.step, ctx.crop = step, crop
        reached = [
            (count - 1) * one + length - 2 * less
            for count, one, length, less in zip(x.shape[2:], step, kernel.shape, crop, strict=True)
        ]
        more = tuple(want - have for want, have in zip(side or reached, reached, strict=True))
        with full_precision(x):
            weight = _by_channel(kernel, x)
            return functional.conv_transpose2d(x, weight, None, step, crop, more, x.shape[1])

    @staticmethod
    def backward(ctx: FunctionCtx, slope: Tensor) -> tuple[Tensor, None, None, None, None]:
        """The slope gathered from all places it went to."""
        (kernel,) = ctx.saved_tensors
        return Gather.apply(slope, kernel, ctx.step, ctx.crop), None, None, None, None


def _by_channel(kernel: Tensor, x: Tensor) -> Tensor:
    """The kernel [C, 1, KH, KW] of a convolution that keeps channels apart."""
    return kernel.to(x.dtype).expand(x.shape[1], 1, *kernel.shape).contiguous()

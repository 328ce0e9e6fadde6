"""Doubling and halving of images and features with a smoothing filter, so that nothing flickers.

The filter is [1, 3, 3, 1] along both axes [Karras 2020, appendix B]. All functions keep zeros beyond the
border, a doubled side is exactly twice as long, and what comes in float32 is filtered in float32. Gradients
are filtered forwards as well, each function being another's adjoint, which takes half the time of PyTorch's
own gradients, and in bfloat16 a tenth.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.layers.convolution import convolution
from gan_studio.core.layers.precision import full_precision

_TAPS = (1.0, 3.0, 3.0, 1.0)


def smoothing_filter() -> Tensor:
    """The filter [4, 4], which sums to 1."""
    total = sum(_TAPS) ** 2
    return torch.tensor([[down * across / total for across in _TAPS] for down in _TAPS])


def smooth(x: Tensor, fir: Tensor, padding: int, gain: float = 1.0) -> Tensor:
    """Every channel of x [N, C, H, W] filtered; sides grow by twice the padding less 3.

    Args:
        fir: filter [4, 4] that is the same turned by half a turn.
        padding: zeros around the image before, at most 3.
        gain: what the filter is multiplied by.
    """
    return _Smooth.apply(x, fir, padding, gain)


def upsample(x: Tensor, fir: Tensor) -> Tensor:
    """Images [N, C, 2H, 2W] from [N, C, H, W]."""
    return _Double.apply(x, fir, 4.0)


def downsample(x: Tensor, fir: Tensor) -> Tensor:
    """Images [N, C, H / 2, W / 2] from [N, C, H, W]."""
    return _Halve.apply(x, fir, 1.0)


def doubling_convolution(x: Tensor, weight: Tensor, fir: Tensor) -> Tensor:
    """Features [N, O, 2H, 2W] from [N, I, H, W]: spread apart, convolved with [O, I, 3, 3] and filtered.

    The kernel lies on the output as it is stored, which turns it beside an ordinary convolution's.
    """
    return smoothed_spread(convolution(x, weight.transpose(0, 1), stride=2, spreads=True), fir)


def smoothed_spread(spread: Tensor, fir: Tensor) -> Tensor:
    """Features [N, O, 2H, 2W] of those [N, O, 2H + 1, 2W + 1] that a transposed convolution has spread."""
    return smooth(spread, fir, padding=1, gain=4.0)


def halving_convolution(x: Tensor, weight: Tensor, fir: Tensor, bias: Tensor | None = None) -> Tensor:
    """Features [N, O, H / 2, W / 2] from [N, I, H, W]: filtered, then convolved with [O, I, 3, 3]."""
    return convolution(smooth(x, fir, padding=2), weight, bias, stride=2)  # of [N, I, H + 1, W + 1]


class _Smooth(torch.autograd.Function):
    """The adjoint pads by 3 less, as the filter is symmetric."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, fir: Tensor, padding: int, gain: float) -> Tensor:
        ctx.save_for_backward(fir)
        ctx.padding, ctx.gain = padding, gain
        with full_precision(x):
            return functional.conv2d(x, _kernel(x, fir, gain), padding=padding, groups=x.shape[1])

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:
        (fir,) = ctx.saved_tensors
        return _Smooth.apply(slope, fir, 3 - ctx.padding, ctx.gain), None, None, None


class _Halve(torch.autograd.Function):
    """Every other value of what is filtered."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, fir: Tensor, gain: float) -> Tensor:
        ctx.save_for_backward(fir)
        ctx.gain = gain
        with full_precision(x):
            return functional.conv2d(x, _kernel(x, fir, gain), stride=2, padding=1, groups=x.shape[1])

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:
        (fir,) = ctx.saved_tensors
        return _Double.apply(slope, fir, ctx.gain), None, None


class _Double(torch.autograd.Function):
    """Zeros between the values, then filtered."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, fir: Tensor, gain: float) -> Tensor:
        ctx.save_for_backward(fir)
        ctx.gain = gain
        kernel, channels = _kernel(x, fir, gain), x.shape[1]
        with full_precision(x):
            if x.dtype != torch.bfloat16 or x.device.type != "cpu":
                return functional.conv_transpose2d(x, kernel, stride=2, padding=1, groups=channels)
            # Processors have no fast transposed convolution by channels in this precision.
            return functional.conv2d(_spread(x), kernel, padding=1, groups=channels)

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:
        (fir,) = ctx.saved_tensors
        return _Halve.apply(slope, fir, ctx.gain), None, None


def _kernel(x: Tensor, fir: Tensor, gain: float) -> Tensor:
    """The filter as the weight of a convolution by channels [C, 1, 4, 4]."""
    return (fir * gain).to(x.dtype).expand(x.shape[1], 1, *fir.shape)


def _spread(x: Tensor) -> Tensor:
    """Values of x [N, C, H, W] between zeros [N, C, 2H + 1, 2W + 1], channels last."""
    count, channels, height, width = x.shape
    spread = x.new_zeros(count, 2 * height + 1, 2 * width + 1, channels).permute(0, 3, 1, 2)
    spread[:, :, 1::2, 1::2] = x
    return spread

"""Doubling and halving of images and features with a smoothing filter, so that nothing flickers.

The filter is [1, 3, 3, 1] along both axes [Karras 2020, appendix B]. All functions keep zeros beyond the
border, and a doubled side is exactly twice as long.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

_TAPS = (1.0, 3.0, 3.0, 1.0)


def smoothing_filter() -> Tensor:
    """The filter [4, 4], which sums to 1."""
    taps = torch.tensor(_TAPS)
    return torch.outer(taps, taps) / sum(_TAPS) ** 2


def smooth(x: Tensor, fir: Tensor, padding: int, gain: float = 1.0, stride: int = 1) -> Tensor:
    """Every channel of x [N, C, H, W] filtered, of which every `stride`-th value is kept.

    Args:
        fir: filter [4, 4], the same turned by half a turn.
        padding: zeros around the image before; sides grow by twice as many less 3.
        gain: what the filter is multiplied by.
    """
    channels = x.shape[1]
    weight = (fir * gain).to(x.dtype).expand(channels, 1, *fir.shape)
    return functional.conv2d(x, weight, stride=stride, padding=padding, groups=channels)


def upsample(x: Tensor, fir: Tensor) -> Tensor:
    """Images [N, C, 2H, 2W] from [N, C, H, W]."""
    channels = x.shape[1]
    weight = (fir * 4).to(x.dtype).expand(channels, 1, *fir.shape)
    return functional.conv_transpose2d(x, weight, stride=2, padding=1, groups=channels)


def downsample(x: Tensor, fir: Tensor) -> Tensor:
    """Images [N, C, H / 2, W / 2] from [N, C, H, W]."""
    return smooth(x, fir, padding=1, stride=2)


def doubling_convolution(x: Tensor, weight: Tensor, fir: Tensor) -> Tensor:
    """Features [N, O, 2H, 2W] from [N, I, H, W]: spread apart, convolved with [O, I, 3, 3] and filtered.

    The kernel lies on the output as it is stored, which turns it beside an ordinary convolution's.
    """
    spread = functional.conv_transpose2d(x, weight.transpose(0, 1), stride=2)  # [N, O, 2H + 1, 2W + 1]
    return smooth(spread, fir, padding=1, gain=4.0)


def halving_convolution(x: Tensor, weight: Tensor, fir: Tensor) -> Tensor:
    """Features [N, O, H / 2, W / 2] from [N, I, H, W]: filtered, then convolved with [O, I, 3, 3]."""
    return functional.conv2d(smooth(x, fir, padding=2), weight, stride=2)  # of [N, I, H + 1, W + 1]

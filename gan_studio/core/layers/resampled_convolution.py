"""A convolution with equalised learning rate that may double or halve what it sees."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from gan_studio.core.layers.biased_activation import GAIN, leaky_in_place
from gan_studio.core.layers.convolution import convolution
from gan_studio.core.layers.resample import (
    downsample,
    halving_convolution,
    smoothing_filter,
    upsample,
)


class ResampledConvolution(nn.Module):
    """Convolution, and where it has a bias the leaky ReLU behind it; parameters bear the public names.

    Args:
        in_channels, out_channels: I and O.
        kernel: 1 or 3.
        bias: whether it has a bias and an activation; a shortcut has neither.
        sampling: "same", "double" (kernel 1 only) or "halve".
        clamp: bound of its activations, or 0 for none.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        bias: bool = True,
        sampling: str = "same",
        clamp: float = 0.0,
    ) -> None:
        super().__init__()
        self.sampling, self.clamp = sampling, clamp
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None
        self.weight_gain = 1 / math.sqrt(in_channels * kernel**2)
        self.register_buffer("resample_filter", smoothing_filter())

    def forward(self, x: Tensor, gain: float = 1.0) -> Tensor:
        """Features [N, O, H', W'] of [N, I, H, W], multiplied by `gain`."""
        if self.bias is None:
            return self._convolved(x, self.weight * (self.weight_gain * gain), None)
        gain *= GAIN
        y = self._convolved(x, self.weight * (self.weight_gain * gain), self.bias * gain)
        return leaky_in_place(y, self.clamp * gain / GAIN)

    def _convolved(self, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        kernel = weight.shape[-1]
        if self.sampling == "halve" and kernel > 1:
            return halving_convolution(x, weight, self.resample_filter, bias)
        if self.sampling == "halve":
            x = downsample(x, self.resample_filter)
        y = convolution(x, weight, bias, padding=kernel // 2)
        return upsample(y, self.resample_filter) if self.sampling == "double" else y

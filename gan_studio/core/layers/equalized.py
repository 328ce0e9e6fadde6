"""Layers whose weights are scaled as they are used, so that all learn at the same speed."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.layers.kept import KeptOfWeight

SLOPE, GAIN = 0.2, math.sqrt(2)
"""Of the leaky ReLU in style networks: its negative slope, and the gain that keeps variance."""


def leaky(x: Tensor) -> Tensor:
    """Leaky ReLU times sqrt(2), as StyleGAN2 has it after every layer."""
    return functional.leaky_relu(x, SLOPE) * GAIN


class FullyConnected(nn.Module):
    """y = act(x W^T + b) with W and b scaled at run time [Karras 2018, section 4.1].

    Args:
        in_features, out_features: sizes of its input and output, of which only the last axis counts.
        activation: "linear" or "lrelu".
        bias: whether it has one.
        bias_init: what the bias starts at, after scaling.
        lr_multiplier: how fast it learns beside the other layers; StyleGAN's mapping has 0.01.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        activation: str = "linear",
        bias: bool = True,
        bias_init: float = 0.0,
        lr_multiplier: float = 1.0,
    ) -> None:
        super().__init__()
        self.activation = activation
        self.weight = nn.Parameter(torch.randn(out_features, in_features).div_(lr_multiplier))
        start = torch.full((out_features,), bias_init / lr_multiplier)
        self.bias = nn.Parameter(start) if bias else None
        self.weight_gain = lr_multiplier / math.sqrt(in_features)
        self.bias_gain = lr_multiplier
        self._kept = KeptOfWeight()

    def forward(self, x: Tensor) -> Tensor:
        """Features [.., out] of features [.., in]."""
        bias = None if self.bias is None else self.bias * self.bias_gain
        y = functional.linear(x, self.scaled_weight(), bias)
        return leaky(y) if self.activation == "lrelu" else y

    def scaled_weight(self) -> Tensor:
        """The weight [out, in] as it is applied."""
        return self._kept.of(self.weight, lambda weight: weight * self.weight_gain, in_training=self.training)


class EqualizedConv(nn.Module):
    """A convolution whose N(0, 1) weights are scaled at run time [Karras 2018, section 4.1].

    The scale is He's constant, gain / sqrt(fan-in).

    Args:
        in_channels, out_channels, kernel: as in nn.Conv2d.
        gain: sqrt(2) before a leaky ReLU, as He has it; 1 where none follows.
        padding: pixels of zeros on each side; None keeps the side of a map.
        bias: whether it has one, beginning at 0.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        gain: float = GAIN,
        padding: int | None = None,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None
        self.weight_gain = gain / math.sqrt(in_channels * kernel**2)
        self.padding = kernel // 2 if padding is None else padding
        self._kept = KeptOfWeight()

    def forward(self, x: Tensor) -> Tensor:
        """Maps [N, out, H, W] of maps [N, in, H, W]."""
        return functional.conv2d(x, self.scaled_weight(), self.bias, padding=self.padding)

    def scaled_weight(self) -> Tensor:
        """The weight [out, in, kernel, kernel] as it is applied."""
        return self._kept.of(self.weight, lambda weight: weight * self.weight_gain, in_training=self.training)


def pixel_norm(x: Tensor) -> Tensor:
    """Features divided by their root mean square over axis 1 [Karras 2018, section 4.2]."""
    return x * (x.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()

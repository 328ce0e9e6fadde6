"""Convolutions whose weights a style scales, image by image."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.layers.convolution import convolution
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.resample import doubling_convolution


def modulated_convolution(
    x: Tensor, weight: Tensor, style: Tensor, *, fir: Tensor | None = None, gain: float = 1.0
) -> tuple[Tensor, Tensor | None]:
    """Convolution of x with weights scaled per image and demodulated [Karras 2020, section 2.2].

    w' = s_i w, and w'' = w' / sqrt(sum over i, k of w'^2 + 1e-8). For several images activations are
    scaled in place of weights, which is the same and lets them share one convolution; for one image
    weights are, which are fewer.

    Args:
        x: features [N, I, H, W].
        weight: [O, I, 3, 3].
        style: s, [N, I] in float32.
        fir: smoothing filter [4, 4] of a convolution that doubles the sides, else None.
        gain: what the result is multiplied by.

    Returns:
        Features [N, O, H, W], or [N, O, 2H, 2W], and what they have yet to be multiplied by, [N, O, 1, 1]
        or None, so that the caller can do it together with something else.
    """
    scale = demodulation(weight, style) * gain  # [N, O]
    if len(x) == 1:
        scaled = weight * style.view(1, -1, 1, 1) * scale.view(-1, 1, 1, 1)
        return _convolved(x, scaled, fir), None
    y = _convolved(x * _per_channel(style, x.dtype), weight, fir)
    return y, _per_channel(scale, y.dtype)


def modulated_projection(x: Tensor, weight: Tensor, style: Tensor) -> Tensor:
    """Features [N, O, H, W] of x [N, I, H, W] by weights [O, I] scaled per image, not demodulated.

    There are few outputs, the channels of an image, so it is weights that are scaled.

    Args:
        style: s, [N, I] in float32.
    """
    count, channels, height, width = x.shape
    scaled = weight.t() * style.unsqueeze(-1)  # [N, I, O]
    pixels = x.permute(0, 2, 3, 1).reshape(count, height * width, channels)
    y = torch.bmm(pixels, scaled.to(x.dtype))
    return y.view(count, height, width, -1).permute(0, 3, 1, 2)


def demodulation(weight: Tensor, style: Tensor) -> Tensor:
    """What outputs are multiplied by, [N, O], to have the variance they would have without a style."""
    with full_precision(weight):
        power = weight.square().sum(dim=(2, 3))  # [O, I]
        return (functional.linear(style.square(), power) + 1e-8).rsqrt()


def _per_channel(values: Tensor, dtype: torch.dtype) -> Tensor:
    return values.to(dtype).unsqueeze(-1).unsqueeze(-1)


def _convolved(x: Tensor, weight: Tensor, fir: Tensor | None) -> Tensor:
    if fir is not None:
        return doubling_convolution(x, weight, fir)
    return convolution(x, weight, padding=weight.shape[-1] // 2)

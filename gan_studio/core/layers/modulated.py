"""Convolutions whose weights a style scales, image by image."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.resample import doubling_convolution


def modulated_convolution(
    x: Tensor, weight: Tensor, style: Tensor, *, demodulates: bool = True, fir: Tensor | None = None
) -> Tensor:
    """Convolution of x with weights scaled per image [Karras 2020, section 2.2].

    w' = s_i w, and where it demodulates w'' = w' / sqrt(sum over i, k of w'^2 + 1e-8). For several
    images activations are scaled in place of weights, which is the same and lets them share one
    convolution; for one image weights are, which are fewer.

    Args:
        x: features [N, I, H, W].
        weight: [O, I, k, k].
        style: s, [N, I] in float32.
        demodulates: whether outputs are scaled to the variance they would have without a style.
        fir: smoothing filter [4, 4] of a convolution that doubles the sides, else None.

    Returns:
        Features [N, O, H, W], or [N, O, 2H, 2W].
    """
    scale = demodulation(weight, style) if demodulates else None  # [N, O]
    if len(x) == 1:
        scaled = weight * style[0].view(1, -1, 1, 1)
        if scale is not None:
            scaled = scaled * scale[0].view(-1, 1, 1, 1)
        return _convolved(x, scaled, fir)
    y = _convolved(x * style.to(x.dtype).unsqueeze(-1).unsqueeze(-1), weight, fir)
    return y if scale is None else y * scale.to(y.dtype).unsqueeze(-1).unsqueeze(-1)


def demodulation(weight: Tensor, style: Tensor) -> Tensor:
    """What outputs are multiplied by, [N, O], to have the variance they would have without a style."""
    with full_precision(weight):
        power = weight.square().sum(dim=(2, 3))  # [O, I]
        return (functional.linear(style.square(), power) + 1e-8).rsqrt()


def _convolved(x: Tensor, weight: Tensor, fir: Tensor | None) -> Tensor:
    if fir is not None:
        return doubling_convolution(x, weight, fir)
    return functional.conv2d(x, weight, padding=weight.shape[-1] // 2)

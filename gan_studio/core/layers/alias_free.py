"""Resampling and nonlinearities that fold no frequency onto another [Karras 2021].

A filter is a plain tensor: [taps] where it is separable, [taps, taps] where it is not.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy import special
from torch import Tensor
from torch.autograd.function import FunctionCtx
from torch.nn import functional

from gan_studio.core.layers._gather_spread import Gather, Spread

Padding = tuple[int, int]
"""Samples added before and after each axis once it is stretched; negative ones are cut off."""


def lowpass_filter(
    taps: int, cutoff: float, width: float, rate: float, radial: bool = False
) -> Tensor | None:
    """An ideal low-pass filter under a Kaiser window, with gain 1 at frequency 0 [Karras 2021, appendix C.1].

    Args:
        taps: how many numbers it has along an axis; an even number. With 1 there is nothing to filter.
        cutoff: the frequency it halves, in cycles over the picture's side.
        width: of the band between what passes and what is stopped.
        rate: samples over the picture's side.
        radial: whether it stops frequencies by their distance from 0, so that it looks the same from
            every angle, and not along each axis by itself.

    Returns:
        float32 [taps], or [taps, taps] if radial; None for a single tap.
    """
    if taps == 1:
        return None
    places = (np.arange(taps) - (taps - 1) / 2) / rate
    window = np.kaiser(taps, kaiser_beta(taps, width / rate))
    if radial:
        distance = np.hypot(places[:, None], places[None, :])
        ideal = special.j1(2 * np.pi * cutoff * distance) / distance
        filtered = ideal * window[:, None] * window[None, :]
    else:
        filtered = np.sinc(2 * cutoff * places) * window
    return torch.as_tensor(filtered / filtered.sum(), dtype=torch.float32)


def kaiser_beta(taps: int, width: float) -> float:
    """How strongly a Kaiser window must taper [Kaiser 1974].

    Args:
        taps: of the filter.
        width: of its transition band, in cycles per sample.
    """
    attenuation = 2.285 * (taps - 1) * 2 * np.pi * width + 7.95  # dB
    if attenuation > 50:
        return 0.1102 * (attenuation - 8.7)
    excess = max(attenuation - 21, 0.0)
    return 0.5842 * excess**0.4 + 0.07886 * excess


def upsampled(x: Tensor, kernel: Tensor, factor: int, padding: Padding, gain: float = 1.0) -> Tensor:
    """Images with zeros put after every sample, padded, and convolved with a filter.

    What is computed never meets those zeros: each sample spreads its share to the outputs around it.

    Args:
        x: [N, C, H, W].
        kernel: the filter.
        factor: how many samples one becomes along each axis.
        padding: of each axis, between the zeros and the convolution.
        gain: what the result is multiplied by, besides the factor squared that makes up for the zeros.
    """
    taps, (before, after) = kernel.shape[-1], padding
    # Of everything that samples spread to, so much is left out at either end.
    first, last = taps - 1 - before, taps - factor - after
    if min(first, last) < 0:
        raise ValueError(f"A padding of {padding} reaches beyond the {taps} taps of the filter.")
    # Taps of zero make both ends alike.
    balance = (max(last - first, 0), max(first - last, 0))
    crop = max(first, last)
    if kernel.ndim == 2:
        return Spread.apply(x, _padded(kernel * (factor**2 * gain), balance), (factor, factor), (crop, crop))
    line = functional.pad(kernel * (factor * gain**0.5), balance)
    x = Spread.apply(x, line[:, None], (factor, 1), (crop, 0))
    return Spread.apply(x, line[None, :], (1, factor), (0, crop))


def downsampled(x: Tensor, kernel: Tensor, factor: int) -> Tensor:
    """Images convolved with a filter wherever it fits, of which every so many-th sample is kept.

    Args:
        x: [N, C, H, W].
        kernel: the filter.
        factor: along each axis, one in so many samples is kept, the first of all among them.
    """
    kernel = kernel.flip(tuple(range(kernel.ndim)))
    if kernel.ndim == 2:
        return Gather.apply(x, kernel, (factor, factor), (0, 0))
    x = Gather.apply(x, kernel[:, None], (factor, 1), (0, 0))
    return Gather.apply(x, kernel[None, :], (1, factor), (0, 0))


class ClampedLeaky(torch.autograd.Function):
    """Leaky ReLU, then a clamp, in the memory of its input; needs but its own output to go back."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, slope: float, clamp: float) -> Tensor:
        """clamp(leaky(x)) within -clamp and clamp."""
        functional.leaky_relu_(x, slope).clamp_(-clamp, clamp)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        ctx.slope, ctx.clamp = slope, clamp
        return x

    @staticmethod
    def backward(ctx: FunctionCtx, slope_above: Tensor) -> tuple[Tensor, None, None]:
        """1 or the slope, and 0 where it was clamped; piecewise linear, so it has no second slope."""
        y, aten = ctx.saved_tensors[0].detach(), torch.ops.aten
        slope = aten.leaky_relu_backward(slope_above, y, ctx.slope, True)
        if torch.is_grad_enabled():  # of the slope itself
            return aten.hardtanh_backward(slope, y, -ctx.clamp, ctx.clamp), None, None
        aten.hardtanh_backward.grad_input(slope, y, -ctx.clamp, ctx.clamp, grad_input=slope)
        return slope, None, None


def filtered_leaky_relu(
    x: Tensor, filters: tuple[Tensor, Tensor], factors: tuple[int, int], padding: Padding, clamp: float
) -> Tensor:
    """Leaky ReLU 0.2 times sqrt(2) at a higher sampling rate, which keeps what it adds from aliasing.

    Args:
        x: [N, C, H, W].
        filters: for the way up, and for the way down.
        factors: of the sampling rate, up and down.
        padding: as in upsampled.
        clamp: bound of the result, on both sides.
    """
    # A positive factor may be given before the leaky ReLU as well as after it, and a filter has one anyway.
    x = upsampled(x, filters[0], factors[0], padding, gain=2**0.5)
    return downsampled(ClampedLeaky.apply(x, 0.2, clamp), filters[1], factors[1])


def _padded(kernel: Tensor, balance: tuple[int, int]) -> Tensor:
    return functional.pad(kernel, (*balance, *balance))

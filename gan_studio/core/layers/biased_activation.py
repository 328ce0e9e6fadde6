"""What follows each convolution of a style network: bias, leaky ReLU, gain and clamp.

The gain is for the caller to multiply into what comes before: k leaky(x) = leaky(k x) where k > 0.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from gan_studio.core.layers.equalized import SLOPE

GAIN = math.sqrt(2)
"""What activations are multiplied by, besides any other gain."""


def leaky_in_place(x: Tensor, clamp: float = 0.0) -> Tensor:
    """Leaky ReLU of x, whose memory it takes, within +-clamp; 0 for no bound.

    Args:
        x: a result that nothing else needs, not even for its gradient.
    """
    return _Leaky.apply(x, clamp)


def clamped(x: Tensor, clamp: float) -> Tensor:
    """Those values of x that lie beyond +-clamp are put there; 0 for no bound."""
    return x.clamp(-clamp, clamp) if clamp else x


class _Leaky(torch.autograd.Function):
    """Remembers its result alone, whose sign and size tell how steep it was."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, clamp: float) -> Tensor:
        y = torch.nn.functional.leaky_relu_(x, SLOPE)
        if clamp and _lies_within(y, clamp):
            clamp = 0.0
        if clamp:
            y.clamp_(-clamp, clamp)
        ctx.mark_dirty(x)
        ctx.save_for_backward(y)
        ctx.clamp = clamp
        return y

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:
        (y,) = ctx.saved_tensors
        return _LeakySlope.apply(slope, y.detach(), ctx.clamp), None


def _lies_within(y: Tensor, clamp: float) -> bool:
    """Whether it is known that the clamp changes nothing, as nearly always, which makes slopes cheaper.

    A graphics card is not asked, since one would have to wait for its answer.
    """
    return y.device.type == "cpu" and bool(y.amax() < clamp) and bool(y.amin() > -clamp)


class _LeakySlope(torch.autograd.Function):
    """Linear in the gradient, and constant where the result changes a little."""

    @staticmethod
    def forward(ctx: Any, slope: Tensor, y: Tensor, clamp: float) -> Tensor:
        ctx.save_for_backward(y)
        ctx.clamp = clamp
        found = torch.ops.aten.leaky_relu_backward(slope, y, SLOPE, True)
        return torch.ops.aten.hardtanh_backward(found, y, -clamp, clamp) if clamp else found

    @staticmethod
    def backward(ctx: Any, change: Tensor) -> tuple[Tensor | None, ...]:
        (y,) = ctx.saved_tensors
        return _LeakySlope.apply(change, y, ctx.clamp), None, None

"""What follows each convolution of a style network: bias, leaky ReLU, gain and clamp."""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn import functional

from gan_studio.core.layers.equalized import SLOPE


def activated(x: Tensor, bias: Tensor, gain: float = 1.0, clamp: float = 0.0) -> Tensor:
    """Leaky ReLU of x [N, C, H, W] plus bias [C], times sqrt(2) and a gain, within +-clamp times the gain.

    Args:
        gain: sqrt(1/2) where two branches of a residual block are added, else 1.
        clamp: 0 for no bound.
    """
    x = x + bias.to(x.dtype).view(-1, 1, 1)
    y = functional.leaky_relu(x, SLOPE) * (math.sqrt(2) * gain)
    return y.clamp(-clamp * gain, clamp * gain) if clamp else y


def biased(x: Tensor, bias: Tensor, clamp: float = 0.0) -> Tensor:
    """x [N, C, H, W] plus bias [C], within +-clamp; 0 for no bound."""
    y = x + bias.to(x.dtype).view(-1, 1, 1)
    return y.clamp(-clamp, clamp) if clamp else y

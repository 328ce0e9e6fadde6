"""Adaptive instance normalisation: a style decides the mean and the spread of every map."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_studio.core.layers.equalized import FullyConnected


def instance_normalized(x: Tensor) -> Tensor:
    """Maps [N, C, H, W], each with mean 0 and standard deviation 1 over its own pixels."""
    centred = x - x.mean(dim=(2, 3), keepdim=True)
    return centred * (centred.square().mean(dim=(2, 3), keepdim=True) + 1e-8).rsqrt()


class AdaIn(nn.Module):
    """y_s (x - mean) / std + y_b with (y_s, y_b) an affine map of the style w [Karras 2019, eq. 1].

    The scale begins around 1, the bias around 0.

    Args:
        w_dim: D.
        channels: of the maps.
    """

    def __init__(self, w_dim: int, channels: int) -> None:
        super().__init__()
        self.affine = FullyConnected(w_dim, 2 * channels)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """Maps [N, C, H, W] of x [N, C, H, W] in the styles w [N, D]."""
        scale, bias = self.affine(w)[..., None, None].chunk(2, dim=1)  # [N, C, 1, 1] each
        # Means and squares in full precision: a map of nearly equal pixels has none to lose.
        full = x.to(torch.promote_types(x.dtype, torch.float32))
        return (instance_normalized(full) * (scale + 1) + bias).to(x.dtype)

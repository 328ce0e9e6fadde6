"""StyleGAN3's input: waves over an endless plane, of which a picture shows a window."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from gan_studio.core.layers.equalized import FullyConnected
from gan_studio.core.layers.precision import full_precision


def motion(degrees: float = 0.0, right: float = 0.0, down: float = 0.0) -> Tensor:
    """The matrix [3, 3] to give a FourierFeatures as `transform`, float32.

    Args:
        degrees: how far the picture turns about its middle, counter-clockwise.
        right, down: how far it then moves, as a share of its side.
    """
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    moved = torch.tensor([[cos, sin, right], [-sin, cos, down], [0.0, 0.0, 1.0]], dtype=torch.float64)
    # The transform says where in the plane a place of the picture looks, which is the way back.
    return torch.linalg.inv(moved).float()


class FourierFeatures(nn.Module):
    """Features [N, C, S, S] that are sine waves, turned and shifted by a style [Karras 2021, section 3.2].

    Attributes:
        transform: buffer [3, 3], where in the plane each place of the picture looks; motion() makes
            such matrices. The identity, unless somebody moves the picture.
    """

    def __init__(self, w_dim: int, channels: int, size: int, rate: float, bandwidth: float) -> None:
        """Random waves.

        Args:
            w_dim: D.
            channels: C.
            size: S, samples along a side, those beyond the picture's border included.
            rate: samples over the picture's side.
            bandwidth: the highest frequency, in cycles over the picture's side.
        """
        super().__init__()
        self.size, self.rate, self.bandwidth = size, rate, bandwidth
        self.weight = nn.Parameter(torch.randn(channels, channels))
        self.affine = FullyConnected(w_dim, 4)
        nn.init.zeros_(self.affine.weight)
        with torch.no_grad():
            self.affine.bias[0].fill_(1.0)  # no turn, no shift
        self.register_buffer("transform", torch.eye(3))
        self.register_buffer("freqs", self._frequencies(channels))
        self.register_buffer("phases", torch.rand(channels).sub_(0.5))

    def forward(self, w: Tensor) -> Tensor:
        """Features [N, C, S, S], channels last, of styles w [N, D]."""
        with full_precision(w):
            places = self._placed(w.float())  # [N, 3, 3]
            phases = self.phases + (self.freqs @ places[:, :2, 2:]).squeeze(2)  # [N, C]
            freqs = self.freqs @ places[:, :2, :2]  # [N, C, 2]
            # What has been turned beyond the sampling rate fades away instead of aliasing.
            height = freqs.norm(dim=2).sub(self.bandwidth) / (self.rate / 2 - self.bandwidth)
            heights = (1 - height).clamp(0, 1)
            along = (torch.arange(self.size, device=w.device) + 0.5 - self.size / 2) / self.rate
            across = along[:, None] * freqs[:, None, :, 0]  # [N, S, C]
            down = along[:, None] * freqs[:, None, :, 1] + phases[:, None]
            waves = torch.sin(2 * math.pi * (down[:, :, None] + across[:, None])) * heights[:, None, None]
            mixed = waves @ (self.weight / math.sqrt(len(self.weight))).t()  # [N, S, S, C]
            return mixed.permute(0, 3, 1, 2)

    def _frequencies(self, channels: int) -> Tensor:
        """Spread evenly over a disc [C, 2]."""
        drawn = torch.randn(channels, 2)
        if drawn.is_meta:  # nothing to compute; they come from a checkpoint
            return drawn
        radius = drawn.norm(dim=1, keepdim=True)
        return drawn / radius * torch.exp(-radius.square() / 4) * self.bandwidth

    def _placed(self, w: Tensor) -> Tensor:
        """Where the waves of each style lie [N, 3, 3]."""
        learned = self.affine(w)
        cos, sin, right, down = (learned / learned[:, :2].norm(dim=1, keepdim=True)).unbind(1)
        zero, one = torch.zeros_like(cos), torch.ones_like(cos)
        turn = _matrix([[cos, -sin, zero], [sin, cos, zero], [zero, zero, one]])
        shift = _matrix([[one, zero, -right], [zero, one, -down], [zero, zero, one]])
        return turn @ shift @ self.transform


def _matrix(rows: list[list[Tensor]]) -> Tensor:
    """[N, 3, 3] from its entries [N]."""
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)

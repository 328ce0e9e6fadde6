"""Residual blocks that double or halve a map."""

from __future__ import annotations

import math
from collections.abc import Callable

from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.layers.conditional_norm import ConditionalNorm
from gan_studio.core.layers.normalization import normalization


class UpBlock(nn.Module):
    """Norm, ReLU, doubling, convolution, norm, ReLU, convolution, beside a shortcut [Miyato 2018, figure 4].

    The shortcut convolves before it doubles, which gives the same numbers as after for a quarter of the work.

    Args:
        wide, narrow: channels before and after.
        make_norm: builds the norm of so many channels.
    """

    def __init__(self, wide: int, narrow: int, make_norm: Callable[[int], nn.Module]) -> None:
        super().__init__()
        self.norm1, self.norm2 = make_norm(wide), make_norm(narrow)
        self.conv1 = nn.Conv2d(wide, narrow, 3, padding=1)
        self.conv2 = nn.Conv2d(narrow, narrow, 3, padding=1)
        self.shortcut = nn.Conv2d(wide, narrow, 1)

    def forward(self, x: Tensor, told: Tensor | None = None) -> Tensor:
        """Maps [N, narrow, 2 H, 2 W] of maps [N, wide, H, W], as the norms are told."""
        y = self.conv1(_doubled(_normed(self.norm1, x, told)))
        y = self.conv2(_normed(self.norm2, y, told))
        return y + _doubled(self.shortcut(x))


class DownBlock(nn.Module):
    """ReLU, convolution, ReLU, convolution, halving, beside a shortcut [Miyato 2018, figure 4].

    Args:
        narrow, wide: channels before and after.
        halves: whether the map's side is halved, by the mean of each 2 x 2 places.
        is_first: whether x is the image, which no ReLU or norm touches.
        hidden: channels between the convolutions.
        norm: key of NORMALIZATIONS, before each ReLU but the image's and its block's.
    """

    def __init__(
        self, narrow: int, wide: int, *, halves: bool, is_first: bool, hidden: int, norm: str = "none"
    ) -> None:
        super().__init__()
        self.halves, self.is_first = halves, is_first
        self.norm1 = normalization("none" if is_first else norm, narrow)
        self.norm2 = normalization("none" if is_first else norm, hidden)
        self.conv1 = nn.Conv2d(narrow, hidden, 3, padding=1)
        self.conv2 = nn.Conv2d(hidden, wide, 3, padding=1)
        self.shortcut = nn.Conv2d(narrow, wide, 1) if halves or narrow != wide else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Maps [N, wide, H / 2, W / 2], or as large as before, of maps [N, narrow, H, W]."""
        y = x if self.is_first else functional.relu(self.norm1(x))
        y = self.conv2(functional.relu(self.norm2(self.conv1(y)), inplace=True))
        if self.halves:
            x, y = functional.avg_pool2d(x, 2), functional.avg_pool2d(y, 2)
        return y + self.shortcut(x)


def initialize_xavier(network: nn.Module) -> None:
    """Draw weights evenly by Glorot's rule, with gain sqrt(2) inside residual blocks; biases 0.

    The first weights of the spectral normalisation paper's code.
    """
    inner = {
        layer
        for block in network.modules()
        if isinstance(block, UpBlock | DownBlock)
        for layer in (block.conv1, block.conv2)
    }
    for layer in _layers(network, nn.Conv2d, nn.Linear):
        nn.init.xavier_uniform_(layer.weight, math.sqrt(2) if layer in inner else 1.0)


def initialize_orthogonal(network: nn.Module) -> None:
    """Draw weights, embeddings too, with rows at right angles, of length 1 [Brock 2019]; biases 0."""
    for layer in _layers(network, nn.Conv2d, nn.Linear, nn.Embedding):
        nn.init.orthogonal_(layer.weight)


def _layers(network: nn.Module, *kinds: type[nn.Module]) -> list[nn.Module]:
    """Layers of these kinds, with weights to draw; their biases are set to 0.

    On the meta device there is nothing to draw, and torch would import its compiler to do it.
    """
    layers = [
        module for module in network.modules() if isinstance(module, kinds) and not module.weight.is_meta
    ]
    for layer in layers:
        if getattr(layer, "bias", None) is not None:
            nn.init.zeros_(layer.bias)
    return layers


def _normed(norm: nn.Module, x: Tensor, told: Tensor | None) -> Tensor:
    y = norm(x, told) if isinstance(norm, ConditionalNorm) else norm(x)
    return functional.relu(y, inplace=True)


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="nearest")

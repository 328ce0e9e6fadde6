"""Inception v3 as the original FID uses it [Szegedy 2016; weights of 2015-12-05], from its channel table.

It differs from later versions in three places: the averaging branches do not count what padding adds,
the last block takes a maximum instead, and there are 1,008 classes, whose bias Inception Score leaves out.
Names of modules are those of the published file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 299
WIDTH = 2048
NUM_CLASSES = 1008


class Layer(NamedTuple):
    """A convolution: its name, channels out, kernel (height, width) and stride.

    Inside a block those of stride 1 keep the size; `fork` marks layers that both see what the last one
    without the mark gives, and are stacked.
    """

    name: str
    channels: int
    kernel: tuple[int, int] = (1, 1)
    stride: int = 1
    fork: bool = False


@dataclass(frozen=True)
class Block:
    """A mixed block: branches side by side, stacked in this order, and a pooling branch at the end.

    Attributes:
        branches: layers one after the other.
        pooling: "average" or "maximum", followed by a layer; "shrinking" is a maximum alone.
        pooled_channels: of the layer that follows, if any.
    """

    branches: tuple[tuple[Layer, ...], ...]
    pooling: str
    pooled_channels: int = 0


def _block_35(pooled_channels: int) -> Block:
    return Block(
        (
            (Layer("branch1x1", 64),),
            (Layer("branch5x5_1", 48), Layer("branch5x5_2", 64, (5, 5))),
            (
                Layer("branch3x3dbl_1", 64),
                Layer("branch3x3dbl_2", 96, (3, 3)),
                Layer("branch3x3dbl_3", 96, (3, 3)),
            ),
        ),
        "average",
        pooled_channels,
    )


def _block_17(inner: int) -> Block:
    return Block(
        (
            (Layer("branch1x1", 192),),
            (
                Layer("branch7x7_1", inner),
                Layer("branch7x7_2", inner, (1, 7)),
                Layer("branch7x7_3", 192, (7, 1)),
            ),
            (
                Layer("branch7x7dbl_1", inner),
                Layer("branch7x7dbl_2", inner, (7, 1)),
                Layer("branch7x7dbl_3", inner, (1, 7)),
                Layer("branch7x7dbl_4", inner, (7, 1)),
                Layer("branch7x7dbl_5", 192, (1, 7)),
            ),
        ),
        "average",
        192,
    )


def _block_8(pooling: str) -> Block:
    return Block(
        (
            (Layer("branch1x1", 320),),
            (
                Layer("branch3x3_1", 384),
                Layer("branch3x3_2a", 384, (1, 3), fork=True),
                Layer("branch3x3_2b", 384, (3, 1), fork=True),
            ),
            (
                Layer("branch3x3dbl_1", 448),
                Layer("branch3x3dbl_2", 384, (3, 3)),
                Layer("branch3x3dbl_3a", 384, (1, 3), fork=True),
                Layer("branch3x3dbl_3b", 384, (3, 1), fork=True),
            ),
        ),
        pooling,
        192,
    )


_TO_17 = Block(
    (
        (Layer("branch3x3", 384, (3, 3), stride=2),),
        (
            Layer("branch3x3dbl_1", 64),
            Layer("branch3x3dbl_2", 96, (3, 3)),
            Layer("branch3x3dbl_3", 96, (3, 3), stride=2),
        ),
    ),
    "shrinking",
)
_TO_8 = Block(
    (
        (Layer("branch3x3_1", 192), Layer("branch3x3_2", 320, (3, 3), stride=2)),
        (
            Layer("branch7x7x3_1", 192),
            Layer("branch7x7x3_2", 192, (1, 7)),
            Layer("branch7x7x3_3", 192, (7, 1)),
            Layer("branch7x7x3_4", 192, (3, 3), stride=2),
        ),
    ),
    "shrinking",
)
_BLOCKS = {
    "Mixed_5b": _block_35(32),
    "Mixed_5c": _block_35(64),
    "Mixed_5d": _block_35(64),
    "Mixed_6a": _TO_17,
    "Mixed_6b": _block_17(128),
    "Mixed_6c": _block_17(160),
    "Mixed_6d": _block_17(160),
    "Mixed_6e": _block_17(192),
    "Mixed_7a": _TO_8,
    "Mixed_7b": _block_8("average"),
    "Mixed_7c": _block_8("maximum"),
}


class InceptionNetwork(nn.Module):
    """The whole network, with the module names of the published file."""

    def __init__(self) -> None:
        super().__init__()
        self.Conv2d_1a_3x3 = Convolution(3, 32, (3, 3), stride=2)
        self.Conv2d_2a_3x3 = Convolution(32, 32, (3, 3))
        self.Conv2d_2b_3x3 = Convolution(32, 64, (3, 3), padding=(1, 1))
        self.Conv2d_3b_1x1 = Convolution(64, 80, (1, 1))
        self.Conv2d_4a_3x3 = Convolution(80, 192, (3, 3))
        width = 192
        for name, block in _BLOCKS.items():
            mixed = Mixed(width, block)
            self.add_module(name, mixed)
            width = mixed.width
        self.fc = nn.Linear(width, NUM_CLASSES)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Features of the last pooling [N, 2048] and logits without bias [N, 1008].

        Args:
            pixels: [N, 3, 299, 299] with values from 0 to 255.
        """
        maps = (pixels - 128) / 128
        maps = self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(maps)))  # 147 x 147
        maps = functional.max_pool2d(maps, 3, stride=2)  # 73 x 73
        maps = self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(maps))  # 71 x 71
        maps = functional.max_pool2d(maps, 3, stride=2)  # 35 x 35
        for name in _BLOCKS:
            maps = self.get_submodule(name)(maps)
        features = maps.mean(dim=(2, 3))
        return features, features @ self.fc.weight.T


class Convolution(nn.Module):
    """Convolution, batch normalisation, ReLU."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        kernel: tuple[int, int],
        stride: int = 1,
        padding: tuple[int, int] = (0, 0),
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width_in, width_out, kernel, stride=stride, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(width_out, eps=0.001)

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [N, C, H, W]."""
        return self.bn(self.conv(maps)).relu_()


class Mixed(nn.Module):
    """A mixed block.

    Attributes:
        width: channels out.
    """

    def __init__(self, width_in: int, block: Block) -> None:
        super().__init__()
        self._block = block
        self.width = 0
        for branch in block.branches:
            width = width_in
            for layer in branch:
                padding = (0, 0) if layer.stride > 1 else (layer.kernel[0] // 2, layer.kernel[1] // 2)
                made = Convolution(width, layer.channels, layer.kernel, layer.stride, padding)
                self.add_module(layer.name, made)
                width = width if layer.fork else layer.channels
            forks = [layer.channels for layer in branch if layer.fork]
            self.width += sum(forks) if forks else width
        if block.pooled_channels:
            self.branch_pool = Convolution(width_in, block.pooled_channels, (1, 1))
        self.width += block.pooled_channels or width_in

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [N, C, H, W], half as high and wide where the block shrinks."""
        stacked: list[Tensor] = []
        for branch in self._block.branches:
            found, forks = maps, []
            for layer in branch:
                convolution = self.get_submodule(layer.name)
                if layer.fork:
                    forks.append(convolution(found))
                else:
                    found = convolution(found)
            stacked += forks or [found]
        return torch.cat([*stacked, self._pooled(maps)], dim=1)

    def _pooled(self, maps: Tensor) -> Tensor:
        if self._block.pooling == "shrinking":
            return functional.max_pool2d(maps, 3, stride=2)
        if self._block.pooling == "maximum":
            return self.branch_pool(functional.max_pool2d(maps, 3, stride=1, padding=1))
        averaged = functional.avg_pool2d(maps, 3, stride=1, padding=1, count_include_pad=False)
        return self.branch_pool(averaged)

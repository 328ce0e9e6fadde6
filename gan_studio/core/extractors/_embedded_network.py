"""The small network of the embedded extractor, as it is trained and as it is used."""

from __future__ import annotations

from torch import Tensor, nn

SIDE = 32
"""Pixels of the square pictures it sees."""

WIDTH = 64
"""Features D of a picture."""


class EmbeddedNetwork(nn.Module):
    """A residual network whose features tell apart classes, shapes and damage alike.

    Features have mean 0 and variance 1 over the pictures it learned from, so that none of them rules a
    distance between sets.

    Args:
        num_classes: K.
    """

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, 5, stride=2, padding=2, bias=False),  # 16 x 16
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
        )
        self.blocks = nn.Sequential(
            Residual(32, 32),
            Residual(32, 64, stride=2),  # 8 x 8
            Residual(64, 64),
            Residual(64, 128, stride=2),  # 4 x 4
        )
        self.project = nn.Linear(128, WIDTH, bias=False)
        self.standardize = nn.BatchNorm1d(WIDTH, affine=False)
        self.classify = nn.Linear(WIDTH, num_classes)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Features [N, D] and logits [N, K].

        Args:
            pixels: [N, 3, SIDE, SIDE] with values from 0 to 255.
        """
        maps = self.blocks(self.stem(pixels / 127.5 - 1))
        features = self.standardize(self.project(maps.mean(dim=(2, 3))))
        return features, self.classify(features)


class Residual(nn.Module):
    """Two convolutions beside a shortcut [He 2016, figure 2]; the shortcut averages where it shrinks."""

    def __init__(self, width_in: int, width_out: int, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width_in, width_out, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(width_out),
            nn.ReLU(inplace=True),
            nn.Conv2d(width_out, width_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(width_out),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride > 1:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride),
                nn.Conv2d(width_in, width_out, 1, bias=False),
                nn.BatchNorm2d(width_out),
            )

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [N, C, H, W], smaller and wider where it shrinks."""
        return (self.body(maps) + self.shortcut(maps)).relu()

"""Batch norm whose scale and shift depend on the image's class or on a vector of its own."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_studio.core.layers.labels import ClassEmbedding


class ConditionalNorm(nn.Module):
    """Batch norm without a scale and shift of its own; both come from what the image is told.

    Features are normalised with the statistics of the whole batch, whatever the classes in it.
    """

    norm: nn.Module

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """Features [N, C, ...] as `told`, the class [N] or a vector [N, D], scales and shifts them."""
        y = self.norm(x)
        gain, bias = (
            value.to(y.dtype).view(*value.shape, *[1] * (x.ndim - 2)) for value in self.affine(told)
        )
        return torch.addcmul(bias, y, gain)

    def affine(self, told: Tensor) -> tuple[Tensor, Tensor]:
        """Gain and bias [N, C]."""
        raise TypeError(f"{type(self).__name__} does not say how it scales.")


class ClassBatchNorm(ConditionalNorm):
    """Each class has its own gain, 1 at first, and bias, 0 at first [Dumoulin 2017, eq. 5; Miyato 2018b].

    Args:
        channels: C.
        num_classes: K.
        spatial: whether features are maps [N, C, H, W] and not vectors [N, C].
    """

    def __init__(self, channels: int, num_classes: int, *, spatial: bool = True) -> None:
        super().__init__()
        self.norm = (nn.BatchNorm2d if spatial else nn.BatchNorm1d)(channels, affine=False)
        self.gain = ClassEmbedding(num_classes, channels)
        self.bias = ClassEmbedding(num_classes, channels)
        nn.init.ones_(self.gain.weight)
        nn.init.zeros_(self.bias.weight)

    def affine(self, told: Tensor) -> tuple[Tensor, Tensor]:
        """Gain and bias [N, C] of classes [N], or of weights [N, K] of the classes."""
        return self.gain(told), self.bias(told)


class VectorBatchNorm(ConditionalNorm):
    """Gain and bias are linear in a vector, the gain around 1 [Brock 2019, appendix B].

    Args:
        channels: C.
        told_dim: size of the vector.
    """

    def __init__(self, channels: int, told_dim: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.gain = nn.Linear(told_dim, channels, bias=False)
        self.bias = nn.Linear(told_dim, channels, bias=False)

    def affine(self, told: Tensor) -> tuple[Tensor, Tensor]:
        """Gain and bias [N, C] of vectors [N, D]."""
        return 1 + self.gain(told), self.bias(told)


def batch_norm(channels: int, num_classes: int, *, spatial: bool = True) -> nn.Module:
    """Batch norm for features [N, channels, ...], one for each class where there are classes."""
    if num_classes:
        return ClassBatchNorm(channels, num_classes, spatial=spatial)
    return (nn.BatchNorm2d if spatial else nn.BatchNorm1d)(channels)


class ToldSequential(nn.Sequential):
    """Layers one after another, of which those that depend on the class are told it."""

    def forward(self, x: Tensor, told: Tensor | None = None) -> Tensor:
        """What the last layer makes of x, where `told` is the class [N] or None without classes."""
        for layer in self:
            x = layer(x, told) if isinstance(layer, ConditionalNorm) else layer(x)
        return x

"""A convolution whose gradient is made of convolutions, so that its slope can be differentiated fast.

PyTorch's own second derivative with respect to a weight lays whole images on each other as if they were
kernels, which on a processor takes three to four times as long as the gradient of a weight. Where a
processor multiplies less by tiles, all three go by tiles: the result, and the gradients of both.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from gan_studio.core.layers.winograd import TiledWeight, tiled_weight_slope, tiles_pay


class _Geometry(NamedTuple):
    """How a kernel is laid on an image; `spreads` is that of a transposed convolution."""

    stride: int
    padding: int
    spreads: bool

    def arguments(self) -> tuple[Any, ...]:
        """As torch.ops.aten takes them, with no dilation, no output padding and one group."""
        return [self.stride] * 2, [self.padding] * 2, [1, 1], self.spreads, [0, 0], 1

    def turned(self) -> _Geometry:
        """Of the convolution that carries gradients back."""
        return self._replace(spreads=not self.spreads)

    def by_tiles(self, x: Tensor, weight_shape: torch.Size) -> bool:
        """Whether x is convolved by tiles, which takes fewer multiplications."""
        return self.stride == self.padding == 1 and tiles_pay(x, weight_shape)


def convolution(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int = 1,
    padding: int = 0,
    spreads: bool = False,
) -> Tensor:
    """What conv2d and, where it `spreads`, conv_transpose2d compute, in the precision that is in force.

    Args:
        x: features [N, I, H, W], of sides that the stride leaves no rest of.
        weight: [O, I, k, k], or [I, O, k, k] where it spreads.
        bias: [O] or None.
    """
    lower = precision_in_force(x)
    if lower is not None:
        x, weight, bias = x.to(lower), weight.to(lower), None if bias is None else bias.to(lower)
    return _Convolution.apply(x, weight, bias, _Geometry(stride, padding, spreads))


def precision_in_force(x: Tensor) -> torch.dtype | None:
    """The type that convolutions of x compute in by autocast, or None where they take what they are given."""
    kind = x.device.type
    if x.is_meta or not torch.is_autocast_enabled(kind):
        return None
    return torch.get_autocast_dtype(kind)


class _Convolution(torch.autograd.Function):
    """Linear in x and in the weight."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, geometry: _Geometry) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.geometry = geometry
        if geometry.by_tiles(x, weight.shape):
            return _by_tiles(x, weight, bias, geometry)
        return torch.ops.aten.convolution(x, weight, bias, *geometry.arguments())

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        geometry, wanted = ctx.geometry, list(ctx.needs_input_grad[:3])
        if not torch.is_grad_enabled() and not geometry.by_tiles(x, weight.shape):
            # Nothing will be differentiated again.
            sizes = [weight.shape[geometry.spreads]]
            found = torch.ops.aten.convolution_backward(
                slope, x, weight, sizes, *geometry.arguments(), wanted
            )
            return *found, None
        return (
            _Convolution.apply(slope, weight, None, geometry.turned()) if wanted[0] else None,
            _WeightSlope.apply(x, slope, weight.shape, geometry) if wanted[1] else None,
            slope.sum(dim=(0, 2, 3)) if wanted[2] else None,
            None,
        )


class _WeightSlope(torch.autograd.Function):
    """The gradient of the weight, linear in the input and in the output's gradient."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, slope: Tensor, shape: torch.Size, geometry: _Geometry) -> Tensor:
        ctx.save_for_backward(x, slope)
        ctx.geometry = geometry
        if geometry.by_tiles(x, shape):
            if geometry.spreads:
                return tiled_weight_slope(slope, x)
            return tiled_weight_slope(x, slope)
        weight = x.new_empty(()).expand(shape)
        return torch.ops.aten.convolution_backward(
            slope, x, weight, None, *geometry.arguments(), [False, True, False]
        )[1]

    @staticmethod
    def backward(ctx: Any, change: Tensor) -> tuple[Tensor | None, ...]:
        x, slope = ctx.saved_tensors
        geometry, wanted = ctx.geometry, ctx.needs_input_grad
        return (
            _Convolution.apply(slope, change, None, geometry.turned()) if wanted[0] else None,
            _Convolution.apply(x, change, None, geometry) if wanted[1] else None,
            None,
            None,
        )


def _by_tiles(x: Tensor, weight: Tensor, bias: Tensor | None, geometry: _Geometry) -> Tensor:
    """With a stride of 1, a convolution that spreads is an ordinary one with its kernels turned."""
    y = TiledWeight.of(weight, is_turned=geometry.spreads).convolved(x)
    return y if bias is None else y.add_(bias.view(1, -1, 1, 1))

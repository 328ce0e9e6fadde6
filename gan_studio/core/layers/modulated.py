"""Convolutions whose weights a style scales, image by image."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.layers.convolution import convolution, precision_in_force
from gan_studio.core.layers.kept import KeptOfWeight
from gan_studio.core.layers.packed import PackedWeight, packed
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.resample import doubling_convolution, smoothed_spread
from gan_studio.core.layers.winograd import TiledWeight, tiles_pay


class ModulatedWeight(nn.Module):
    """The weight of a modulated convolution, of which it keeps, once frozen, what is made of it each time.

    Args:
        in_channels, out_channels: I and O.

    Attributes:
        weight: [O, I, 3, 3].
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, 3, 3))
        self._kept = KeptOfWeight()

    def convolved(
        self, x: Tensor, style: Tensor, *, fir: Tensor | None = None, gain: float = 1.0
    ) -> tuple[Tensor, Tensor | None]:
        """Convolution of x with the weight scaled per image and demodulated [Karras 2020, section 2.2].

        w' = s_i w, and w'' = w' / sqrt(sum over i, k of w'^2 + 1e-8). Scaling activations in place of
        weights is the same and lets several images share one convolution; for one image, that is done
        of which there is less, unless the weight has been carried over to tiles as it is.

        Args:
            x: features [N, I, H, W].
            style: s, [N, I] in float32.
            fir: smoothing filter [4, 4] of a convolution that doubles the sides, else None.
            gain: what the result is multiplied by.

        Returns:
            Features [N, O, H, W], or [N, O, 2H, 2W], and what they have yet to be multiplied by,
            [N, O, 1, 1] or None, so that the caller can do it together with something else.
        """
        weight, power = self._prepared(x, spreads=fir is not None)
        with full_precision(x):
            scale = (functional.linear(style.square(), power) + 1e-8).rsqrt() * gain  # [N, O]
        by_tiles = isinstance(weight, TiledWeight)
        if not by_tiles and len(x) == 1 and self.weight.numel() < x.numel():
            scaled = self.weight * style.view(1, -1, 1, 1) * scale.view(-1, 1, 1, 1)
            return _convolved(x, scaled, fir), None
        y = _convolved(x * _per_channel(style, x.dtype), weight, fir)
        return y, _per_channel(scale, y.dtype)

    def _prepared(self, x: Tensor, spreads: bool) -> tuple[Tensor | PackedWeight | TiledWeight, Tensor]:
        """The weight as convolutions take it, and the power of each of its kernels [O, I]."""
        lower = precision_in_force(x) or self.weight.dtype
        if self.weight.requires_grad or self.weight.is_inference():
            return self.weight, _power(self.weight)
        draws_alone = len(x) == 1 and not torch.is_grad_enabled()
        may_pack = draws_alone and lower == torch.bfloat16
        may_tile = draws_alone and lower == torch.float32 and not spreads and tiles_pay(x, self.weight.shape)

        def made(weight: Tensor) -> tuple[Tensor | PackedWeight | TiledWeight, Tensor]:
            if may_tile:
                return TiledWeight.of(weight), _power(weight)
            low = weight.to(lower)
            laid_out = packed(low, x, spreads=spreads) if may_pack else None
            return laid_out or _laid_out(low, spreads), _power(weight)

        kind = (lower, may_pack, may_tile)
        return self._kept.of(self.weight, made, kind=kind, in_training=self.training)


def modulated_projection(x: Tensor, weight: Tensor, style: Tensor) -> Tensor:
    """Features [N, O, H, W] of x [N, I, H, W] by weights [O, I] scaled per image, not demodulated.

    There are few outputs, the channels of an image, so it is weights that are scaled.

    Args:
        style: s, [N, I] in float32.
    """
    count, channels, height, width = x.shape
    scaled = weight.t() * style.unsqueeze(-1)  # [N, I, O]
    pixels = x.permute(0, 2, 3, 1).reshape(count, height * width, channels)
    y = torch.bmm(pixels, scaled.to(x.dtype))
    return y.view(count, height, width, -1).permute(0, 3, 1, 2)


def _power(weight: Tensor) -> Tensor:
    return weight.square().sum(dim=(2, 3))


def _laid_out(weight: Tensor, spreads: bool) -> Tensor:
    """The weight [O, I, 3, 3] with channels last, as convolutions want it, or as transposed ones do."""
    if spreads:
        return weight.transpose(0, 1).contiguous(memory_format=torch.channels_last).transpose(0, 1)
    return weight.contiguous(memory_format=torch.channels_last)


def _per_channel(values: Tensor, dtype: torch.dtype) -> Tensor:
    return values.to(dtype).unsqueeze(-1).unsqueeze(-1)


def _convolved(x: Tensor, weight: Tensor | PackedWeight | TiledWeight, fir: Tensor | None) -> Tensor:
    if isinstance(weight, PackedWeight | TiledWeight):
        y = weight.convolved(x)
        return y if fir is None else smoothed_spread(y, fir)
    if fir is not None:
        return doubling_convolution(x, weight, fir)
    return convolution(x, weight, padding=weight.shape[-1] // 2)

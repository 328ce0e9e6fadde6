"""The two kinds of layers of StyleGAN2's synthesis: styled convolutions, and features to images."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from gan_studio.core.layers.biased_activation import GAIN, clamped, leaky_in_place
from gan_studio.core.layers.equalized import FullyConnected
from gan_studio.core.layers.modulated import ModulatedWeight, modulated_projection
from gan_studio.core.layers.noise import ChosenNoise, NoiseMode
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.resample import smoothing_filter


class StyledConvolution(ModulatedWeight):
    """Modulated convolution, noise, bias and leaky ReLU [Karras 2020, figure 2c].

    Args:
        in_channels, out_channels: I and O.
        w_dim: D.
        side: of its output.
        doubles: whether its output has twice its input's side.
        use_noise: whether noise is added to it.
        clamp: bound of its activations, or 0 for none.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        w_dim: int,
        side: int,
        *,
        doubles: bool = False,
        use_noise: bool = True,
        clamp: float = 0.0,
    ) -> None:
        super().__init__(in_channels, out_channels)
        self.side, self.doubles, self.use_noise, self.clamp = side, doubles, use_noise, clamp
        self.bias = nn.Parameter(torch.zeros(out_channels))
        self.affine = FullyConnected(w_dim, in_channels, bias_init=1.0)
        self.register_buffer("resample_filter", smoothing_filter())
        if use_noise:
            self.noise_strength = nn.Parameter(torch.zeros(()))
            self.register_buffer("noise_const", torch.randn(side, side))

    def forward(self, x: Tensor, w: Tensor, noise_mode: NoiseMode, gain: float = 1.0) -> Tensor:
        """Features [N, O, side, side] of features x and styles w [N, D]."""
        fir = self.resample_filter if self.doubles else None
        loud = gain * GAIN
        x, scale = self.convolved(x, _style(self.affine, w), fir=fir, gain=loud)
        bias = (self.bias * loud).to(x.dtype).view(-1, 1, 1)
        noise = self._noise(len(x), noise_mode)
        if noise is None:
            x = x + bias if scale is None else torch.addcmul(bias, x, scale)
        else:
            noise = (noise * (self.noise_strength * loud)).to(x.dtype)
            x = (x + noise if scale is None else torch.addcmul(noise, x, scale)).add_(bias)
        return leaky_in_place(x, self.clamp * gain)

    def _noise(self, count: int, noise_mode: NoiseMode) -> Tensor | None:
        """Noise that is the same in all channels: [side, side], or [N, 1, side, side] where it is random."""
        if not self.use_noise or noise_mode == "none":
            return None
        if noise_mode == "const":
            return self.noise_const
        if isinstance(noise_mode, ChosenNoise):
            return noise_mode.maps(self.noise_const)
        return torch.randn(count, 1, self.side, self.side, device=self.noise_const.device)


class ToRgb(nn.Module):
    """Features to an image by a 1 x 1 modulated convolution without demodulation; w_dim as D.

    Its channels scale the style and not the weight, as the public networks do.
    """

    def __init__(self, in_channels: int, image_channels: int, w_dim: int, clamp: float = 0.0) -> None:
        super().__init__()
        self.clamp = clamp
        self.weight = nn.Parameter(torch.randn(image_channels, in_channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(image_channels))
        self.affine = FullyConnected(w_dim, in_channels, bias_init=1.0)
        self.weight_gain = 1 / math.sqrt(in_channels)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """Images [N, C, H, W] in float32 of features x [N, I, H, W] and styles w [N, D]."""
        style = _style(self.affine, w) * self.weight_gain
        y = modulated_projection(x, self.weight.flatten(1), style).float()
        return clamped(y + self.bias.view(-1, 1, 1), self.clamp)


def _style(affine: FullyConnected, w: Tensor) -> Tensor:
    """The scales [N, I] that a layer makes of styles w [N, D], never in lower precision."""
    with full_precision(w):
        return affine(w)

"""StyleGAN3's generator: a mapping network, and a synthesis whose details move with what they lie on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.architectures._stylegan3_design import Design, LayerPlan
from gan_studio.core.layers.alias_free import filtered_leaky_relu
from gan_studio.core.layers.equalized import FullyConnected
from gan_studio.core.layers.fourier_features import FourierFeatures
from gan_studio.core.layers.noise import NoiseMode
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.styles import MappingNetwork, StyledGenerator

_OUTPUT_SCALE = 0.25
"""Brings the last layer's values near to those of images."""


class SteadyMapping(MappingNetwork):
    """A mapping whose running mean of w forgets by the images it saw, not by batches.

    Attributes:
        half_life: in images.
    """

    half_life: float

    @torch.no_grad()
    def track(self, w: Tensor) -> None:
        """Take a batch of styles w [N, D] into their running mean."""
        self.w_avg_beta = remembered(len(w), self.half_life)
        super().track(w)


def remembered(count: int, half_life: float) -> float:
    """How much of a running mean survives so many images."""
    return 0.5 ** (count / half_life)


class SynthesisLayer(nn.Module):
    """A modulated convolution and, but in the layer that makes the picture, a filtered nonlinearity.

    Args:
        plan: what it does.
        w_dim: D.
        clamp: bound of what it gives; infinite for none.
        half_life: of the running mean of its input's magnitude, in images.
    """

    def __init__(self, plan: LayerPlan, w_dim: int, clamp: float, half_life: float) -> None:
        super().__init__()
        into, out, kernel = plan.into.channels, plan.out.channels, plan.kernel
        self.plan, self.clamp, self.half_life = plan, clamp, half_life
        up, (before, after) = plan.factors[0], plan.padding
        self.border = kernel - 1 - plan.spare
        self.padding = before + plan.spare * up, after + plan.spare * up
        self.affine = FullyConnected(w_dim, into, bias_init=1.0)
        self.weight = nn.Parameter(torch.randn(out, into, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(out))
        self.register_buffer("magnitude_ema", torch.ones([]))
        up_filter, down_filter = plan.filters
        self.register_buffer("up_filter", up_filter)
        self.register_buffer("down_filter", down_filter)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """Features float32 [N, C', S', S'] of features [N, C, S, S] and styles w [N, D]."""
        if self.training:
            self._track(x)
        weight, before, after = self._modulation(w)
        inset = max(0, -self.border)
        x = x[:, :, inset : x.shape[2] - inset, inset : x.shape[3] - inset]
        y = functional.conv2d(x * before[:, :, None, None], weight, padding=max(0, self.border))
        bias = self.bias[:, None, None]
        if after is None:
            return (y.float() + bias).clamp(-self.clamp, self.clamp)
        y = torch.addcmul(bias, y.float(), after[:, :, None, None])
        filters = self.up_filter, self.down_filter
        return filtered_leaky_relu(y, filters, self.plan.factors, self.padding, self.clamp)

    def _modulation(self, w: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Weights, and what to multiply channels by before the convolution [N, C] and after it [N, C'].

        Scaling activations on both sides is the same as scaling the weights for each image, and faster.
        """
        with full_precision(w):
            style = self.affine(w.float())
            gain = self.magnitude_ema.rsqrt()
            if self.plan.makes_picture:
                return self.weight, style * (gain / math.sqrt(self.weight[0].numel())), None
            weight = self.weight * self.weight.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
            # Of the whole batch; demodulation takes it out again.
            style = style * style.square().mean().rsqrt()
            power = style.square() @ weight.square().sum(dim=(2, 3)).t()
            return weight, style * gain, (power + 1e-8).rsqrt()

    @torch.no_grad()
    def _track(self, x: Tensor) -> None:
        """Take the mean square of an input into its running mean."""
        magnitude = torch.linalg.vector_norm(x.detach().float()).square() / x.numel()
        self.magnitude_ema.copy_(magnitude.lerp(self.magnitude_ema, remembered(len(x), self.half_life)))


class StyleGan3Synthesis(nn.Module):
    """From styles to images; its parts bear the public networks' names.

    Args:
        design: how it is laid out.
        w_dim: D.
        clamp: bound of activations; infinite for none.
        half_life: of running means, in images.

    Attributes:
        input: the FourierFeatures.
        num_ws: L.
    """

    def __init__(self, design: Design, w_dim: int, clamp: float, half_life: float) -> None:
        super().__init__()
        first = design.bands()[0]
        self.input = FourierFeatures(w_dim, first.channels, first.size, first.rate, first.cutoff)
        self.names = [plan.name for plan in design.layers()]
        for plan in design.layers():
            self.add_module(plan.name, SynthesisLayer(plan, w_dim, clamp, half_life))
        self.num_ws = len(self.names) + 1

    def forward(self, ws: Tensor, noise_mode: NoiseMode | None = None) -> Tensor:
        """Images float32 [N, C, H, W] of styles [N, L, D]; there is no noise, whatever its mode."""
        first, *others = ws.unbind(dim=1)
        x = self.input(first)
        for name, w in zip(self.names, others, strict=True):
            x = getattr(self, name)(x, w)
        return x * _OUTPUT_SCALE


class StyleGan3Generator(StyledGenerator):
    """A generator whose pictures can be turned and moved before they are drawn [Karras 2021]."""

    is_steerable = True
    mapping: SteadyMapping
    synthesis: StyleGan3Synthesis

    def __init__(
        self,
        z_dim: int,
        w_dim: int,
        num_classes: int,
        design: Design,
        *,
        mapping_layers: int = 2,
        clamp: float = 256.0,
        half_life: float = 20_000.0,
        style_mixing_prob: float = 0.0,
    ) -> None:
        """A fresh generator.

        Args:
            z_dim: Z.
            w_dim: D.
            num_classes: K, or 0.
            design: of the synthesis.
            mapping_layers: layers of the mapping.
            clamp: bound of activations; 0 for none.
            half_life: of the running means of w and of magnitudes, in images.
            style_mixing_prob: as in StyledGenerator.
        """
        super().__init__(z_dim, (design.out_channels, design.side, design.side), w_dim, num_classes)
        self.mapping = SteadyMapping(z_dim, num_classes, w_dim, mapping_layers)
        self.mapping.half_life = half_life
        self.synthesis = StyleGan3Synthesis(design, w_dim, clamp or math.inf, half_life)
        self.num_ws = self.synthesis.num_ws
        self.style_mixing_prob = style_mixing_prob
        bands = [design.bands()[0], *design.bands()]
        self.layer_sides = tuple(min(int(band.rate), design.side) for band in bands)

    def entry_weights(self) -> tuple[Tensor, ...]:
        """What turns and shifts the waves, and what scales each layer's input."""
        synthesis = self.synthesis
        layers = [synthesis.input, *(getattr(synthesis, name) for name in synthesis.names)]
        return tuple(layer.affine.scaled_weight() for layer in layers)

    @contextmanager
    def moved(self, transform: Tensor) -> Iterator[None]:
        """While it is entered, pictures are drawn turned and moved.

        Args:
            transform: [3, 3], where in the plane each place of a picture looks, as motion() in
                layers/fourier_features.py makes it; or one for each picture of a batch [N, 3, 3].
        """
        held = self.synthesis.input.transform
        self.synthesis.input.transform = transform.to(held)
        try:
            yield
        finally:
            self.synthesis.input.transform = held

"""StyleGAN, the first: styles by adaptive instance normalisation, noise at every pixel, growing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.architectures._growing import GrowingSizes
from gan_studio.core.architectures._options import (
    latent_setting,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Networks, NetworkShape, SampleShape
from gan_studio.core.layers.adain import AdaIn
from gan_studio.core.layers.doubling import blurred, enlarged
from gan_studio.core.layers.equalized import SLOPE, EqualizedConv
from gan_studio.core.layers.growth import SMALLEST_SIDE, Growth, growing_sides
from gan_studio.core.layers.noise import ChosenNoise, NoiseMode
from gan_studio.core.layers.styles import MappingNetwork, StyledGenerator
from gan_studio.core.registry import ARCHITECTURES

_WS_PER_LEVEL = 2
_W_AVG_BETA = 0.995


class StyledLayer(nn.Module):
    """What follows each convolution: noise, bias, LeakyReLU 0.2 and a style [Karras 2019, figure 1].

    Args:
        w_dim: D.
        channels, side: of the maps.
    """

    def __init__(self, w_dim: int, channels: int, side: int) -> None:
        super().__init__()
        self.noise_strength = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("noise_const", torch.randn(side, side))
        self.style = AdaIn(w_dim, channels)

    def forward(self, x: Tensor, w: Tensor, noise_mode: NoiseMode) -> Tensor:
        """Maps [N, C, H, W] of x [N, C, H, W] in the styles w [N, D]."""
        if noise_mode != "none":
            x = x + self._noise(x, noise_mode) * self.noise_strength.to(x.dtype).view(-1, 1, 1)
        x = functional.leaky_relu(x + self.bias.to(x.dtype).view(-1, 1, 1), SLOPE)
        return self.style(x, w)

    def _noise(self, x: Tensor, noise_mode: NoiseMode) -> Tensor:
        if noise_mode == "const":
            return self.noise_const.to(x.dtype)
        if isinstance(noise_mode, ChosenNoise):
            return noise_mode.maps(self.noise_const).to(x.dtype)
        return torch.randn(len(x), 1, *x.shape[2:], dtype=x.dtype, device=x.device)


class StyledBlock(nn.Module):
    """The layers of one side: a doubling, or the learned constant at the first, and two styled layers."""

    def __init__(self, w_dim: int, wide: int, narrow: int, side: int) -> None:
        super().__init__()
        self.side = side
        if side == SMALLEST_SIDE:
            # Its pixels must differ, for the first style's norm divides by how much they do.
            self.const = nn.Parameter(torch.randn(1, narrow, side, side))
        else:
            self.conv0 = EqualizedConv(wide, narrow, 3, bias=False)
        self.layer0 = StyledLayer(w_dim, narrow, side)
        self.conv1 = EqualizedConv(narrow, narrow, 3, bias=False)
        self.layer1 = StyledLayer(w_dim, narrow, side)

    def forward(self, x: Tensor | None, ws: Tensor, noise_mode: NoiseMode) -> Tensor:
        """Maps of this side of those of half the side, or of None at the first, in styles ws [N, 2, D]."""
        if x is None:
            x = self.const.expand(len(ws), -1, -1, -1)
        else:
            x = blurred(self.conv0(enlarged(x, self.side)))
        x = self.layer0(x, ws[:, 0], noise_mode)
        return self.layer1(self.conv1(x), ws[:, 1], noise_mode)


class Synthesis(nn.Module):
    """Styles to a picture at full size, drawn at the side that has been grown to.

    Attributes:
        active_ws: how many of the styles, the first ones, have a layer now.
    """

    def __init__(self, options: StyleGan, sample_shape: SampleShape) -> None:
        super().__init__()
        channels, side, _ = sample_shape
        self.growth = Growth(growing_sides(side))
        sides, widths = self.growth.sides, options.widths(self.growth.sides)
        self.blocks = nn.ModuleList(
            StyledBlock(options.w_dim, wide, narrow, side)
            for (wide, narrow), side in zip(itertools.pairwise([widths[0], *widths]), sides, strict=True)
        )
        self.to_rgb = nn.ModuleList(EqualizedConv(width, channels, 1, gain=1.0) for width in widths)

    @property
    def active_ws(self) -> int:
        """Two styles for each level."""
        return _WS_PER_LEVEL * (self.growth.now[0] + 1)

    def forward(self, ws: Tensor, noise_mode: NoiseMode | None = None) -> Tensor:
        """Images [N, C, H, W] of styles [N, L, D].

        Args:
            noise_mode: "random", "const", "none" or chosen; None for random noise in training, else constant.
        """
        return self.growth.picture(list(self._maps(ws, noise_mode)), self.to_rgb)

    def in_two_steps(self, ws: Tensor, side: int, noise_mode: NoiseMode | None = None) -> Iterator[Tensor]:
        """Images [N, C, side, side] as the network drew them when it had grown to that side, then whole."""
        early, maps = min(self.growth.sides.index(side), self.growth.now[0]), []
        for level, features in enumerate(self._maps(ws, noise_mode)):
            maps.append(features)
            if level == early:
                yield enlarged(self.to_rgb[level](features), side)
        yield self.growth.picture(maps, self.to_rgb)

    def _maps(self, ws: Tensor, noise_mode: NoiseMode | None) -> Iterator[Tensor]:
        """Features of every level up to the present one."""
        noise_mode = noise_mode or ("random" if self.training else "const")
        features = None
        for level in range(self.growth.now[0] + 1):
            styles = ws[:, _WS_PER_LEVEL * level : _WS_PER_LEVEL * (level + 1)]
            features = self.blocks[level](features, styles, noise_mode)
            yield features


class StyleGanGenerator(StyledGenerator):
    """A mapping network and a synthesis that may grow."""

    def __init__(self, options: StyleGan, z_dim: int, sample_shape: SampleShape, num_classes: int) -> None:
        super().__init__(z_dim, sample_shape, options.w_dim, num_classes)
        self.mapping = MappingNetwork(
            z_dim, num_classes, options.w_dim, options.mapping_layers, w_avg_beta=_W_AVG_BETA
        )
        self.synthesis = Synthesis(options, sample_shape)
        self.num_ws = _WS_PER_LEVEL * len(self.synthesis.growth.sides)
        self.style_mixing_prob = options.style_mixing_prob
        self.has_noise = True
        self.coarse_sides = self.synthesis.growth.sides[:-1]

    def in_two_steps(self, ws: Tensor, side: int, noise_mode: NoiseMode | None = None) -> Iterator[Tensor]:
        """Pictures of an earlier level, then whole ones."""
        return self.synthesis.in_two_steps(ws, side, noise_mode)

    @property
    def layer_sides(self) -> tuple[int, ...]:
        """Two layers of each side."""
        return tuple(side for side in self.synthesis.growth.sides for _ in range(_WS_PER_LEVEL))

    def entry_weights(self) -> tuple[Tensor, ...]:
        """What makes each layer's scale and bias."""
        layers = [layer for block in self.synthesis.blocks for layer in (block.layer0, block.layer1)]
        weights = [layer.style.affine.scaled_weight() for layer in layers]
        active = self.synthesis.active_ws
        return (*weights[:active], *(weight[:0] for weight in weights[active:]))

    def mixed(self, ws: Tensor, z: Tensor, labels: Tensor | None) -> Tensor:
        """Styles of the layers that are active now, among which the second latent begins."""
        return super().mixed(ws[:, : self.synthesis.active_ws], z, labels)


@ARCHITECTURES.register(
    "stylegan",
    label="StyleGAN",
    summary="Turns the latent into styles that steer every layer, from pose to fine detail.",
)
@dataclass(frozen=True)
class StyleGan(GrowingSizes, Architecture):
    """Mapping network, adaptive instance normalisation and noise in G; D as in ProGAN [Karras 2019]."""

    z_dim: int = latent_setting(512)
    w_dim: int = setting(
        512,
        "Style size",
        "How many numbers a style has, which the mapping network makes of the latent.",
        minimum=4,
        maximum=1024,
        log=True,
    )
    mapping_layers: int = setting(
        8,
        "Mapping layers",
        "How many layers turn a latent into a style. More of them untangle what the styles mean; 2 are "
        "enough for small data sets.",
        minimum=1,
        maximum=16,
    )
    style_mixing_prob: float = setting(
        0.9,
        "Style mixing",
        "How often, in training, a batch takes its later styles from a second latent, so that layers "
        "do not rely on each other.",
        minimum=0.0,
        maximum=1.0,
    )
    grows: bool = setting(
        True,
        "Grows",
        "Begins small and doubles while it learns, which the task “Progressive growing” sees to; off "
        "trains the whole network from the start, as StyleGAN2 does.",
    )

    label_ways = ("mapping",)
    has_styles = True

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape, fully grown until a task sets them back."""
        z_dim = self.z_dim + shape.extra_latents
        generator = StyleGanGenerator(self, z_dim, shape.sample_shape, shape.g_classes)
        return Networks(generator, self.discriminator(shape, blurs=True))

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution and the batch must suit growing networks."""
        yield from self.size_problems("StyleGAN", config)

"""StyleGAN2's generator: a mapping network, and a synthesis of modulated convolutions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.architectures._stylegan2_layers import StyledConvolution, ToRgb
from gan_studio.core.contracts import SampleShape
from gan_studio.core.layers.noise import NoiseMode
from gan_studio.core.layers.resample import smoothing_filter, upsample
from gan_studio.core.layers.resampled_convolution import ResampledConvolution
from gan_studio.core.layers.styles import MappingNetwork, StyledGenerator

_SMALLEST_SIDE = 4


@dataclass(frozen=True)
class StyleGan2Size:
    """Sizes and choices that both networks share.

    Attributes:
        side: of the images, in pixels; a power of two of at least 8.
        image_channels: C of the images, with what conditioning appends in the discriminator.
        channel_base, channel_max: channels at side r are min(channel_base // r, channel_max).
        architecture: how blocks are joined: "skip", "resnet" or "orig".
        clamp: bound of activations, or 0 for none.
    """

    side: int
    image_channels: int
    channel_base: int
    channel_max: int
    architecture: str
    clamp: float = 0.0

    def channels(self, side: int) -> int:
        """Channels of features of that side."""
        return max(1, min(self.channel_base // side, self.channel_max))

    def sides(self) -> list[int]:
        """Sides of the features, 4 first."""
        return [2**level for level in range(2, self.side.bit_length())]


class SynthesisBlock(nn.Module):
    """The layers of one side.

    Args:
        size: of the network.
        side: of the block's output.
        w_dim: D.
        use_noise: whether noise is added.

    Attributes:
        num_convolutions: how many styles its convolutions take.
    """

    def __init__(self, size: StyleGan2Size, side: int, w_dim: int, use_noise: bool) -> None:
        super().__init__()
        self.architecture = size.architecture
        self.is_first, is_last = side == _SMALLEST_SIDE, side == size.side
        channels, before = size.channels(side), size.channels(side // 2)
        options = {"use_noise": use_noise, "clamp": size.clamp}
        self.register_buffer("resample_filter", smoothing_filter())
        if self.is_first:
            self.const = nn.Parameter(torch.randn(channels, side, side))
        else:
            self.conv0 = StyledConvolution(before, channels, w_dim, side, doubles=True, **options)
        self.conv1 = StyledConvolution(channels, channels, w_dim, side, **options)
        self.num_convolutions = 1 if self.is_first else 2
        self.torgb = self.skip = None
        if is_last or size.architecture == "skip":
            self.torgb = ToRgb(channels, size.image_channels, w_dim, size.clamp)
        if size.architecture == "resnet" and not self.is_first:
            self.skip = ResampledConvolution(before, channels, 1, bias=False, sampling="double")

    def forward(
        self, x: Tensor | None, image: Tensor | None, ws: Tensor, noise_mode: NoiseMode
    ) -> tuple[Tensor, Tensor | None]:
        """Features and image of this side from those of the side before, of which the first has none.

        Args:
            ws: the styles of its convolutions and, as one more, of its image [N, L', D].
        """
        styles: Iterator[Tensor] = iter(ws.unbind(dim=1))
        if self.is_first:
            x = self.conv1(self.const.expand(len(ws), -1, -1, -1), next(styles), noise_mode)
        elif self.skip is not None:
            shortcut = self.skip(x, gain=math.sqrt(0.5))
            x = self.conv0(x, next(styles), noise_mode)
            x = shortcut + self.conv1(x, next(styles), noise_mode, gain=math.sqrt(0.5))
        else:
            x = self.conv0(x, next(styles), noise_mode)
            x = self.conv1(x, next(styles), noise_mode)
        if image is not None:
            image = upsample(image, self.resample_filter)
        if self.torgb is not None:
            drawn = self.torgb(x, next(styles))
            image = drawn if image is None else image + drawn
        return x, image


class Synthesis(nn.Module):
    """Styles to images: a learned constant that blocks double until it has the images' side.

    Attributes:
        num_ws: L, one more than there are convolutions.
    """

    def __init__(self, size: StyleGan2Size, w_dim: int, use_noise: bool) -> None:
        super().__init__()
        self.sides = size.sides()
        for side in self.sides:
            setattr(self, f"b{side}", SynthesisBlock(size, side, w_dim, use_noise))
        self.num_ws = sum(block.num_convolutions for block in self.blocks()) + 1

    def blocks(self) -> Iterator[SynthesisBlock]:
        """The blocks, that of 4 pixels first."""
        return (getattr(self, f"b{side}") for side in self.sides)

    def forward(self, ws: Tensor, noise_mode: NoiseMode | None = None) -> Tensor:
        """Images [N, C, H, W] in float32 of styles [N, L, D].

        Args:
            noise_mode: "random", "const", "none" or chosen; if None, random in training and else constant.
        """
        *_, image = self.rising(ws, noise_mode)
        return image

    def rising(self, ws: Tensor, noise_mode: NoiseMode | None = None) -> Iterator[Tensor | None]:
        """What there is of the images after each block, where blocks join their images; else None."""
        mode = noise_mode or ("random" if self.training else "const")
        x = image = None
        first = 0
        for block in self.blocks():
            # The style of a block's image is that of the next block's first convolution too.
            taken = ws[:, first : first + block.num_convolutions + 1]
            x, image = block(x, image, taken, mode)
            first += block.num_convolutions
            yield image


class StyleGan2Generator(StyledGenerator):
    """Mapping and synthesis; parameters and buffers bear the public networks' names [Karras 2020].

    Args:
        z_dim: Z.
        w_dim: D.
        num_classes: K, or 0.
        size: of the synthesis.
        mapping_layers: layers of the mapping network.
        embed_features, layer_features: sizes within it; D where None.
        use_noise: whether noise is added after convolutions.
        style_mixing_prob: as in StyledGenerator.
    """

    def __init__(
        self,
        z_dim: int,
        w_dim: int,
        num_classes: int,
        size: StyleGan2Size,
        *,
        mapping_layers: int = 8,
        embed_features: int | None = None,
        layer_features: int | None = None,
        use_noise: bool = True,
        style_mixing_prob: float = 0.9,
    ) -> None:
        shape: SampleShape = (size.image_channels, size.side, size.side)
        super().__init__(z_dim, shape, w_dim, num_classes)
        self.synthesis = Synthesis(size, w_dim, use_noise)
        self.num_ws = self.synthesis.num_ws
        self.has_noise = use_noise
        self.mapping = MappingNetwork(
            z_dim,
            num_classes,
            w_dim,
            mapping_layers,
            embed_features=embed_features,
            layer_features=layer_features,
        )
        self.style_mixing_prob = style_mixing_prob
        if size.architecture == "skip":
            self.coarse_sides = tuple(self.synthesis.sides[:-1])

    def in_two_steps(self, ws: Tensor, side: int, noise_mode: NoiseMode | None = None) -> Iterator[Tensor]:
        """What the blocks up to that side have joined, then the images."""
        images = self.synthesis.rising(ws, noise_mode)
        yield next(image for image in images if image.shape[-1] == side)
        *_, image = images
        yield image

    @property
    def layer_sides(self) -> tuple[int, ...]:
        """Sides of the convolutions, and of the last image."""
        synthesis = self.synthesis
        sides = [
            side
            for side, block in zip(synthesis.sides, synthesis.blocks(), strict=True)
            for _ in range(block.num_convolutions)
        ]
        return (*sides, sides[-1])

    def entry_weights(self) -> tuple[Tensor, ...]:
        """What scales each convolution's input, and at last that of the last image."""
        blocks = list(self.synthesis.blocks())
        layers = [
            layer
            for block in blocks
            for layer in ([block.conv1] if block.is_first else [block.conv0, block.conv1])
        ]
        return tuple(layer.affine.scaled_weight() for layer in (*layers, blocks[-1].torgb))

"""StyleGAN2's discriminator: residual blocks that halve the image, then a look at the whole batch."""

from __future__ import annotations

import math
from collections.abc import Iterator

from torch import Tensor, nn

from gan_studio.core.architectures._stylegan2_generator import StyleGan2Size
from gan_studio.core.contracts import Discriminator
from gan_studio.core.layers.equalized import FullyConnected
from gan_studio.core.layers.minibatch_std import minibatch_std
from gan_studio.core.layers.precision import full_precision
from gan_studio.core.layers.resample import downsample, smoothing_filter
from gan_studio.core.layers.resampled_convolution import ResampledConvolution
from gan_studio.core.layers.styles import MappingNetwork

_LAST_SIDE = 4


class DiscriminatorBlock(nn.Module):
    """The layers of one side: from the image where there is one, two convolutions, and a shortcut.

    Args:
        size: of the network.
        side: of its input.
    """

    def __init__(self, size: StyleGan2Size, side: int) -> None:
        super().__init__()
        self.architecture = size.architecture
        channels, after = size.channels(side), size.channels(side // 2)
        self.register_buffer("resample_filter", smoothing_filter())
        self.fromrgb = self.skip = None
        if side == size.side or size.architecture == "skip":
            self.fromrgb = ResampledConvolution(size.image_channels, channels, 1, clamp=size.clamp)
        self.conv0 = ResampledConvolution(channels, channels, 3, clamp=size.clamp)
        self.conv1 = ResampledConvolution(channels, after, 3, sampling="halve", clamp=size.clamp)
        if size.architecture == "resnet":
            self.skip = ResampledConvolution(channels, after, 1, bias=False, sampling="halve")

    def forward(self, x: Tensor | None, image: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Features and image of half the side, from those of this side."""
        if self.fromrgb is not None:
            seen = self.fromrgb(image)
            x = seen if x is None else x + seen
        image = downsample(image, self.resample_filter) if self.architecture == "skip" else None
        if self.skip is None:
            return self.conv1(self.conv0(x)), image
        shortcut = self.skip(x, gain=math.sqrt(0.5))
        return shortcut + self.conv1(self.conv0(x), gain=math.sqrt(0.5)), image


class DiscriminatorEpilogue(nn.Module):
    """From features of 4 x 4 pixels to a score, or to what is compared with a class.

    Args:
        size: of the network.
        outputs: 1, or the size of what stands for a class.
        mbstd_group: images compared by minibatch_std.
    """

    def __init__(self, size: StyleGan2Size, outputs: int, mbstd_group: int) -> None:
        super().__init__()
        channels = size.channels(_LAST_SIDE)
        self.mbstd_group = mbstd_group
        self.fromrgb = None
        if size.architecture == "skip":
            self.fromrgb = ResampledConvolution(size.image_channels, channels, 1)
        self.conv = ResampledConvolution(channels + 1, channels, 3, clamp=size.clamp)
        self.fc = FullyConnected(channels * _LAST_SIDE**2, channels, activation="lrelu")
        self.out = FullyConnected(channels, outputs)

    def forward(self, x: Tensor, image: Tensor | None) -> Tensor:
        """Features [N, F] in float32 from features [N, F, 4, 4]."""
        # Never in lower precision: all of the score hangs on it, and it is cheap.
        with full_precision(x):
            x = x.float()
            if self.fromrgb is not None:
                x = x + self.fromrgb(image.float())
            return self.fc(self.conv(minibatch_std(x, self.mbstd_group)).flatten(1))


class StyleGan2Discriminator(Discriminator):
    """Halving blocks down to 4 pixels, then a score; with classes, a projection on the class's own vector.

    Parameters and buffers bear the public networks' names [Karras 2020; Karras 2020b].

    Args:
        size: its image channels are the images' own and those that conditioning appends.
        num_classes: K, or 0.
        mbstd_group: images whose variety is seen together; 1 for each by itself.
        cmap_dim: size of what stands for a class; as many as features if None.
        mapping_layers: layers from a class to that.
    """

    def __init__(
        self,
        size: StyleGan2Size,
        num_classes: int = 0,
        *,
        mbstd_group: int = 4,
        cmap_dim: int | None = None,
        mapping_layers: int = 8,
    ) -> None:
        super().__init__()
        self.num_features = size.channels(_LAST_SIDE)
        self.num_classes = num_classes
        self.cmap_dim = cmap_dim or self.num_features
        self.sides = size.sides()[:0:-1]
        for side in self.sides:
            setattr(self, f"b{side}", DiscriminatorBlock(size, side))
        self.b4 = DiscriminatorEpilogue(size, self.cmap_dim if num_classes else 1, mbstd_group)
        if num_classes:
            self.mapping = MappingNetwork(0, num_classes, self.cmap_dim, mapping_layers, tracks_mean=False)

    def blocks(self) -> Iterator[DiscriminatorBlock]:
        """The halving blocks, the largest first."""
        return (getattr(self, f"b{side}") for side in self.sides)

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Features [N, F] in float32 of images [N, C, H, W]."""
        x, image = None, images
        for block in self.blocks():
            x, image = block(x, image)
        return self.b4(x, image)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N]; with classes, how far the features point to the classes `labels` [N]."""
        with full_precision(features):
            y = self.b4.out(features.float())  # [N, 1], or with classes [N, cmap_dim]
            if not self.num_classes:
                return y.squeeze(1)
            if labels is None:
                labels = y.new_zeros(len(y), self.num_classes)
            return (y * self.mapping(None, labels)).sum(dim=1) / math.sqrt(self.cmap_dim)

"""The discriminator of growing networks, which ProGAN and StyleGAN share but for a filter."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.contracts import Discriminator
from gan_studio.core.layers.doubling import blurred, pooled
from gan_studio.core.layers.equalized import SLOPE, EqualizedConv
from gan_studio.core.layers.growth import SMALLEST_SIDE, Growth
from gan_studio.core.layers.minibatch_std import minibatch_std


class HalvingBlock(nn.Module):
    """Two convolutions and a halving by averages.

    Args:
        wide, narrow: channels before and after; "narrow" means the larger picture.
        blurs: whether maps are filtered before they are halved [Karras 2019, section 2].
    """

    def __init__(self, narrow: int, wide: int, blurs: bool) -> None:
        super().__init__()
        self.blurs = blurs
        self.conv0 = EqualizedConv(narrow, narrow, 3)
        self.conv1 = EqualizedConv(narrow, wide, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Maps [N, wide, H / 2, W / 2] of maps [N, narrow, H, W]."""
        x = functional.leaky_relu(self.conv0(x), SLOPE)
        x = functional.leaky_relu(self.conv1(blurred(x) if self.blurs else x), SLOPE)
        return pooled(x, x.shape[-1] // 2)


class FromRgb(nn.Module):
    """A 1 x 1 convolution from a picture to features."""

    def __init__(self, image_channels: int, channels: int) -> None:
        super().__init__()
        self.conv = EqualizedConv(image_channels, channels, 1)

    def forward(self, images: Tensor) -> Tensor:
        """Features [N, C, H, W] of images [N, C, H, W]."""
        return functional.leaky_relu(self.conv(images), SLOPE)


class GrowingDiscriminator(Discriminator):
    """Halving blocks down to 4 px, the batch's variety as a channel, then a score [Karras 2018, table 2].

    Images larger than the side it has grown to are averaged down first.

    Args:
        image_channels: channels of the images, with those that conditioning appends.
        sides, widths: of each level, in pixels and in channels.
        mbstd_group: images whose variety is measured together; 0 for no such channel.
        blurs: as in HalvingBlock.
    """

    def __init__(
        self,
        image_channels: int,
        sides: Sequence[int],
        widths: Sequence[int],
        *,
        mbstd_group: int,
        blurs: bool,
    ) -> None:
        super().__init__()
        self.mbstd_group = mbstd_group
        self.growth = Growth(sides)
        self.from_rgb = nn.ModuleList(FromRgb(image_channels, width) for width in widths)
        self.blocks = nn.ModuleList(
            HalvingBlock(narrow, wide, blurs) for wide, narrow in itertools.pairwise(widths)
        )
        self.conv = EqualizedConv(widths[0] + (mbstd_group > 0), widths[0], 3)
        self.flat = EqualizedConv(widths[0], widths[0], SMALLEST_SIDE, padding=0)
        self.out = EqualizedConv(widths[0], 1, 1, gain=1.0)
        self.num_features = widths[0]

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Features [N, F, 1, 1]."""
        x = self.growth.entered(images, self.from_rgb, self.blocks)
        if self.mbstd_group:
            x = minibatch_std(x, self.mbstd_group)
        x = functional.leaky_relu(self.conv(x), SLOPE)
        return functional.leaky_relu(self.flat(x), SLOPE)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N]."""
        return self.out(features).flatten()

"""The lightweight GAN's discriminator, which also learns to draw again what it saw."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.architectures._lightweight_generator import doubled
from gan_studio.core.contracts import Discriminator, SampleShape, Seen
from gan_studio.core.layers.initialization import initialize_kaiming
from gan_studio.core.layers.normalization import normalization
from gan_studio.core.layers.spectral import normalize_spectrally

_FEWEST = 4
_DECODER_FACTORS = (4, 2, 2, 1)
"""Channels of a decoder's maps; four doublings draw 128 pixels of side [Liu 2021, appendix]."""


class Halving(nn.Module):
    """Two convolutions beside a pooled shortcut, averaged [Liu 2021, figure 8].

    Args:
        narrow, wide: channels before and after.
        norm: a key of NORMALIZATIONS.
    """

    def __init__(self, narrow: int, wide: int, norm: str) -> None:
        super().__init__()
        has_bias = norm == "none"

        def convolved(width: int, kernel: int, stride: int = 1) -> list[nn.Module]:
            padding = (kernel - 1) // 2
            convolution = nn.Conv2d(width, wide, kernel, stride, padding, bias=has_bias)
            return [convolution, normalization(norm, wide), nn.LeakyReLU(0.2)]

        self.main = nn.Sequential(*convolved(narrow, 4, stride=2), *convolved(wide, 3))
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), *convolved(narrow, 1))

    def forward(self, x: Tensor) -> Tensor:
        """A map [N, wide, H / 2, W / 2] of a map [N, narrow, H, W]."""
        return (self.main(x) + self.shortcut(x)) / 2


class Decoder(nn.Module):
    """Draws an image from a map by doublings.

    Args:
        width: channels of the map.
        base: channels of its own, a multiple of these at each map.
        channels: of the image.
        count: doublings.
    """

    def __init__(self, width: int, base: int, channels: int, count: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for factor in _DECODER_FACTORS[:count]:
            layers += doubled(width, factor * base)
            width = factor * base
        self.layers = nn.Sequential(*layers, nn.Conv2d(width, channels, 3, padding=1), nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        """Images in [-1, 1]."""
        return self.layers(x)


class LightweightDiscriminator(Discriminator):
    """Halvings to a small map, from which it scores and draws the real image again.

    Two decoders draw what the last two maps saw: the whole image, smaller, and a part of it. That keeps
    the discriminator looking at all of an image, however few there are [Liu 2021, section 3.2]. The
    paper compares drawings through a network trained on other images; here it is the mean absolute
    difference of pixels, which needs none.

    Args:
        image_shape: (C, H, W) of what is drawn again.
        extra_channels: channels of the input beyond those.
        count: how often a side of 4 to 7 is doubled to the image's.
        width: channels at 128 pixels.
        norm: a key of NORMALIZATIONS.
        reconstruction_weight: of what is drawn again; 0 draws nothing.
        has_spectral_norm: whether its layers are divided by their largest singular value.
    """

    def __init__(
        self,
        image_shape: SampleShape,
        extra_channels: int,
        count: int,
        *,
        width: int,
        norm: str,
        reconstruction_weight: float,
        has_spectral_norm: bool,
    ) -> None:
        super().__init__()
        channels, side, _ = image_shape
        last = _last_level(count)
        widths = [max(_FEWEST, int(width * 2.0 ** min(4, 5 - level))) for level in range(count + 1)]
        # The first layer halves too, as the authors' for large images does, where two halvings are left.
        top = count - (count - last > 1)
        kernel, stride = (4, 2) if top < count else (3, 1)
        first = nn.Conv2d(channels + extra_channels, widths[top], kernel, stride, padding=1)
        self.first = nn.Sequential(first, nn.LeakyReLU(0.2))
        self.halvings = nn.ModuleList(
            Halving(widths[level + 1], widths[level], norm) for level in reversed(range(last, top))
        )
        has_bias = norm == "none"
        self.last = nn.Sequential(
            nn.Conv2d(widths[last], widths[last], 1, bias=has_bias),
            normalization(norm, widths[last]),
            nn.LeakyReLU(0.2),
            nn.Conv2d(widths[last], 1, 4),
        )
        self.weight = reconstruction_weight
        self.last_width, last_side = widths[last], side >> (count - last)
        self.num_features = self.last_width * last_side**2
        if self.weight:
            self.num_features += widths[last + 1] * 4 * last_side**2
            drawn = min(count - last - 1, len(_DECODER_FACTORS))
            base = max(_FEWEST, width // 2)
            self.draw_whole, self.draw_part = (
                Decoder(wide, base, channels, drawn) for wide in (self.last_width, widths[last + 1])
            )
        initialize_kaiming(self)
        if has_spectral_norm:
            for part in (self.first, self.halvings, self.last):
                normalize_spectrally(part)

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The smallest map [N, F / side ** 2, side, side]; where it draws, with the map before it folded to
        the same side as further channels.
        """
        x = before = self.first(images)
        for halving in self.halvings:
            x, before = halving(x), x
        return torch.cat([x, functional.pixel_unshuffle(before, 2)], dim=1) if self.weight else x

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N]: the mean over overlapping parts of the smallest map."""
        return self.last(features[:, : self.last_width]).mean(dim=(1, 2, 3))

    def discriminator_terms(self, real: Seen, fake: Seen) -> dict[str, Tensor]:
        """How far real images are from what is drawn of them, as "reconstruction"."""
        if not self.weight:
            return {}
        whole = real.view.features[:, : self.last_width]
        before = functional.pixel_shuffle(real.view.features[:, self.last_width :], 2)
        side = whole.shape[-1]
        scale = real.images.shape[-1] // before.shape[-1]
        top, left = torch.randint(side + 1, (2,)).tolist()  # on the processor, whatever the device
        part = before[:, :, top : top + side, left : left + side]
        image_side = scale * side
        seen_part = real.images[:, :, scale * top :, scale * left :][:, :, :image_side, :image_side]
        missed = _difference(self.draw_whole(whole), real.images)
        missed = missed + _difference(self.draw_part(part), seen_part)
        return {"reconstruction": self.weight * missed}


def _last_level(count: int) -> int:
    """Doublings of the first side to the side of the smallest map: 8 pixels, or 4 of an image of 8."""
    return min(1, count - 1)


def _difference(drawn: Tensor, images: Tensor) -> Tensor:
    """Mean absolute difference of drawings [N, C, h, h] from images [N, C, H, H] made as small."""
    factor = images.shape[-1] // drawn.shape[-1]
    return (drawn - functional.avg_pool2d(images, factor)).abs().mean()

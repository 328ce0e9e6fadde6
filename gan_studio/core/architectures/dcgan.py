"""DCGAN: all-convolutional networks, in the body of Radford and that of Miyato."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from gan_studio.core.architectures._options import (
    NormedArchitecture,
    discriminator_channels_setting,
    generator_channels_setting,
    latent_setting,
    spectral_norm_setting,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import (
    Discriminator,
    Generator,
    Networks,
    NetworkShape,
    SampleShape,
)
from gan_studio.core.layers.conditional_norm import ToldSequential, batch_norm
from gan_studio.core.layers.initialization import initialize_normal
from gan_studio.core.layers.normalization import NORMALIZATIONS, normalization
from gan_studio.core.layers.spectral import normalize_spectrally
from gan_studio.core.registry import ARCHITECTURES

_SMALLEST_START, _LARGEST_START = 4, 7


def doublings(resolution: int) -> int | None:
    """How often a side of 4 to 7 pixels is doubled to reach the resolution, or None if it cannot be."""
    count = 0
    while resolution > _LARGEST_START and resolution % 2 == 0:
        resolution, count = resolution // 2, count + 1
    return count if count and _SMALLEST_START <= resolution <= _LARGEST_START else None


def nearest_resolution(resolution: int) -> int:
    """The nearest side that doubling can reach."""
    return min(range(8, 1025, 2), key=lambda side: (doublings(side) is None, abs(side - resolution)))


def doubling_problems(config: RunConfig, label: str) -> Iterator[Problem]:
    """The resolution must be reachable by doubling."""
    side = config.data.resolution
    if doublings(side) is None:
        yield Problem(
            "data.resolution",
            f"{label} cannot make {side} px: it doubles a side of 4 to 7 pixels; "
            f"choose {nearest_resolution(side)} px.",
        )


class DcganGenerator(Generator):
    """A projection to a small map of many channels, then one doubling after another.

    The latent is projected by a linear layer, which is what the paper's first transposed
    convolution over a 1 x 1 map computes.
    """

    def __init__(self, options: Dcgan, z_dim: int, sample_shape: SampleShape, num_classes: int) -> None:
        super().__init__(z_dim, sample_shape)
        self.num_classes = num_classes
        channels, side, _ = sample_shape
        count = doublings(side)
        self.start_side = side >> count
        ends_doubling = options.body == "radford"
        widths = [options.base_channels << level for level in reversed(range(count + (not ends_doubling)))]
        self.project = nn.Linear(z_dim, widths[0] * self.start_side**2, bias=False)
        layers: list[nn.Module] = [batch_norm(widths[0], num_classes), nn.ReLU(inplace=True)]
        for wide, narrow in itertools.pairwise(widths):
            layers += _doubling(options.upsampling, wide, narrow, bias=False)
            layers += [batch_norm(narrow, num_classes), nn.ReLU(inplace=True)]
        if ends_doubling:
            layers += _doubling(options.upsampling, widths[-1], channels, bias=True)
        else:
            layers.append(nn.Conv2d(widths[-1], channels, 3, padding=1))
        self.layers = ToldSequential(*layers, nn.Tanh())
        initialize_normal(self, options.init_std)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] from latents [N, Z] and, where there are classes, labels [N]."""
        # Channels last, the layout that the convolutions compute in.
        start = self.project(z).view(len(z), self.start_side, self.start_side, -1).permute(0, 3, 1, 2)
        return self.layers(start, labels)

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The projection's weight."""
        return (self.project.weight,)


def _leaky(options: Dcgan) -> nn.Module:
    return nn.LeakyReLU(0.1 if options.body == "miyato" else 0.2, inplace=True)


class DcganDiscriminator(Discriminator):
    """One halving after another, then a score."""

    def __init__(self, options: Dcgan, sample_shape: SampleShape) -> None:
        super().__init__()
        channels, side, _ = sample_shape
        count = doublings(side)
        layers: list[nn.Module] = []
        for level in range(count):
            width = options.d_channels << level
            layers += self._halving(options, channels, width, first=level == 0)
            channels = width
        if options.body == "miyato":
            layers += [nn.Conv2d(channels, 2 * channels, 3, padding=1), _leaky(options)]
            channels *= 2
        self.layers = nn.Sequential(*layers, nn.Conv2d(channels, 1, side >> count))
        self.num_features = channels * (side >> count) ** 2
        initialize_normal(self, options.init_std)
        if options.spectral_norm:
            normalize_spectrally(self)

    @staticmethod
    def _halving(options: Dcgan, channels: int, width: int, first: bool) -> list[nn.Module]:
        # A normalisation makes the bias before it idle; the first layer has none [Radford 2016, section 3].
        normalized = options.d_norm != "none" and not first
        layers: list[nn.Module] = []
        if options.body == "miyato":
            layers += [nn.Conv2d(channels, width, 3, padding=1), _leaky(options)]
            channels = width
        layers.append(nn.Conv2d(channels, width, 4, stride=2, padding=1, bias=not normalized))
        if normalized:
            layers.append(normalization(options.d_norm, width))
        return [*layers, _leaky(options)]

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The smallest map [N, F / side ** 2, side, side]."""
        return self.layers[:-1](images)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N] from a convolution over the whole map."""
        return self.layers[-1](features).flatten()


def _doubling(upsampling: str, wide: int, narrow: int, bias: bool) -> list[nn.Module]:
    if upsampling == "transposed":
        return [nn.ConvTranspose2d(wide, narrow, 4, stride=2, padding=1, bias=bias)]
    return [nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(wide, narrow, 3, padding=1, bias=bias)]


@ARCHITECTURES.register(
    "dcgan",
    label="DCGAN",
    summary="Plain convolutions that double and halve the image: small, quick, the usual place to start.",
)
@dataclass(frozen=True)
class Dcgan(NormedArchitecture):
    """Strided convolutions with batch norm, ReLU in G and LeakyReLU 0.2 in D [Radford 2016].

    The "miyato" body is the CNN of the spectral normalisation paper [Miyato 2018, table 3]: a plain
    convolution before each halving in D with LeakyReLU 0.1 throughout, and a plain last convolution in G.
    """

    z_dim: int = latent_setting(100)
    base_channels: int = generator_channels_setting(
        64,
        "Channels at the largest resolution; each smaller one has twice as many. Twice the channels "
        "draw finer pictures and take about three times as long.",
    )
    d_channels: int = discriminator_channels_setting(
        64,
        "Channels after the first layer; each later one has twice as many.",
    )
    upsampling: str = setting(
        "transposed",
        "Upsampling",
        "How the generator doubles its maps. Transposed convolutions are the paper's; upsampling "
        "before a convolution avoids checkerboard patterns.",
        choices={"transposed": "Transposed convolution", "nearest": "Upsample, then convolve"},
    )
    d_norm: str = setting(
        "batch",
        "Discriminator's norm",
        "What keeps the discriminator's features in range. A gradient penalty asks for layer or "
        "instance norm, since batch norm mixes the images of a batch.",
        choices=NORMALIZATIONS,
    )
    spectral_norm: bool = spectral_norm_setting(False)
    body: str = setting(
        "radford",
        "Body",
        "The DCGAN paper's layers, or the deeper ones of the spectral normalisation paper.",
        choices={"radford": "DCGAN (Radford)", "miyato": "SN-GAN's CNN (Miyato)"},
        advanced=True,
    )
    init_std: float = setting(
        0.02,
        "First weights",
        "Standard deviation of the random weights that training starts from.",
        minimum=1e-4,
        maximum=1.0,
        log=True,
        advanced=True,
    )

    label_ways = ("concatenation", "norm")

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, height, width = shape.sample_shape
        return Networks(
            DcganGenerator(self, self.z_dim + shape.extra_latents, shape.sample_shape, shape.g_classes),
            DcganDiscriminator(self, (channels + shape.extra_channels, height, width)),
        )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The resolution must be reachable by doubling."""
        yield from doubling_problems(config, "DCGAN")

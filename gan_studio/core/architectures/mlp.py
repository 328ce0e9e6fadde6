"""The vanilla pair of fully connected networks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from gan_studio.core.architectures._options import (
    latent_setting,
)
from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import (
    Architecture,
    Discriminator,
    Generator,
    Networks,
    NetworkShape,
    SampleShape,
)
from gan_studio.core.layers.conditional_norm import ToldSequential, batch_norm
from gan_studio.core.registry import ARCHITECTURES

_GENERATOR_GROWTH = (1, 2, 4, 8)
_DISCRIMINATOR_GROWTH = (4, 2)


class MlpGenerator(Generator):
    """Four widening layers and a tanh."""

    def __init__(self, z_dim: int, sample_shape: SampleShape, width: int, num_classes: int) -> None:
        super().__init__(z_dim, sample_shape)
        self.num_classes = num_classes
        layers: list[nn.Module] = []
        size = z_dim
        for growth in _GENERATOR_GROWTH:
            layers.append(nn.Linear(size, growth * width))
            if growth > 1:
                layers.append(batch_norm(growth * width, num_classes, spatial=False))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            size = growth * width
        self.layers = ToldSequential(*layers, nn.Linear(size, math.prod(sample_shape)), nn.Tanh())

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] from latents [N, Z] and, where there are classes, labels [N]."""
        return self.layers(z, labels).view(-1, *self.sample_shape)

    def entry_weights(self) -> tuple[Tensor, ...]:
        """The first layer's weight."""
        return (self.layers[0].weight,)


class MlpDiscriminator(Discriminator):
    """Two narrowing layers with dropout and a score."""

    def __init__(self, sample_shape: SampleShape, width: int, dropout: float) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Flatten()]
        size = math.prod(sample_shape)
        for growth in _DISCRIMINATOR_GROWTH:
            layers += [
                nn.Linear(size, growth * width),
                nn.LeakyReLU(0.2, inplace=True),
                nn.Dropout(dropout),
            ]
            size = growth * width
        self.layers = nn.Sequential(*layers, nn.Linear(size, 1))
        self.num_features = size

    def features(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The last hidden layer [N, F]."""
        return self.layers[:-1](images)

    def score(self, features: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores [N] from the last layer."""
        return self.layers[-1](features).flatten()


@ARCHITECTURES.register(
    "mlp",
    label="Fully connected",
    summary="The first GAN: layers that know nothing of images. Quick, grainy, good for understanding.",
)
@dataclass(frozen=True)
class Mlp(Architecture):
    """Generator 128-256-512-1024, discriminator 512-256-1, after [Goodfellow 2014]."""

    z_dim: int = latent_setting(100)
    width: int = setting(
        128,
        "Width",
        "Units in the generator's first layer; the others are multiples of it.",
        minimum=4,
        maximum=1024,
        log=True,
    )
    dropout: float = setting(
        0.3,
        "Dropout",
        "The share of the discriminator's units switched off at random, which keeps it from "
        "learning images by heart.",
        minimum=0.0,
        maximum=0.9,
    )

    label_ways = ("concatenation", "norm")

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape."""
        channels, height, width = shape.sample_shape
        seen = (channels + shape.extra_channels, height, width)
        return Networks(
            MlpGenerator(self.z_dim + shape.extra_latents, shape.sample_shape, self.width, shape.g_classes),
            MlpDiscriminator(seen, self.width, self.dropout),
        )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The generator's batch norm compares the images of a batch."""
        if config.training.batch_size < 2:
            yield Problem(
                "training.batch_size",
                "Batch size is 1, but the generator's batch norm compares images; choose 2 or more.",
            )

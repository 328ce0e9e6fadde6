"""What each kind of part must offer to be composed with the others.

A part is a frozen dataclass behind its registry (see registry.py); these base classes give its
methods their meaning and, where most parts do nothing, a default that does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

SampleShape = tuple[int, int, int]


class Generator(nn.Module):
    """A network from latents to images, with the abilities that the rest of the studio asks for.

    Attributes:
        z_dim: size Z of the input latent.
        sample_shape: (C, H, W) of an image.
        num_classes: K, or 0 if the network takes no label.
        latent_spaces: the spaces it can be given a latent in: "z", and "w", "w_plus" where it has them.
        num_ws: styles per image, L; 0 for networks without styles.
    """

    latent_spaces: tuple[str, ...] = ("z",)
    num_ws: int = 0
    num_classes: int = 0

    def __init__(self, z_dim: int, sample_shape: SampleShape) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.sample_shape = sample_shape

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images [N, C, H, W] in [-1, 1] from latents [N, Z] and, where there are classes, labels [N]."""
        raise TypeError(f"{type(self).__name__} does not say how it makes images.")


class Discriminator(nn.Module):
    """A network from images [N, C, H, W] and, where there are classes, labels [N] to scores [N]."""

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """Raw scores [N]; larger means more like the data."""
        raise TypeError(f"{type(self).__name__} does not say how it scores.")


class Networks(NamedTuple):
    """The two players."""

    generator: Generator
    discriminator: Discriminator


@dataclass(frozen=True)
class NetworkShape:
    """What an architecture is asked to fit.

    Attributes:
        sample_shape: (C, H, W) of the images.
        extra_latents: numbers that conditioning appends to the generator's latent.
        extra_channels: channels that conditioning appends to the discriminator's input.
    """

    sample_shape: SampleShape
    extra_latents: int = 0
    extra_channels: int = 0


class Architecture:
    """A pair of networks. Options: its sizes and choices.

    Attributes:
        bounds_slope: whether the discriminator's slope is bounded by its construction.
        mixes_batch: whether a discriminator's score depends on the other images of the batch.
    """

    bounds_slope: bool = False
    mixes_batch: bool = False

    def networks(self, shape: NetworkShape) -> Networks:
        """Fresh networks for that shape; random weights come from torch's global generator."""
        raise TypeError(f"{type(self).__name__} does not build networks.")


class Conditioning:
    """How an architecture's networks are told the class."""

    uses_labels: bool = False

    def networks(self, architecture: Architecture, sample_shape: SampleShape, num_classes: int) -> Networks:
        """The architecture's networks, able to take labels where `uses_labels`."""
        return architecture.networks(NetworkShape(sample_shape))


class Objective:
    """The adversarial game, as pure functions of scores [N] in float32."""

    gap_name: str = "score_gap"
    """Under which name E[D(x)] - E[D(G(z))] is reported; "wasserstein" where it estimates that distance."""

    undecided: float | None = 0.0
    """The score at which the discriminator is undecided, or None where a score is no verdict."""

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """The scalar that the discriminator makes small."""
        raise TypeError(f"{type(self).__name__} has no loss for the discriminator.")

    def generator_loss(self, fake: Tensor) -> Tensor:
        """The scalar that the generator makes small."""
        raise TypeError(f"{type(self).__name__} has no loss for the generator.")

    def verdict(self, scores: Tensor) -> Tensor:
        """Scores as a person reads D(x): a probability where the objective defines one."""
        return scores


@dataclass(frozen=True)
class Moment:
    """What a regularizer sees of one update.

    Attributes:
        score: maps images [N, C, H, W] to scores [N] with the batch's labels, in float32.
        real, fake: the batch's images as the discriminator saw them; fake has no gradient.
        random: the run's random generator, on the images' device.
    """

    score: Callable[[Tensor], Tensor]
    real: Tensor
    fake: Tensor
    random: torch.Generator


class Regularizer:
    """A penalty: named terms that are added to a loss, every `interval` updates."""

    bounds_slope: bool = False
    """Whether it keeps the discriminator's slope bounded everywhere, as a Wasserstein critic needs."""

    interval: int = 1
    """Updates between two uses; the term is scaled up by it [Karras 2020, section 3.1]."""

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """Weighted terms of the discriminator's loss, by the name they are plotted under."""
        return {}

    def after_discriminator_update(self, discriminator: nn.Module) -> None:
        """Change the discriminator's weights after its optimizer did."""


class Augmentation:
    """A change made to every image, real or fake, before the discriminator sees it."""

    def __call__(self, images: Tensor, images_seen: int, random: torch.Generator) -> Tensor:
        """Changed images; differentiable, so that the generator learns through it."""
        raise TypeError(f"{type(self).__name__} does not say what it changes.")


class OptimizerChoice:
    """An update rule for both networks, with a learning rate for each."""

    g_lr: float
    d_lr: float

    def build(self, parameters: Iterable[nn.Parameter], lr: float) -> torch.optim.Optimizer:
        """An optimizer of this rule over the parameters."""
        raise TypeError(f"{type(self).__name__} does not build an optimizer.")


class Schedule:
    """How the learning rates change while the run goes on."""

    def factor(self, share: float) -> float:
        """What both rates are multiplied by when `share` (0 to 1) of the run is done."""
        raise TypeError(f"{type(self).__name__} has no factor.")

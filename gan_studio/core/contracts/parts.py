"""What the parts that decide how networks are trained must offer to be composed with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_studio.core.contracts.networks import Architecture, Networks, SampleShape, View


class Objective:
    """The adversarial game, as pure functions of scores [N] in float32."""

    gap_name: str = "score_gap"
    """Under which name E[D(x)] - E[D(G(z))] is reported; "wasserstein" where it estimates that distance."""

    undecided: float | None = 0.0
    """The score at which the discriminator is undecided, or None where a score is no verdict."""

    compares: bool = False
    """Whether the generator's loss needs the scores of real images too."""

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """The scalar that the discriminator makes small."""
        raise TypeError(f"{type(self).__name__} has no loss for the discriminator.")

    def generator_loss(self, fake: Tensor, real: Tensor | None = None) -> Tensor:
        """The scalar that the generator makes small; `real` is there where the objective `compares`."""
        raise TypeError(f"{type(self).__name__} has no loss for the generator.")

    def verdict(self, scores: Tensor) -> Tensor:
        """Scores as a person reads D(x): a probability where the objective defines one."""
        return scores


@dataclass(frozen=True)
class Moment:
    """What a regularizer sees of one update.

    Attributes:
        score: maps images [N, C, H, W] to scores [N] with the batch's labels, in float32.
        real, fake: the batch's images as the discriminator saw them, augmented. In the discriminator's
            update fake has no gradient; in the generator's it has, and real is None unless `compares`.
        bare_real, bare_fake: the same before any augmentation, without gradients; None in the
            generator's update.
        score_again: maps images to scores [N] as those of the views were computed, in the run's own
            precision, so that the difference between the two is that of the images alone.
        augment: maps images to augmented ones, with gradients; each call draws its changes anew.
        real_view, fake_view: what the discriminator made of them in this very update, with the gradient
            that the update needs; so in the generator's update real_view has none.
        labels: the batch's classes [N], or None.
        networks: both players.
        memory: what the regularizer's `memory` made, or None.
        random: the run's random generator, on the images' device.
        z: latents [N, Z] of the fakes; None in the discriminator's update.
        draw: maps latents [N, Z] to images with the batch's labels, with gradients, as in training.
        drawn: the fakes before any augmentation; None in the discriminator's update.

    In an update apart, which lazy terms have where the optimizer makes up for them, there are no views,
    fake has no gradient, and drawn is None.
    """

    score: Callable[[Tensor], Tensor]
    real: Tensor
    fake: Tensor
    random: torch.Generator
    bare_real: Tensor | None = None
    bare_fake: Tensor | None = None
    score_again: Callable[[Tensor], Tensor] | None = None
    augment: Callable[[Tensor], Tensor] = lambda images: images
    real_view: View | None = None
    fake_view: View | None = None
    labels: Tensor | None = None
    networks: Networks | None = None
    memory: nn.Module | None = None
    z: Tensor | None = None
    draw: Callable[[Tensor], Tensor] | None = None
    drawn: Tensor | None = None

    def score_augmented(self, images: Tensor) -> Tensor:
        """Scores [N] of images [N, C, H, W] that are augmented first, as in training."""
        return self.score(self.augment(images))


class Regularizer:
    """A penalty or another stabiliser: named terms of a loss, or a change to networks or gradients."""

    mixes_batch: bool = False
    """Whether it mixes the images of a batch, as in Architecture."""

    compares: bool = False
    """Whether its generator_terms need the real batch and its view."""

    interval: int = 1
    """Updates between two uses; the terms are scaled up by it [Karras 2020, section 3.1]."""

    lazy_networks: tuple[str, ...] = ("d",)
    """The networks, of "g" and "d", whose updates its terms belong to."""

    def bounds_slope(self, architecture: Architecture) -> bool:
        """Whether it keeps the slope of such a discriminator bounded, as a Wasserstein critic needs."""
        return False

    def fitted(self, networks: Networks) -> Networks:
        """The networks with what it adds to them, right after they are built and before any weight is
        loaded; what it adds must be the same each time.
        """
        return networks

    def memory(self, networks: Networks) -> nn.Module | None:
        """What it remembers between updates, as a module of buffers that is saved with the run."""
        return None

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """Weighted terms of the discriminator's loss, by the name they are plotted under."""
        return {}

    def generator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """Weighted terms of the generator's loss, by the name they are plotted under."""
        return {}

    def limit_gradients(self, network: nn.Module) -> None:
        """Change the gradients of a network before its optimizer uses them."""

    def after_discriminator_update(self, discriminator: nn.Module) -> None:
        """Change the discriminator's weights after its optimizer did."""

    def after_update(self, network: nn.Module, memory: nn.Module | None) -> None:
        """Learn from either network's weights as its update has left them; `memory` made by memory()."""


class Augmentation:
    """A change made to every image, real or fake, before the discriminator sees it."""

    def memory(self, sample_shape: SampleShape) -> nn.Module | None:
        """What it remembers between updates, as a module of buffers that is saved with the run."""
        return None

    def __call__(
        self, images: Tensor, images_seen: int, random: torch.Generator, memory: nn.Module | None = None
    ) -> Tensor:
        """Changed images; differentiable, so that the generator learns through it.

        Args:
            images_seen: real images the discriminator was shown before.
            random: the run's random generator, on the images' device.
            memory: what `memory` made.
        """
        raise TypeError(f"{type(self).__name__} does not say what it changes.")

    def after_discriminator_update(self, real_scores: Tensor, memory: nn.Module | None) -> dict[str, Tensor]:
        """Learn from the scores [N] of real images; returns scalars to plot, without a host sync."""
        return {}


class OptimizerChoice:
    """An update rule for both networks, with a learning rate for each."""

    g_lr: float
    d_lr: float
    corrects_lazy: bool = False
    """Whether rates and betas make up for penalties that are used only every few updates."""

    def build(
        self, parameters: Iterable[nn.Parameter], lr: float, lazy: float = 1.0
    ) -> torch.optim.Optimizer:
        """An optimizer of this rule over the parameters.

        Args:
            lazy: k / (k + 1) where a penalty is used every k updates, else 1; betas are raised to this
                power, as the rate was multiplied by it already [Karras 2020, section 3.1].
        """
        raise TypeError(f"{type(self).__name__} does not build an optimizer.")


class Schedule:
    """How the learning rates change while the run goes on."""

    def factor(self, share: float) -> float:
        """What both rates are multiplied by when `share` (0 to 1) of the run is done."""
        raise TypeError(f"{type(self).__name__} has no factor.")

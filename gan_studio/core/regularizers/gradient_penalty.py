"""The gradient penalty of WGAN-GP, and its relatives with another slope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting
from gan_studio.core.regularizers._lone_images import mixing_problems


def slopes(score: Callable[[Tensor], Tensor], points: Tensor) -> Tensor:
    """How steep the score is at each of the points.

    Args:
        score: maps images [N, C, H, W] to scores [N].
        points: images [N, C, H, W].

    Returns:
        Lengths of the gradients [N], which can be differentiated again.
    """
    points = points.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(score(points).sum(), points, create_graph=True)
    return slope.flatten(1).norm(dim=1)


def slopes_between(
    score: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, random: torch.Generator | None = None
) -> Tensor:
    """How steep the critic is between real and fake.

    One point is drawn uniformly on the segment joining each pair [Gulrajani 2017, eq. 3].

    Args:
        score: maps images [N, C, H, W] to scores [N].
        real, fake: images [N, C, H, W] in [-1, 1]; neither needs a gradient.
        random: where the points are drawn from; torch's global generator if None.

    Returns:
        Lengths of the gradients [N].
    """
    mix = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device, generator=random)
    return slopes(score, real.detach().lerp(fake.detach(), mix))


def gradient_penalty(
    score: Callable[[Tensor], Tensor],
    real: Tensor,
    fake: Tensor,
    random: torch.Generator | None = None,
    *,
    target: float = 1.0,
    one_sided: bool = False,
) -> Tensor:
    """Mean squared distance of the critic's slope from a target, between real and fake; not yet weighted.

    Args:
        score, real, fake, random: as slopes_between takes them.
        target: the slope wanted, by whose square the distance is divided; 0 is not divided by.
        one_sided: whether only slopes above the target count.
    """
    excess = slopes_between(score, real, fake, random) - target
    if one_sided:
        excess = excess.relu()
    return (excess / (target or 1.0)).square().mean()


@REGULARIZERS.register(
    "gradient_penalty",
    label="Gradient penalty",
    summary="Draws the critic's slope between real and fake images to 1, as the Wasserstein distance asks.",
)
@dataclass(frozen=True)
class GradientPenalty(Regularizer):
    """gp_weight times the mean squared distance of the slope from 1 [Gulrajani 2017, eq. 3].

    Another target divides it by the target's square [Karras 2018, appendix A.1]; a target of 0 is the
    zero-centred penalty [Thanh-Tung 2019, eq. 6]; one-sided, only slopes above it are punished
    [Petzka 2018, eq. 7].
    """

    gp_weight: float = setting(
        10.0,
        "Weight (λ)",
        "How strongly slopes other than the target are punished; 10 in the paper.",
        minimum=0.0,
        maximum=1000.0,
        log=True,
        live=True,
    )
    interval: int = interval_setting("Critic", "More is faster and less exact.")
    target: float = setting(
        1.0,
        "Slope wanted",
        "The slope that the critic is drawn to. 1 is the paper's, Progressive GAN used 750 on CIFAR-10, "
        "and 0 flattens the critic so that the game can settle.",
        minimum=0.0,
        maximum=1000.0,
        advanced=True,
    )
    one_sided: bool = setting(
        False,
        "Only steeper slopes",
        "Leaves slopes below the one wanted alone, since a flatter critic is allowed too.",
        advanced=True,
    )

    def bounds_slope(self, architecture: Architecture) -> bool:
        """It is what the penalty asks for."""
        return self.gp_weight > 0

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The penalty is on one image's slope, which a mixed batch does not have."""
        yield from mixing_problems(config, "A gradient penalty")

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "gradient_penalty"."""
        penalty = gradient_penalty(
            moment.score,
            moment.real,
            moment.fake,
            moment.random,
            target=self.target,
            one_sided=self.one_sided,
        )
        return {"gradient_penalty": self.gp_weight * penalty}

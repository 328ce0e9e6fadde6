"""The gradient penalty of WGAN-GP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS


def gradient_penalty(
    score: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, random: torch.Generator | None = None
) -> Tensor:
    """Squared distance of the critic's slope from 1, between real and fake.

    One point is drawn uniformly on the segment joining each pair [Gulrajani 2017, eq. 3].

    Args:
        score: maps images [N, C, H, W] to scores [N].
        real, fake: images [N, C, H, W] in [-1, 1]; neither needs a gradient.
        random: where the points are drawn from; torch's global generator if None.

    Returns:
        Mean penalty, a scalar, not yet weighted.
    """
    mix = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device, generator=random)
    point = real.detach().lerp(fake.detach(), mix).requires_grad_(True)
    (slope,) = torch.autograd.grad(score(point).sum(), point, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


@REGULARIZERS.register(
    "gradient_penalty",
    label="Gradient penalty",
    summary="Draws the critic's slope between real and fake images to 1, as the Wasserstein distance asks.",
)
@dataclass(frozen=True)
class GradientPenalty(Regularizer):
    """gp_weight times the mean squared distance of the slope from 1 [Gulrajani 2017, eq. 3]."""

    gp_weight: float = setting(
        10.0,
        "Weight (λ)",
        "How strongly slopes other than 1 are punished; 10 in the paper.",
        minimum=0.0,
        maximum=1000.0,
        log=True,
        live=True,
    )
    interval: int = setting(
        1,
        "Every",
        "Critic updates between two uses; the term is scaled up by it. More is faster and less exact.",
        minimum=1,
        maximum=64,
        unit="updates",
        advanced=True,
    )

    bounds_slope = True

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The penalty is on one image's slope, which a mixed batch does not have."""
        if config.mixes_batch:
            yield Problem(
                "architecture",
                "A gradient penalty needs a discriminator that scores each image by itself; choose layer or "
                "instance norm in the discriminator in place of batch norm.",
            )

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "gradient_penalty"."""
        penalty = gradient_penalty(moment.score, moment.real, moment.fake, moment.random)
        return {"gradient_penalty": self.gp_weight * penalty}

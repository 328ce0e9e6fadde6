"""DRAGAN: a gradient penalty around the data alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting
from gan_studio.core.regularizers._lone_images import mixing_problems
from gan_studio.core.regularizers.gradient_penalty import slopes


def points_around(real: Tensor, reach: float, random: torch.Generator) -> Tensor:
    """A point near each image: x + a r s u, with a uniform per image and u per number, both in [0, 1).

    Args:
        real: images [N, C, H, W]; s is the standard deviation of all their numbers.
        reach: r.
        random: where a and u are drawn from.
    """
    away = reach * real.std() * torch.rand(real.shape, device=real.device, generator=random)
    share = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device, generator=random)
    return real + share * away


@REGULARIZERS.register(
    "dragan",
    label="DRAGAN",
    summary="Keeps the discriminator gentle around real images, where sharp slopes make modes collapse.",
)
@dataclass(frozen=True)
class Dragan(Regularizer):
    """The squared distance of the slope from 1 around the data [Kodali 2017, algorithm 1].

    The noise is that of the authors' code; the paper's algorithm leaves its law open.
    """

    dragan_weight: float = setting(
        10.0,
        "Weight (λ)",
        "How strongly slopes other than 1 are punished; 10 in the paper.",
        minimum=0.0,
        maximum=1000.0,
        log=True,
        live=True,
    )
    reach: float = setting(
        0.5,
        "Reach",
        "How far from the images slopes are looked at, in standard deviations of the pixels.",
        minimum=0.0,
        maximum=10.0,
        live=True,
        advanced=True,
    )
    interval: int = interval_setting("Discriminator")

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """The penalty is on one image's slope, which a mixed batch does not have."""
        yield from mixing_problems(config, "DRAGAN")

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "dragan"."""
        points = points_around(moment.real.detach(), self.reach, moment.random)
        return {"dragan": self.dragan_weight * (slopes(moment.score, points) - 1).square().mean()}

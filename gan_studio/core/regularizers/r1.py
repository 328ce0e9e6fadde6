"""R1, the zero-centred gradient penalty on real images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting
from gan_studio.core.regularizers._lone_images import mixing_problems


def squared_slope(score: Callable[[Tensor], Tensor], images: Tensor) -> Tensor:
    """Mean over the batch of the squared gradient of the scores at the images.

    Args:
        score: maps images [N, C, H, W] to scores [N].
        images: [N, C, H, W] in [-1, 1].

    Returns:
        A scalar that can be differentiated again.
    """
    point = images.detach().requires_grad_(True)
    (slope,) = torch.autograd.grad(score(point).sum(), point, create_graph=True)
    return slope.square().flatten(1).sum(dim=1).mean()


@REGULARIZERS.register(
    "r1",
    label="R1",
    summary="Flattens the discriminator around real images, which lets the game settle.",
)
@dataclass(frozen=True)
class R1(Regularizer):
    """gamma / 2 times the squared slope at real images [Mescheder 2018, eq. 9].

    Where images are augmented, it is the slope at the images themselves, through the augmentation, as in
    the public code of StyleGAN2-ADA and StyleGAN3.
    """

    r1_gamma: float = setting(
        10.0,
        "Gamma (γ)",
        "How strongly slopes are punished. Raise it if training swings or collapses, or if pictures stop "
        "getting better early, as small networks' do below 10; lower it if the pictures stay blurred.",
        minimum=0.0,
        maximum=10_000.0,
        log=True,
        live=True,
    )
    interval: int = interval_setting(
        "Discriminator", "16 is the usual lazy setting and much faster.", advanced=False
    )

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Each image must have a slope of its own."""
        yield from mixing_problems(config, "R1")

    def discriminator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted penalty as "r1"."""
        return {"r1": self.r1_gamma / 2 * squared_slope(moment.score_augmented, moment.bare_real)}

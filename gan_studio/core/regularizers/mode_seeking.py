"""Mode seeking: latents that are far apart shall give pictures that are far apart."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_studio.core.config import setting
from gan_studio.core.contracts import Moment, Regularizer
from gan_studio.core.registry import REGULARIZERS
from gan_studio.core.regularizers._lazy import interval_setting

_LEAST = 1e-5
"""Added to the ratio, whose inverse is so finite where all pictures are the same."""


def mode_seeking_loss(images: Tensor, others: Tensor, z: Tensor, other_z: Tensor) -> Tensor:
    """How little pictures differ for how much their latents do, as a scalar.

    It is d(z, z') / d(G(z), G(z')), the inverse of what shall grow, with d the mean absolute
    difference over the batch [Mao 2019, eq. 4].

    Args:
        images, others: pictures [N, C, H, W] of the latents.
        z, other_z: latents [N, Z], pairwise of the same class.
    """
    return 1 / ((images - others).abs().mean() / (z - other_z).abs().mean() + _LEAST)


@REGULARIZERS.register(
    "mode_seeking",
    label="Mode seeking",
    summary="Punishes a generator that draws the same picture for different latents, against mode collapse.",
)
@dataclass(frozen=True)
class ModeSeeking(Regularizer):
    """ms_weight times the inverse of how far pictures are apart for their latents [Mao 2019, eq. 5]."""

    ms_weight: float = setting(
        1.0,
        "Weight (λ)",
        "How strongly pictures that are alike are punished; 1 in the paper. Too much makes pictures "
        "differ by noise alone.",
        minimum=0.0,
        maximum=100.0,
        live=True,
    )
    interval: int = interval_setting("Generator", "Each use draws another batch.")

    lazy_networks = ("g",)

    def generator_terms(self, moment: Moment) -> dict[str, Tensor]:
        """The weighted loss as "mode_seeking", against fresh latents with the batch's labels."""
        z = torch.randn(moment.z.shape, device=moment.z.device, generator=moment.random)
        drawn = moment.draw(moment.z) if moment.drawn is None else moment.drawn
        loss = mode_seeking_loss(drawn, moment.draw(z), moment.z, z)
        return {"mode_seeking": self.ms_weight * loss}

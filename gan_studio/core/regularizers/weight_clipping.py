"""Clipping the critic's weights to a box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn

from gan_studio.core.config import DataFacts, Problem, RunConfig, setting
from gan_studio.core.contracts import Architecture, Regularizer
from gan_studio.core.registry import REGULARIZERS

_EQUALIZED = 1.0
"""A bound that leaves most weights of equalised learning rate, which begin as standard normal ones."""


@REGULARIZERS.register(
    "weight_clipping",
    label="Weight clipping",
    summary="Keeps every weight of the critic small, the first way to bound its slope.",
)
@dataclass(frozen=True)
class WeightClipping(Regularizer):
    """Weights stay in [-c, c] after every update [Arjovsky 2017, algorithm 1]."""

    clip_value: float = setting(
        0.01,
        "Bound (c)",
        "The largest weight the critic may have. Smaller makes it smoother and weaker.",
        minimum=1e-4,
        maximum=10.0,
        log=True,
        live=True,
    )

    def bounds_slope(self, architecture: Architecture) -> bool:
        """Weights that are bounded bound it, whatever the norm [Arjovsky 2017, section 3]."""
        return True

    def problems(self, config: RunConfig, data: DataFacts | None) -> Iterator[Problem]:
        """Weights of about 1 do not outlive a small bound."""
        if config.architecture.equalizes_rates and self.clip_value < _EQUALIZED:
            yield Problem(
                "regularizers.weight_clipping.clip_value",
                f"These networks' weights are about 1 and scaled where they are used, so that a bound of "
                f"{self.clip_value:g} would silence the discriminator; choose a bound of {_EQUALIZED:g}, or "
                "a gradient penalty in place of weight clipping.",
            )

    @torch.no_grad()
    def after_discriminator_update(self, discriminator: nn.Module) -> None:
        """Clamp every parameter in place."""
        for parameter in discriminator.parameters():
            parameter.clamp_(-self.clip_value, self.clip_value)

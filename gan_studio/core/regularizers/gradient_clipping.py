"""Clipping gradients by their length."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from gan_studio.core.config import setting
from gan_studio.core.contracts import Discriminator, Generator, Regularizer
from gan_studio.core.registry import REGULARIZERS

_LEARNERS = {"both": nn.Module, "d": Discriminator, "g": Generator}


@REGULARIZERS.register(
    "gradient_clipping",
    label="Gradient clipping",
    summary="Shortens gradients that are far too long, so that one bad batch cannot throw a network.",
)
@dataclass(frozen=True)
class GradientClipping(Regularizer):
    """A network's whole gradient is scaled down to a norm [Pascanu 2013, algorithm 1]."""

    max_norm: float = setting(
        1.0,
        "Longest gradient",
        "How long a network's whole gradient may be; a longer one is shortened and keeps its direction. "
        "Smaller shortens more often.",
        minimum=1e-3,
        maximum=10_000.0,
        log=True,
        live=True,
    )
    networks: str = setting(
        "both",
        "Whose gradients",
        "The network whose gradients are shortened.",
        choices={"both": "Both networks", "d": "The discriminator", "g": "The generator"},
        advanced=True,
    )

    def limit_gradients(self, network: nn.Module) -> None:
        """Scale the gradient down to the norm in place, without waiting for the device."""
        if isinstance(network, _LEARNERS[self.networks]):
            nn.utils.clip_grad_norm_(network.parameters(), self.max_norm)

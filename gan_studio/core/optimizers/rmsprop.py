"""RMSprop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

from gan_studio.core.config import setting
from gan_studio.core.contracts import OptimizerChoice
from gan_studio.core.registry import OPTIMIZERS


@OPTIMIZERS.register(
    "rmsprop",
    label="RMSprop",
    summary="Steps scaled by a running average of squared gradients.",
)
@dataclass(frozen=True)
class RmsProp(OptimizerChoice):
    """RMSprop with a rate for each network, as the first Wasserstein GAN asks [Arjovsky 2017]."""

    g_lr: float = setting(
        5e-5,
        "Generator's rate",
        "How far one update moves the generator.",
        minimum=0.0,
        maximum=1.0,
        log=True,
        live=True,
    )
    d_lr: float = setting(
        5e-5,
        "Discriminator's rate",
        "How far one update moves the discriminator.",
        minimum=0.0,
        maximum=1.0,
        log=True,
        live=True,
    )
    alpha: float = setting(
        0.99,
        "Memory (α)",
        "How long squared gradients are remembered.",
        minimum=0.0,
        maximum=0.99999,
        advanced=True,
    )

    def build(
        self, parameters: Iterable[nn.Parameter], lr: float, lazy: float = 1.0
    ) -> torch.optim.Optimizer:
        """Torch's RMSprop over all parameters at once."""
        return torch.optim.RMSprop(parameters, lr=lr, alpha=self.alpha, foreach=True)

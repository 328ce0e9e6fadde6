"""Adam."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

from gan_studio.core.config import setting
from gan_studio.core.contracts import OptimizerChoice
from gan_studio.core.registry import OPTIMIZERS


@OPTIMIZERS.register(
    "adam", label="Adam", summary="Steps scaled by running averages of gradients and their squares."
)
@dataclass(frozen=True)
class Adam(OptimizerChoice):
    """Adam with a rate for each network; different rates make TTUR [Kingma 2015; Heusel 2017]."""

    g_lr: float = setting(
        2e-4,
        "Generator's rate",
        "How far one update moves the generator. Too high and the pictures flicker or break; too low "
        "and nothing happens.",
        minimum=0.0,
        maximum=1.0,
        log=True,
        live=True,
    )
    d_lr: float = setting(
        2e-4,
        "Discriminator's rate",
        "How far one update moves the discriminator. Raise it if the generator gets away with "
        "anything; lower it if the discriminator always wins.",
        minimum=0.0,
        maximum=1.0,
        log=True,
        live=True,
    )
    beta1: float = setting(
        0.5,
        "Beta 1",
        "How much of the past gradients is kept; GANs do well with 0 or 0.5.",
        minimum=0.0,
        maximum=0.9999,
        advanced=True,
    )
    beta2: float = setting(
        0.999,
        "Beta 2",
        "How long squared gradients are remembered; 0.9 adapts quickly, 0.999 is steady.",
        minimum=0.0,
        maximum=0.99999,
        advanced=True,
    )
    epsilon: float = setting(
        1e-8,
        "Epsilon",
        "Keeps steps finite where gradients vanish.",
        minimum=1e-12,
        maximum=1e-2,
        log=True,
        advanced=True,
    )

    corrects_lazy: bool = setting(
        False,
        "Make up for lazy penalties",
        "Gives a penalty that is used only every few updates an update of its own, as StyleGAN2 does, and "
        "lowers rates and betas for it: with one in every k, rates times c and betas to the power c, "
        "c = k / (k + 1).",
        advanced=True,
    )

    def build(
        self, parameters: Iterable[nn.Parameter], lr: float, lazy: float = 1.0
    ) -> torch.optim.Optimizer:
        """Torch's Adam, fused where the device has it."""
        return torch.optim.Adam(
            parameters, lr=lr, betas=(self.beta1**lazy, self.beta2**lazy), eps=self.epsilon, fused=True
        )

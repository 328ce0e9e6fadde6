"""Training StyleGAN2 straightforwardly: both losses, lazy R1, two Adams, an average of the weights."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.bench.plain_stylegan2 import plain_discriminator, plain_generator

R1_GAMMA, R1_EVERY = 10.0, 16


def plain_step(
    generator: nn.Module, discriminator: nn.Module, real: Tensor, shares_fakes: bool
) -> Callable[[], None]:
    """One update of each network with lazy R1, and of the averaged generator."""
    c = R1_EVERY / (R1_EVERY + 1)
    g_adam = torch.optim.Adam(generator.parameters(), lr=0.002, betas=(0.0, 0.99))
    d_adam = torch.optim.Adam(discriminator.parameters(), lr=0.002 * c, betas=(0.0, 0.99**c))
    average = [weight.detach().clone() for weight in generator.parameters()]
    count = itertools.count()

    def step() -> None:
        z = torch.randn(len(real), generator.z_dim)
        fake = plain_generator(generator, z)
        discriminator.requires_grad_(True).zero_grad()
        loss = functional.softplus(plain_discriminator(discriminator, fake.detach())).mean()
        loss = loss + functional.softplus(-plain_discriminator(discriminator, real)).mean()
        if next(count) % R1_EVERY == 0:
            point = real.detach().requires_grad_(True)
            scores = plain_discriminator(discriminator, point).sum()
            (slope,) = torch.autograd.grad(scores, point, create_graph=True)
            loss = loss + slope.square().sum(dim=[1, 2, 3]).mean() * (R1_GAMMA / 2 * R1_EVERY)
        loss.backward()
        d_adam.step()
        discriminator.requires_grad_(False)
        generator.zero_grad()
        if not shares_fakes:
            fake = plain_generator(generator, torch.randn_like(z))
        functional.softplus(-plain_discriminator(discriminator, fake)).mean().backward()
        g_adam.step()
        with torch.no_grad():
            for kept, weight in zip(average, generator.parameters(), strict=True):
                kept.lerp_(weight, 0.01)

    return step

"""DCGAN in float32 as a tutorial writes it, for one image channel: what the studio is measured against."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

Z = 100


def plain_networks(resolution: int, width: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Generator and discriminator.

    Args:
        width: channels of the layers next to the image.
    """
    levels = resolution.bit_length() - 3  # doublings from 4 px
    g: list[nn.Module] = []
    d: list[nn.Module] = []
    wide = width << (levels - 1)
    g += [nn.ConvTranspose2d(Z, wide, 4, 1, 0, bias=False), nn.BatchNorm2d(wide), nn.ReLU(True)]
    for level in reversed(range(levels - 1)):
        narrow = width << level
        g += [nn.ConvTranspose2d(2 * narrow, narrow, 4, 2, 1, bias=False), nn.BatchNorm2d(narrow)]
        g.append(nn.ReLU(True))
    g += [nn.ConvTranspose2d(width, 1, 4, 2, 1, bias=False), nn.Tanh()]
    d += [nn.Conv2d(1, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    for level in range(1, levels):
        channels = width << level
        d += [nn.Conv2d(channels // 2, channels, 4, 2, 1, bias=False), nn.BatchNorm2d(channels)]
        d.append(nn.LeakyReLU(0.2, True))
    d += [nn.Conv2d(wide, 1, 4, 1, 0, bias=False), nn.Sigmoid(), nn.Flatten(0)]
    return nn.Sequential(*g), nn.Sequential(*d)


def plain_step(resolution: int, width: int, batch: int) -> Callable[[], None]:
    """One update of each network with binary cross-entropy and Adam."""
    generator, discriminator = plain_networks(resolution, width)
    g_adam = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    d_adam = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    criterion, real = nn.BCELoss(), torch.rand(batch, 1, resolution, resolution) * 2 - 1
    ones, zeros = torch.ones(batch), torch.zeros(batch)

    def step() -> None:
        discriminator.zero_grad()
        criterion(discriminator(real), ones).backward()
        fake = generator(torch.randn(batch, Z, 1, 1))
        criterion(discriminator(fake.detach()), zeros).backward()
        d_adam.step()
        generator.zero_grad()
        criterion(discriminator(fake), ones).backward()
        g_adam.step()

    return step


def plain_picture(resolution: int, width: int) -> Callable[[], Tensor]:
    """Draws one picture [1, 1, H, W]."""
    generator = plain_networks(resolution, width)[0].eval()

    @torch.no_grad()
    def picture() -> Tensor:
        return generator(torch.randn(1, Z, 1, 1))

    return picture

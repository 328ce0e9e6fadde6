"""Measures DCGAN training here against the plain way of writing it in PyTorch, in one process.

    python tests/measurements/training_speed.py [--rounds 5] [--resolution 32]

Prints images per second of both, taken in turns, and the median of the ratios.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import nn

from gan_studio.core.config import preset, with_assignments
from gan_studio.core.data.loader import Batch
from gan_studio.core.device import chosen_precision

BATCH, CHANNELS, Z = 64, 64, 100


def plain_networks(resolution: int) -> tuple[nn.Module, nn.Module]:
    """DCGAN in float32 as a tutorial writes it, for one image channel."""
    levels = resolution.bit_length() - 3  # doublings from 4 px
    g: list[nn.Module] = []
    d: list[nn.Module] = []
    wide = CHANNELS << (levels - 1)
    g += [nn.ConvTranspose2d(Z, wide, 4, 1, 0, bias=False), nn.BatchNorm2d(wide), nn.ReLU(True)]
    for level in reversed(range(levels - 1)):
        narrow = CHANNELS << level
        g += [nn.ConvTranspose2d(2 * narrow, narrow, 4, 2, 1, bias=False), nn.BatchNorm2d(narrow)]
        g.append(nn.ReLU(True))
    g += [nn.ConvTranspose2d(CHANNELS, 1, 4, 2, 1, bias=False), nn.Tanh()]
    d += [nn.Conv2d(1, CHANNELS, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    for level in range(1, levels):
        width = CHANNELS << level
        d += [nn.Conv2d(width // 2, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width)]
        d.append(nn.LeakyReLU(0.2, True))
    d += [nn.Conv2d(wide, 1, 4, 1, 0, bias=False), nn.Sigmoid(), nn.Flatten(0)]
    return nn.Sequential(*g), nn.Sequential(*d)


def plain_step(resolution: int) -> Callable[[], None]:
    """One update of each network with binary cross-entropy and Adam."""
    generator, discriminator = plain_networks(resolution)
    g_adam = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    d_adam = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    criterion, real = nn.BCELoss(), torch.rand(BATCH, 1, resolution, resolution) * 2 - 1
    ones, zeros = torch.ones(BATCH), torch.zeros(BATCH)

    def step() -> None:
        discriminator.zero_grad()
        criterion(discriminator(real), ones).backward()
        fake = generator(torch.randn(BATCH, Z, 1, 1))
        criterion(discriminator(fake.detach()), zeros).backward()
        d_adam.step()
        generator.zero_grad()
        criterion(discriminator(fake), ones).backward()
        g_adam.step()

    return step


def studio_step(resolution: int) -> Callable[[], None]:
    """The studio's own step for the preset `dcgan`."""
    config = with_assignments(preset("dcgan").config(), [f"data.resolution={resolution}"])
    device = torch.device("cpu")
    precision = chosen_precision("auto", device)
    random = torch.Generator().manual_seed(0)
    trainer = config.task.trainer(config, (1, resolution, resolution), 0, device, precision, random)
    images = torch.rand(BATCH, 1, resolution, resolution) * 2 - 1
    real = Batch(images.contiguous(memory_format=torch.channels_last), None)
    return lambda: trainer.step(lambda size: real)


def images_per_second(step: Callable[[], None], steps: int) -> float:
    """Speed over that many steps."""
    began = time.perf_counter()
    for _ in range(steps):
        step()
    return steps * BATCH / (time.perf_counter() - began)


def main() -> None:
    """Measure in turns and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--resolution", type=int, default=32)
    arguments = parser.parse_args()
    plain, studio = plain_step(arguments.resolution), studio_step(arguments.resolution)
    for step in (plain, studio):
        images_per_second(step, 5)
    ratios = []
    for _ in range(arguments.rounds):
        slow = images_per_second(plain, arguments.steps)
        fast = images_per_second(studio, arguments.steps)
        ratios.append(fast / slow)
        print(f"plain {slow:7.0f} images/s   studio {fast:7.0f} images/s   ratio {fast / slow:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()

"""Drawing with a trained generator, in the precision that suits it and the device."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.device import chosen_precision


@torch.inference_mode()
def images_of(
    generator: Generator, z: Tensor, labels: Tensor | None = None, psi: float | Tensor = 1.0
) -> Tensor:
    """Images float32 [N, C, H, W] on the generator's device, the same each time.

    A generator that says so is drawn with in bfloat16 where the device multiplies it fast, as its
    samples are while it trains: twice as fast, and bytes then differ by half a level on average.

    Args:
        z: latents [N, Z].
        labels: classes [N] or None.
        psi: truncation, as in Generator.draw.
    """
    device = next(generator.parameters()).device
    precision = chosen_precision("auto", device) if generator.draws_in_lower_precision else torch.float32
    psi = psi.to(device) if isinstance(psi, Tensor) else psi
    with torch.autocast(device.type, precision, enabled=precision != torch.float32):
        return generator.draw(z.to(device), None if labels is None else labels.to(device), psi).float()

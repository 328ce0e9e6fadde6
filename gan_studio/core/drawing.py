"""Drawing with a trained generator."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator


@torch.inference_mode()
def images_of(
    generator: Generator, z: Tensor, labels: Tensor | None = None, psi: float | Tensor = 1.0
) -> Tensor:
    """Images float32 [N, C, H, W] on the generator's device, in float32 whatever the processor is fast in.

    Args:
        z: latents [N, Z].
        labels: classes [N] or None.
        psi: truncation, as in Generator.draw.
    """
    device = next(generator.parameters()).device
    psi = psi.to(device) if isinstance(psi, Tensor) else psi
    return generator.draw(z.to(device), None if labels is None else labels.to(device), psi).float()

"""What an inversion can afford: less is tried at first, and less exactly, where pictures take long."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from gan_studio.core.contracts import Generator
from gan_studio.core.device import chosen_precision
from gan_studio.core.latent.inversion.options import InversionOptions

# Pictures of more pixels, or of networks of more operations, are tried less often, but no less than this.
# Of operations the square root counts: with a tenth of the starts, four of ten pictures are missed.
_SMALL, _QUICK, _FEWEST_SAMPLES, _FEWEST_STARTS = 64**2, 1e9, 64, 2


def affordable(options: InversionOptions, pixels: int, operations: int) -> InversionOptions:
    """The options with fewer starts where pictures are large or slow, as each takes time and memory.

    Args:
        pixels: of a picture.
        operations: that it takes, as operations_of counts them.
    """
    share = min(1.0, _SMALL / pixels, math.sqrt(_QUICK / max(1, operations)))
    return replace(
        options,
        samples=min(options.samples, max(_FEWEST_SAMPLES, round(options.samples * math.sqrt(share)))),
        starts=min(options.starts, max(_FEWEST_STARTS, round(options.starts * share))),
    )


def rough_precision(device: torch.device, operations: int) -> torch.dtype:
    """What pictures are drawn in while it does not matter: float32 unless they take long."""
    return chosen_precision("auto", device) if operations > _QUICK else torch.float32


@torch.no_grad()
def operations_of(generator: Generator) -> int:
    """Multiplications and additions of convolutions in one picture; it is drawn once to find out."""
    counted = [0]

    def count(layer: nn.Module, _: tuple[object, ...], output: object) -> None:
        if isinstance(output, Tensor) and output.ndim == 4:
            counted[0] += 2 * layer.weight.numel() * output.shape[-1] * output.shape[-2]

    layers = [layer for layer in generator.modules() if getattr(layer, "weight", None) is not None]
    hooks = [layer.register_forward_hook(count) for layer in layers if layer.weight.ndim == 4]
    z = torch.zeros(1, generator.z_dim, device=next(generator.parameters()).device)
    label = torch.zeros(1, dtype=torch.int64, device=z.device) if generator.num_classes else None
    try:
        generator.draw(z, label)
    finally:
        for hook in hooks:
            hook.remove()
    return counted[0]

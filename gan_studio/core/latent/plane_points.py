"""What a plane through latent space is made of, asked of the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from gan_studio.core.latent.drawable import point_styles
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.sample import class_weights, latents_of
from gan_studio.core.latent.vectors import StoredPoint, Vector

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_SAMPLES = 512
_SEED = 0  # any fixed one: the same model always has the same planes


@torch.inference_mode()
def style_spread(model: TrainedGenerator, count: int = _SAMPLES) -> np.ndarray:
    """Styles w of random latents, each less the mean of its class: float32 [N, D].

    Args:
        count: how many latents, taken evenly from all classes.
    """
    generator = model.module
    device = next(generator.parameters()).device
    random = torch.Generator().manual_seed(_SEED)
    z = torch.randn(count, generator.z_dim, generator=random).to(device)
    kinds = max(1, generator.num_classes)
    labels = torch.arange(count, device=device) % kinds
    w = generator.mapping(z, labels if generator.num_classes else None)
    for label in range(min(kinds, count)):
        w[label::kinds] -= w[label::kinds].mean(dim=0)
    return w.float().cpu().numpy()


@torch.inference_mode()
def stored_points(model: TrainedGenerator, requests: Sequence[PictureRequest]) -> tuple[StoredPoint, ...]:
    """The latents of requests as numbers of one space and shape, before truncation.

    In a network with styles they are in W, or in W+ where the layers of any of them differ.
    """
    generator = model.module
    if not generator.num_ws:
        numbers = [latents_of([_still(request)], generator.z_dim)[0] for request in requests]
        return tuple(StoredPoint("z", Vector.of(z.numpy())) for z in numbers)
    weights = [class_weights(request, generator.num_classes) for request in requests]
    device = next(generator.parameters()).device
    styles = [
        point_styles(generator, request, None if classes is None else classes.to(device)).cpu()
        for request, classes in zip(requests, weights, strict=True)
    ]
    if all(bool((ws == ws[0]).all()) for ws in styles):
        return tuple(StoredPoint("w", Vector.of(ws[0].numpy())) for ws in styles)
    return tuple(StoredPoint("w_plus", Vector.of(ws.numpy())) for ws in styles)


def _still(request: PictureRequest) -> PictureRequest:
    """The request's latent alone, not moved along any direction."""
    return PictureRequest(request.latent, z_limit=request.z_limit)

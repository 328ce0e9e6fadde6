"""From seeds and requests to latents."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_studio.core.latent.interpolate import WAYS
from gan_studio.core.latent.requests import Latent, PictureRequest, Walk


def latent_of_seed(seed: int, z_dim: int) -> Tensor:
    """The latent [Z] from N(0, I) of one seed: the same alone or among others, whatever ran before.

    Args:
        seed: 0 to 2**32 - 1.
    """
    return torch.randn(z_dim, generator=torch.Generator().manual_seed(seed))


def base_latent(latent: Latent, z_dim: int) -> Tensor:
    """The latent [Z] before any component is replaced: the seed's, or the walk's at its position."""
    if latent.walk is None:
        return latent_of_seed(latent.seed, z_dim)
    return _on_walk(latent.walk, latent.position, z_dim)


def latent_vector(latent: Latent, z_dim: int) -> Tensor:
    """The latent [Z] that a Latent describes, not yet truncated."""
    z = base_latent(latent, z_dim)
    if latent.overrides:
        indices, values = zip(*latent.overrides, strict=True)
        z[list(indices)] = torch.tensor(values)
    return z


def truncated(z: Tensor, psi: float) -> Tensor:
    """Latents [.., Z] moved towards their mean, which is the origin; psi 1 leaves them alone."""
    return z if psi == 1 else z * psi


def latents_of(requests: Sequence[PictureRequest], z_dim: int) -> Tensor:
    """The latents [N, Z] of requests, truncated."""
    return torch.stack([truncated(latent_vector(wanted.latent, z_dim), wanted.psi) for wanted in requests])


def labels_of(requests: Sequence[PictureRequest]) -> Tensor | None:
    """The class indices [N] of requests, or None where they name no class."""
    labels = [wanted.label for wanted in requests]
    return None if None in labels else torch.tensor(labels, dtype=torch.int64)


def _on_walk(walk: Walk, position: float, z_dim: int) -> Tensor:
    segment = min(int(position), walk.length - 1)
    start, end = walk.anchors[segment], walk.anchors[(segment + 1) % len(walk.anchors)]
    way = WAYS[walk.method]
    return way(latent_vector(start, z_dim), latent_vector(end, z_dim), position - segment)

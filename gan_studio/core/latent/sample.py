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
    """The latent [Z] that a Latent describes."""
    z = base_latent(latent, z_dim)
    if latent.overrides:
        indices, values = zip(*latent.overrides, strict=True)
        z[list(indices)] = torch.tensor(values)
    return z


def latents_of(requests: Sequence[PictureRequest], z_dim: int) -> Tensor:
    """The latents [N, Z] of requests, not yet truncated."""
    return torch.stack([latent_vector(wanted.latent, z_dim) for wanted in requests])


def psi_of(requests: Sequence[PictureRequest], num_ws: int) -> Tensor:
    """The truncation of requests: [N], or for a model with styles one for each of its layers [N, L]."""
    psi = torch.tensor([wanted.psi for wanted in requests])
    if not num_ws:
        return psi
    cutoffs = torch.tensor([num_ws if wanted.cutoff is None else wanted.cutoff for wanted in requests])
    return torch.where(torch.arange(num_ws) < cutoffs[:, None], psi[:, None], 1.0)


def labels_of(requests: Sequence[PictureRequest]) -> Tensor | None:
    """The class indices [N] of requests, or None where they name no class."""
    labels = [wanted.label for wanted in requests]
    return None if None in labels else torch.tensor(labels, dtype=torch.int64)


def _on_walk(walk: Walk, position: float, z_dim: int) -> Tensor:
    segment = min(int(position), walk.length - 1)
    start, end = walk.anchors[segment], walk.anchors[(segment + 1) % len(walk.anchors)]
    way = WAYS[walk.method]
    return way(latent_vector(start, z_dim), latent_vector(end, z_dim), position - segment)

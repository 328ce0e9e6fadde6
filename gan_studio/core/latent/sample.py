"""From seeds and requests to latents."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_studio.core.latent.interpolate import WAYS
from gan_studio.core.latent.requests import Latent, PictureRequest, Walk
from gan_studio.core.latent.vectors import Vector


def latent_of_seed(seed: int, z_dim: int, limit: float | None = None) -> Tensor:
    """The latent [Z] from N(0, I) of one seed: the same alone or among others, whatever ran before.

    Args:
        seed: 0 to 2**32 - 1.
        limit: components beyond it are drawn again until none is, from the same seed
            [Brock 2019, section 3.1]; None for none.
    """
    random = torch.Generator().manual_seed(seed)
    z = torch.randn(z_dim, generator=random)
    while limit is not None and (beyond := z.abs() > limit).any():
        z[beyond] = torch.randn(int(beyond.sum()), generator=random)
    return z


def base_latent(latent: Latent, z_dim: int, limit: float | None = None) -> Tensor:
    """The latent [Z] before any component is replaced: the seed's, the walk's or the stored one.

    Raises:
        ValueError: if the stored point is not in Z.
    """
    if latent.stored is not None:
        if latent.stored.space != "z":
            raise ValueError(f"A latent in {latent.stored.space} was asked for in z.")
        return tensor_of(latent.stored.vector)
    if latent.walk is None:
        return latent_of_seed(latent.seed, z_dim, limit)
    return _on_walk(latent.walk, latent.position, z_dim, limit)


def latent_vector(latent: Latent, z_dim: int, limit: float | None = None) -> Tensor:
    """The latent [Z] that a Latent describes; `limit` as in latent_of_seed."""
    z = base_latent(latent, z_dim, limit)
    if latent.overrides:
        indices, values = zip(*latent.overrides, strict=True)
        z[list(indices)] = torch.tensor(values)
    return z


def latents_of(requests: Sequence[PictureRequest], z_dim: int) -> Tensor:
    """The latents [N, Z] of requests, moved along their directions of Z and not yet truncated."""
    return torch.stack([_moved(wanted, z_dim) for wanted in requests])


def psi_of(requests: Sequence[PictureRequest], num_ws: int) -> Tensor:
    """The truncation of requests: [N], or for a model with styles one for each of its layers [N, L]."""
    psi = torch.tensor([wanted.psi for wanted in requests])
    if not num_ws:
        return psi
    cutoffs = torch.tensor([num_ws if wanted.cutoff is None else wanted.cutoff for wanted in requests])
    by_layer = torch.where(torch.arange(num_ws) < cutoffs[:, None], psi[:, None], 1.0)
    for row, wanted in enumerate(requests):
        if wanted.layer_psi:
            by_layer[row] = torch.tensor(wanted.layer_psi)
    return by_layer


def labels_of(requests: Sequence[PictureRequest]) -> Tensor | None:
    """The class indices [N] of requests, or None where they name no class."""
    labels = [wanted.label for wanted in requests]
    return None if None in labels else torch.tensor(labels, dtype=torch.int64)


def class_weights(request: PictureRequest, num_classes: int) -> Tensor | None:
    """How much of each class a picture shows [K], 1 in all; None for a model without classes."""
    if not num_classes:
        return None
    weights = torch.zeros(num_classes)
    for label, weight in request.classes or ((request.label, 1.0),):
        weights[label] += weight
    return weights / weights.sum()


def tensor_of(vector: Vector) -> Tensor:
    """A vector as a tensor of its own."""
    return torch.from_numpy(vector.array().copy())


def _moved(request: PictureRequest, z_dim: int) -> Tensor:
    z = latent_vector(request.latent, z_dim, request.z_limit)
    for step in request.steps:
        if step.direction.space == "z":
            z = z + step.amount * tensor_of(step.direction.vector)
    return z


def _on_walk(walk: Walk, position: float, z_dim: int, limit: float | None) -> Tensor:
    segment = min(int(position), walk.length - 1)
    start, end = walk.anchors[segment], walk.anchors[(segment + 1) % len(walk.anchors)]
    way = WAYS[walk.method]
    ends = (latent_vector(start, z_dim, limit), latent_vector(end, z_dim, limit))
    return way(*ends, position - segment)

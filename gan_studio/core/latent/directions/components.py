"""Principal components of samples, exactly, whichever of their number and size is larger."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

_NUMBERS_AT_ONCE = 2**22
_NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Components:
    """The K principal components of N samples, the strongest first; float64.

    Attributes:
        axes: [K, F], each of length 1; its number farthest from 0 is positive, so that the sign is fixed.
        deviations: [K], the samples' standard deviations along the axes.
        places: [N, K], where the samples are along the axes, around their mean.
        shares: [K], of all variance.
    """

    axes: Tensor
    deviations: Tensor
    places: Tensor
    shares: Tensor


def principal_components(samples: Tensor, count: int) -> Components:
    """The components of samples [N, F], as a singular value decomposition around their mean has them.

    Args:
        samples: float32, two or more.
        count: how many; there are fewer where the samples vary in fewer ways.
    """
    rows, size = samples.shape
    mean = samples.mean(dim=0, dtype=torch.float64)
    is_tall = size <= rows
    products = torch.zeros(min(rows, size), min(rows, size), dtype=torch.float64)
    for part, about in _parts(samples, mean, is_tall):
        block = part.double() - about
        products += block.t() @ block if is_tall else block @ block.t()
    powers, vectors = torch.linalg.eigh(products)
    powers, vectors = powers.flip(0)[:count].clamp(min=0), vectors.flip(1)[:, :count]
    kept = powers > _NOTHING * powers[:1]
    powers, vectors, total = powers[kept], vectors[:, kept], products.trace()
    if is_tall:
        axes = vectors.t()
        places = torch.cat([(part.double() - about) @ vectors for part, about in _parts(samples, mean, True)])
    else:
        places = vectors * powers.sqrt()
        weights = vectors / powers.sqrt()
        parts = [(part.double() - about).t() @ weights for part, about in _parts(samples, mean, False)]
        axes = torch.cat(parts).t()
    signs = fixed_signs(axes)
    deviations = (powers / (rows - 1)).sqrt()
    return Components(axes * signs, deviations, places * signs.t(), powers / total.clamp(min=1e-300))


def fixed_signs(vectors: Tensor) -> Tensor:
    """For each vector [K, F] the sign [K, 1] that makes its number farthest from 0 positive."""
    farthest = vectors.gather(1, vectors.abs().argmax(dim=1, keepdim=True))
    return torch.where(farthest < 0, -1.0, 1.0).to(vectors)


def _parts(samples: Tensor, mean: Tensor, is_tall: bool) -> list[tuple[Tensor, Tensor]]:
    """Samples a few rows, or a few columns, at a time, each with the part of their mean that is theirs."""
    rows, size = samples.shape
    if is_tall:
        return [(part, mean) for part in samples.split(max(1, _NUMBERS_AT_ONCE // size))]
    few = max(1, _NUMBERS_AT_ONCE // rows)
    return list(zip(samples.split(few, dim=1), mean.split(few), strict=True))

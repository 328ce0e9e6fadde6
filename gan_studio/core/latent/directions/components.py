"""Principal components of samples, exactly, whichever of their number and size is larger."""

from __future__ import annotations

from collections.abc import Generator as Work
from dataclasses import dataclass

import numpy as np
import torch
from scipy.sparse.linalg import ArpackNoConvergence, eigsh
from torch import Tensor

from gan_studio.core.events import Preparing

_NUMBERS_AT_ONCE = 2**22
_LARGE = 600
_NOTHING = 1e-6
_WHAT = "Finding components"


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


def principal_components(samples: Tensor, count: int) -> Work[Preparing, None, Components]:
    """The components of samples [N, F], as a singular value decomposition around their mean has them.

    Args:
        samples: float32, two or more.
        count: how many; there are fewer where the samples vary in fewer ways.
    """
    rows, size = samples.shape
    is_tall = size <= rows
    parts = _parts(samples, is_tall)
    products = torch.zeros(min(rows, size), min(rows, size), dtype=torch.float64)
    for place, (part, mean) in enumerate(parts):
        yield Preparing(_WHAT, place / len(parts))
        if is_tall:
            products += (block := part.double() - mean).t() @ block
        else:  # so many numbers take twice as long in double precision, for nothing that is seen
            products += (block := (part.double() - mean).float()) @ block.t()
    yield Preparing(_WHAT)
    powers, vectors = _strongest(products, count)
    kept = powers > _NOTHING * powers[:1]
    powers, vectors = powers[kept], vectors[:, kept]
    if is_tall:
        axes = vectors.t()
        places = torch.cat([(part.double() - mean) @ vectors for part, mean in parts])
    else:
        weights, places = vectors / powers.sqrt(), vectors * powers.sqrt()
        axes = torch.cat([(part.double() - mean).t() @ weights for part, mean in parts]).t()
    signs = fixed_signs(axes)
    shares = powers / products.trace().clamp(min=1e-300)
    return Components(axes * signs, (powers / (rows - 1)).sqrt(), places * signs.t(), shares)


def _strongest(products: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The largest eigenvalues [K] of a matrix [S, S] without negative ones, and their vectors [S, K]."""
    size = len(products)
    if size > _LARGE and count < size // 10:  # only those wanted, several times sooner
        start = np.random.default_rng(0).standard_normal(size)
        try:
            powers, vectors = eigsh(products.numpy(), k=count, v0=start)
        except ArpackNoConvergence:
            pass  # as where the samples vary in fewer ways than are asked for
        else:
            order = np.argsort(-powers)
            return torch.from_numpy(powers[order]).clamp(min=0), torch.from_numpy(vectors[:, order])
    powers, vectors = torch.linalg.eigh(products)
    return powers.flip(0)[:count].clamp(min=0), vectors.flip(1)[:, :count]


def fixed_signs(vectors: Tensor) -> Tensor:
    """For each vector [K, F] the sign [K, 1] that makes its number farthest from 0 positive."""
    farthest = vectors.gather(1, vectors.abs().argmax(dim=1, keepdim=True))
    return torch.where(farthest < 0, -1.0, 1.0).to(vectors)


def _parts(samples: Tensor, is_tall: bool) -> list[tuple[Tensor, Tensor]]:
    """Samples a few rows, or a few columns, at a time, each with the part of their mean that is theirs."""
    rows, size = samples.shape
    mean = samples.mean(dim=0, dtype=torch.float64)
    if is_tall:
        return [(part, mean) for part in samples.split(max(1, _NUMBERS_AT_ONCE // size))]
    few = max(1, _NUMBERS_AT_ONCE // rows)
    return list(zip(samples.split(few, dim=1), mean.split(few), strict=True))

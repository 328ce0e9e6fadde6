"""Fréchet distance of two Gaussians, and when it cannot be trusted."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from gan_studio.core.events import Preparing
from gan_studio.core.metrics._moments import Moments
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite

_RESOLVED = 1e-12
"""Share of the largest variance below which features in float32 hold nothing but rounding."""


@dataclass(frozen=True)
class FrechetDistance:
    """The distance, and in how many directions either side varies.

    Attributes:
        value: squared distance, at least 0.
        ranks: directions in which the real and the fake features vary, of the width D there are.
    """

    value: float
    ranks: tuple[int, int]


def fault_of(real: Moments, fake: Moments, label: str) -> str:
    """Why no distance of these moments can be trusted, as a sentence that says what to do, or ""."""
    fewest = min(real.count, fake.count)
    width = len(real.mean)
    if fewest < 2:
        return f"{label} needs two or more pictures on either side, and there are {fewest}; take more."
    if fewest <= width:
        return (
            f"{label} of {fewest:,} pictures with {width:,} features each cannot be trusted, because their "
            f"covariance is degenerate; use KID, which any number of pictures suits, or more than {width:,}."
        )
    if not are_finite(real.mean, real.covariance, fake.mean, fake.covariance):
        return NOT_FINITE
    return ""


def frechet_distance(real: Moments, fake: Moments) -> Generator[Preparing, None, FrechetDistance]:
    """Squared Fréchet distance of the Gaussians with these moments.

    |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)) [Dowson 1982, eq. 16; Heusel 2017, eq. 6].
    """
    covariances = real.covariance, fake.covariance
    factors = [factor(covariance) for covariance in covariances]
    largest = max(covariance.diagonal().max() for covariance in covariances)
    # The pivot of a column is its largest number; its square is variance that earlier ones leave over.
    ranks = [int((np.square(root.max(axis=0)) > _RESOLVED * largest).sum()) for root in factors]
    yield Preparing("Computing a Fréchet distance", 0.3)
    shift = np.square(real.mean - fake.mean).sum()
    total = sum(np.trace(covariance) for covariance in covariances)
    value = shift + total - 2 * trace_of_root(factors[0], covariances[1])
    return FrechetDistance(max(float(value), 0.0), (ranks[0], ranks[1]))


def factor(covariance: np.ndarray) -> np.ndarray:
    """L [D, D] with L L^T the covariance, even where that is degenerate or zero.

    The Cholesky factorisation with complete pivoting, which stops where nothing is left. It takes
    a twentieth of the time of an eigendecomposition.
    """
    lower, pivots, rank, _ = linalg.lapack.dpstrf(covariance, lower=1)
    lower = np.tril(lower)
    lower[:, rank:] = 0
    unpivoted = np.empty_like(lower)
    unpivoted[pivots - 1] = lower
    return unpivoted


def trace_of_root(factor: np.ndarray, covariance: np.ndarray) -> float:
    """Trace of (S1 S2)^(1/2), of L with S1 = L L^T and of the covariance S2.

    S1 S2 has the eigenvalues of L^T S2 L, which is symmetric and positive: they are real, and those
    that rounding made negative are 0. No root of a matrix is taken that could become complex.
    """
    product = factor.T @ covariance @ factor
    return float(np.sqrt(linalg.eigvalsh(product).clip(min=0)).sum())

"""Telling examples from counterexamples: which way apart they lie, and how well that tells others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

_FEW = 20
_FOLDS = 5

Split = tuple[np.ndarray, float]
"""A normal [F] of length 1 that points towards the examples, and the place on it that divides."""


def split_by_means(points: np.ndarray, is_positive: np.ndarray) -> Split:
    """The way from the mean of counterexamples to that of examples, divided in the middle.

    Args:
        points: float64 [N, F].
        is_positive: [N], with one of each kind or more.
    """
    there, here = points[is_positive].mean(axis=0), points[~is_positive].mean(axis=0)
    normal = _unit(there - here)
    return normal, float(normal @ (there + here)) / 2


def split_by_svm(points: np.ndarray, is_positive: np.ndarray, cost: float = 1.0) -> Split:
    """The linear support vector machine: |n|^2 / 2 + cost times the squares of what margins lack.

    Distances are told in the points' own spread, so that the cost means alike much for all of them;
    arguments as in split_by_means.
    """
    centre = points.mean(axis=0)
    scale = np.sqrt(np.square(points - centre).sum(axis=1).mean()) or 1.0
    # The normal lies among the points, so that there are as many unknowns as points, not as components.
    basis, _ = np.linalg.qr(((points - centre) / scale).T)  # [F, min(N, F)]
    inside = (points - centre) / scale @ basis
    signs = np.where(is_positive, 1.0, -1.0)

    def loss(unknown: np.ndarray) -> tuple[float, np.ndarray]:
        normal, offset = unknown[:-1], unknown[-1]
        lack = np.maximum(0.0, 1 - signs * (inside @ normal + offset))
        pull = -2 * cost * signs * lack
        return normal @ normal / 2 + cost * lack @ lack, np.append(normal + pull @ inside, pull.sum())

    options = {"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-9}
    found = minimize(loss, np.zeros(inside.shape[1] + 1), jac=True, method="L-BFGS-B", options=options).x
    across = basis @ found[:-1]
    length = float(np.linalg.norm(across)) or 1.0
    return across / length, float(across @ centre / length - found[-1] * scale / length)


SPLITS: dict[str, Callable[[np.ndarray, np.ndarray], Split]] = {
    "means": split_by_means,
    "svm": split_by_svm,
}


def right_of_unseen(
    points: np.ndarray, is_positive: np.ndarray, split: Callable[[np.ndarray, np.ndarray], Split]
) -> int:
    """How many points are told rightly by a split that has not seen them.

    With few points each is left out once, with more a fifth of them at a time; arguments as in
    split_by_means, with two of each kind or more.
    """
    folds = _folds(is_positive)
    right = 0
    for fold in range(folds.max() + 1):
        is_left_out = folds == fold
        normal, place = split(points[~is_left_out], is_positive[~is_left_out])
        right += int(((points[is_left_out] @ normal > place) == is_positive[is_left_out]).sum())
    return right


def way_of_testing(count: int) -> str:
    """How right_of_unseen tests so many points, in words."""
    return "each left out once" if count <= _FEW else "a fifth left out at a time"


def _folds(is_positive: np.ndarray) -> np.ndarray:
    """The fold [N] of each point; every fold has its share of both kinds."""
    if len(is_positive) <= _FEW:
        return np.arange(len(is_positive))
    order = np.argsort(~is_positive, kind="stable")
    folds = np.empty(len(is_positive), np.int64)
    folds[order] = np.arange(len(order)) % _FOLDS
    return folds


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / (np.linalg.norm(vector) or 1.0)

"""Which pictures are held out, and which class each one has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

UNLABELLED = "unlabelled"
"""The class of pictures without one in a set that has classes."""
_FEW = 10


def held_out_rows(digests: Sequence[bytes], share: float) -> np.ndarray:
    """Indices of the pictures to hold out, ascending; the same for the same contents, in any order.

    Pictures are ranked by the digest of their contents, so that equal ones stay on one side and a
    copy of a training picture is never held out.

    Args:
        share: 0 to 1; at least one picture is held out of ten or more unless it is 0.
    """
    wanted = max(round(len(digests) * share), int(share > 0 and len(digests) >= _FEW))
    groups: dict[bytes, list[int]] = {}
    for index, digest in enumerate(digests):
        groups.setdefault(digest, []).append(index)
    chosen: list[int] = []
    for digest in sorted(groups):
        if len(chosen) + len(groups[digest]) <= wanted:
            chosen += groups[digest]
        if len(chosen) >= wanted:
            break
    return np.array(sorted(chosen), np.int64)


def moves_to_end(rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of positions to exchange so that the chosen rows of `count` come last."""
    start = count - len(rows)
    early = rows[rows < start]
    late = np.setdiff1d(np.arange(start, count), rows)
    return early, late


def used_classes(
    labels: Sequence[int | None], classes: tuple[str, ...]
) -> tuple[np.ndarray | None, list[str]]:
    """Labels int64 [N] and names of the classes that have a picture; (None, []) without classes.

    Pictures without a class get one of their own, UNLABELLED, after the others.
    """
    if not classes or all(label is None for label in labels):
        return None, []
    numbers = np.array([len(classes) if label is None else label for label in labels], np.int64)
    present, renumbered = np.unique(numbers, return_inverse=True)
    names = [*classes, UNLABELLED]
    return renumbered.reshape(-1).astype(np.int64), [names[number] for number in present]

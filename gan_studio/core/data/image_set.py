"""What training slices: every picture of a data set as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class LeftOut(NamedTuple):
    """A file that is not trained on, and why."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class ImageSet:
    """A prepared data set; the arrays lie in memory, or on disk where they are large.

    Attributes:
        train: uint8 [N, C, H, W].
        labels: int64 [N], or None without classes.
        held_out, held_out_labels: the same for pictures that are never trained on; M may be 0.
        classes: names of the classes, empty if there are none.
        name: of the data set, for a person.
        key: changes when the pictures or the options that made these arrays do.
        left_out: files that hold no picture, with the reason.
    """

    train: np.ndarray
    labels: np.ndarray | None
    held_out: np.ndarray
    held_out_labels: np.ndarray | None
    classes: tuple[str, ...]
    name: str
    key: str
    left_out: tuple[LeftOut, ...]

"""Pairs of pictures within a set that are nearly the same, by features and by pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gan_studio.core.events import Preparing
from gan_studio.core.evidence import PictureSet
from gan_studio.core.metrics._nearest import nearest
from gan_studio.core.metrics._pictures import collected, root_mean_square


@dataclass(frozen=True, eq=False)
class Twins:
    """The nearest other picture of every picture in batches of a set, N in all.

    Attributes:
        batch: pictures per batch; only pictures of one batch are compared.
        rows, nearest: int64 [N], a picture's row in the set and that of its nearest.
        features: float64 [N], the distance of their features.
        pixels: float64 [N], the root mean square distance of their pixels, 0 to 1.
        are_identical: bool [N], whether the very same picture is in the batch again.
    """

    batch: int
    rows: np.ndarray
    nearest: np.ndarray
    features: np.ndarray
    pixels: np.ndarray
    are_identical: np.ndarray

    def are_close(self, limit: Limit) -> np.ndarray:
        """Bool [N], whether the two are within both limits, or the picture is there again."""
        return self.are_identical | (self.features <= limit.features) & (self.pixels <= limit.pixels)


@dataclass(frozen=True)
class Limit:
    """Up to where two pictures count as nearly the same.

    Attributes:
        features, pixels: largest distances.
    """

    features: float
    pixels: float

    @classmethod
    def of(cls, twins: Twins, share: float) -> Limit:
        """What this share of real pictures is within.

        Pixels may differ as much as between those real pictures that are as near by features.
        """
        features = float(np.quantile(twins.features, share, method="higher"))
        return cls(features, float(twins.pixels[twins.features <= features].max()))


def twins_of(pictures: PictureSet, batch: int, batches: int, what: str) -> Generator[Preparing, None, Twins]:
    """The nearest other picture of every picture in the first so many batches of a set."""
    found = []
    for start in range(0, batch * batches, batch):
        features = pictures.features[start : start + batch]
        search = yield from nearest(features, features, what, skips_itself=True)
        images = yield from collected(pictures, np.arange(start, start + len(features)), what)
        pixels = root_mean_square(images, images[search.rows])
        rows = np.arange(start, start + len(features))
        found.append((rows, search.rows + start, search.distances, pixels, _repeated(images)))
    return Twins(batch, *(np.concatenate(parts) for parts in zip(*found, strict=True)))


def support_size(share: float, batch: int) -> float:
    """From how many different pictures, equally likely, so many of a batch meet a copy.

    The share that does is 1 - (1 - 1 / n)^(batch - 1), nearly 1 - exp(-(batch - 1) / n); the birthday
    paradox as a test of how much a model can draw [Arora 2017, section 2]. The number is infinite for a
    share of 0, and an upper bound for a share of 1.
    """
    alone = max(1 - share, 1 / batch)
    return (batch - 1) / -np.log(alone) if share > 0 else np.inf


def _repeated(images: np.ndarray) -> np.ndarray:
    """Bool [N], whether a picture is there more than once, bit for bit."""
    contents = [image.tobytes() for image in images]
    counts = Counter(contents)
    return np.array([counts[content] > 1 for content in contents])

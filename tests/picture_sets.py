"""Sets of given pictures, seen through an extractor whose features are the pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from gan_studio.core.evidence import PictureSet
from gan_studio.core.features import FeatureNetwork


class Pixels(FeatureNetwork):
    """A stand-in for an extractor: a picture's features are its pixels, from -1 to 1."""

    name, checksum, resize, batch = "pixels", "0" * 12, "as it is", 64

    def __init__(self, width: int) -> None:
        self.width = width

    def __call__(self, images):
        return images.float().flatten(1) / 127.5 - 1, None


def set_of(images: np.ndarray, **about: Any) -> PictureSet:
    """A set of pictures uint8 [N, C, H, W], not yet seen."""
    name, split = about.pop("name", "pictures"), about.pop("split", "")
    return PictureSet(name, split, len(images), lambda rows: images[rows], **about)


def seen_set(images: np.ndarray, **about: Any) -> PictureSet:
    """The same, seen through Pixels."""
    pictures = set_of(images, **about)
    list(pictures.see(Pixels(images[0].size)))
    return pictures


def noise(count: int, side: int = 4, seed: int = 0) -> np.ndarray:
    """Pictures uint8 [count, 1, side, side] of independent pixels."""
    return np.random.default_rng(seed).integers(0, 256, (count, 1, side, side), dtype=np.uint8)


def striped(labels: np.ndarray, classes: int = 4, seed: int = 0, strength: int = 60) -> np.ndarray:
    """Pictures uint8 [N, 1, classes, classes] with a bright row that tells the class, and some noise."""
    random = np.random.default_rng(seed)
    images = random.integers(60, 120, (len(labels), 1, classes, classes))
    images[np.arange(len(labels)), 0, labels] += strength
    return images.astype(np.uint8)

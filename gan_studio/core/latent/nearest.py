"""The training pictures nearest to a picture: whether the model repeats what it learned from."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from gan_studio import paths
from gan_studio.core.config import DataOptions
from gan_studio.core.data.prepare import prepare
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import PictureSet
from gan_studio.core.features import open_extractor
from gan_studio.core.latent.findings import BY_CHANCE, FEATURES, Neighbours
from gan_studio.core.metrics._nearest import NearestSearch
from gan_studio.core.subjects import picture_side

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_EXTRACTOR = "embedded"
_SHOWN = 8
_COMPARED = 200
"""Training pictures whose nearest other one is looked for, to know what is typical."""

_BLOCK = 4096
_WHAT = "Comparing the training pictures with each other"


@dataclass(frozen=True, eq=False)
class TrainingSearch:
    """The training pictures of a model, ready to be searched.

    Attributes:
        pictures: all of them.
        way: how they are compared, a key of WAYS_TO_SEE.
        count: how many can be searched.
        rows: what is compared of those from a number up to another, float32 [n, D].
        seen: the same of a picture uint8 [C, H, W], as [D].
        typical, limit: as in Neighbours.
    """

    pictures: PictureSet
    way: str
    count: int
    rows: Callable[[int, int], np.ndarray]
    seen: Callable[[np.ndarray], np.ndarray]
    typical: float = 0.0
    limit: float = 0.0


def training_pictures(model: TrainedGenerator) -> Generator[Preparing, None, PictureSet]:
    """The pictures that a model was trained on, prepared as it saw them.

    Raises:
        InputError: if the checkpoint names no data, or it is not there any more.
    """
    channels, side, _ = model.sample_shape
    data = model.config.data
    if not data.source:
        raise InputError("This model does not say what it was trained on, so there is nothing to search.")
    colours = "grey" if channels == 1 else "colour"
    options = DataOptions(
        source=data.source, resolution=side, channels=colours, fit=data.fit, held_out=data.held_out
    )
    images = yield from prepare(options, paths.cache())
    pictures = picture_side(images, "training", keeps_all=True)
    if pictures.count < 2:
        raise InputError(f"{images.name} has {pictures.count} training pictures; two or more are needed.")
    return pictures


def training_search(pictures: PictureSet, way: str) -> Generator[Preparing, None, TrainingSearch]:
    """Make the training pictures searchable, and find out how near they are to each other.

    Args:
        way: a key of WAYS_TO_SEE.
    """
    if way == FEATURES:
        search = yield from _by_features(pictures)
    else:
        search = TrainingSearch(pictures, way, pictures.count, _pixels_of(pictures), _as_shares)
    distances = yield from _distances_between(search)
    typical, limit = float(np.median(distances)), float(np.quantile(distances, BY_CHANCE, method="higher"))
    return TrainingSearch(
        search.pictures, way, search.count, search.rows, search.seen, typical=typical, limit=limit
    )


def nearest_pictures(
    search: TrainingSearch, picture: np.ndarray, count: int = _SHOWN
) -> Generator[Preparing, None, Neighbours]:
    """The training pictures nearest to a picture.

    Args:
        picture: uint8 [H, W, C], of the size that the model draws.
        count: how many to find.
    """
    seen = search.seen(np.ascontiguousarray(picture.transpose(2, 0, 1)))
    distances = np.empty(search.count)
    for start in range(0, search.count, _BLOCK):
        yield Preparing("Searching the training pictures", start / search.count)
        rows = search.rows(start, min(start + _BLOCK, search.count))
        distances[start : start + len(rows)] = np.sqrt(np.square(rows - seen).sum(axis=1, dtype=np.float64))
    order = np.argsort(distances, kind="stable")[:count]
    pictures = search.pictures
    classes = [""] * len(order)
    if pictures.labels is not None:
        labels = pictures.labels[order]
        classes = [
            pictures.classes[label] if label < len(pictures.classes) else str(label) for label in labels
        ]
    found = np.ascontiguousarray(pictures.images(order).transpose(0, 2, 3, 1))
    is_equal = (found == picture).all(axis=(1, 2, 3))  # features of equal pictures may differ in a last bit
    return Neighbours(
        way=search.way,
        pictures=found,
        distances=tuple(np.where(is_equal, 0.0, distances[order]).tolist()),
        classes=tuple(classes),
        typical=search.typical,
        limit=search.limit,
        searched=search.count,
        data=pictures.name,
    )


def _by_features(pictures: PictureSet) -> Generator[Preparing, None, TrainingSearch]:
    extractor = open_extractor(_EXTRACTOR)
    yield from pictures.see(extractor)
    features = pictures.features

    def rows(start: int, stop: int) -> np.ndarray:
        return features[start:stop]

    def seen(picture: np.ndarray) -> np.ndarray:
        found, _ = extractor(torch.from_numpy(picture[None]))
        return found[0].float().cpu().numpy()

    return TrainingSearch(pictures, FEATURES, len(features), rows, seen)


def _pixels_of(pictures: PictureSet) -> Callable[[int, int], np.ndarray]:
    def rows(start: int, stop: int) -> np.ndarray:
        return _as_shares(pictures.images(np.arange(start, stop))).reshape(stop - start, -1)

    return rows


def _as_shares(images: np.ndarray) -> np.ndarray:
    """Pixels, flat for one picture, so that a Euclidean distance is the root mean square, 0 to 1."""
    size = images[0].size if images.ndim == 4 else images.size
    return images.astype(np.float32).ravel() / np.float32(255 * np.sqrt(size))


def _distances_between(search: TrainingSearch) -> Generator[Preparing, None, np.ndarray]:
    """How far some training pictures are from the nearest other one: float64 [n]."""
    few = search.rows(0, min(_COMPARED, search.count))
    nearest = NearestSearch(few, few.mean(axis=0))
    own = np.arange(len(few))
    for start in range(0, search.count, _BLOCK):
        yield Preparing(_WHAT, start / search.count)
        nearest.add(search.rows(start, min(start + _BLOCK, search.count)), start, own)
    return nearest.distances

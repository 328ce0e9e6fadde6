"""Nearest training pictures: whether a model repeats what it learned from."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from gan_studio.core.config import setting
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Measuring, Metric, PictureSet
from gan_studio.core.features import FeatureNetwork
from gan_studio.core.metrics._nearest import NearestSearch
from gan_studio.core.metrics._pictures import SHOWN_PAIRS, as_shown, in_batches, root_mean_square
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured, PicturePairs

_FEWEST = 100
_BY_CHANCE = 0.01
"""Share of new real pictures that are as near to a training picture as what is called suspicious."""

_MOST_NEW = 2000
_WHAT = "Searching the training pictures"


@METRICS.register(
    "nearest_training",
    label="Near training pictures",
    summary="Share of generated pictures nearer to a training picture than 99 % of new real pictures are; "
    "1 % is to be expected, more is memorised.",
)
@dataclass(frozen=True)
class NearestTraining(Metric):
    """Distances to the training set, of generated pictures against real ones that were not trained on.

    The comparison with held-out pictures is that of the data-copying test [Meehan 2020, section 3];
    what is counted is the near end of the distances, where copies are.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"features", "training"})

    pictures: int = setting(
        2000,
        "Generated pictures",
        "For how many generated pictures the nearest training picture is looked for.",
        minimum=_FEWEST,
    )
    search_all: bool = setting(
        False,
        "Search all training pictures",
        "Looks through every training picture, not only those whose features are kept, which takes as "
        "long again as looking at them the first time.",
    )

    def refusal(self, evidence: Evidence) -> str:
        """Why there is nothing to compare with, or ""."""
        fewest = min(len(evidence.training.features), len(evidence.fake.features))
        if fewest < _FEWEST:
            return (
                f"Memorising is told from {_FEWEST} training and generated pictures or more, "
                f"and there are {fewest}; take more."
            )
        return "" if are_finite(evidence.training.features, evidence.fake.features) else NOT_FINITE

    def measure(self, evidence: Evidence) -> Measuring:
        """The share, and the pairs from the nearest on."""
        training, fakes = evidence.training, evidence.fake.features[: self.pictures]
        held_out = yield from _held_out(evidence)
        # With too few held out, training pictures stand for them, each compared with all the others.
        new = training.features[:_MOST_NEW] if held_out is None else held_out
        own = np.arange(len(new)) if held_out is None else np.full(len(new), -1)
        search = NearestSearch(np.concatenate([fakes, new]), training.features.mean(axis=0))
        skipped = np.concatenate([np.full(len(fakes), -1), own])
        yield from search.add_all(training.features, _WHAT, skipped)
        if self.search_all:
            yield from _others(search, training, evidence.extractor)
        distances, usual = search.distances[: len(fakes)], search.distances[len(fakes) :]
        limit = np.quantile(usual, _BY_CHANCE, method="higher")
        notes = [_comparison(distances, usual, "training" if held_out is None else "held-out")]
        searched = training.count if self.search_all else len(training.features)
        if searched < training.count:
            notes.append(
                f"Of {training.count:,} training pictures, {searched:,} were searched; copies of the "
                "others are not found."
            )
        return Measured(
            float((distances <= limit).mean()),
            notes=tuple(notes),
            details=(_pairs(evidence.fake, training, distances, search.rows),),
            n_real=searched,
            n_fake=len(fakes),
        )


def _held_out(evidence: Evidence) -> Generator[Preparing, None, np.ndarray | None]:
    """Features [n, D] of real pictures that were not trained on, or None if there are too few."""
    unseen = evidence.unseen
    if unseen is None or unseen.count < _FEWEST:
        return None
    yield from unseen.see(evidence.extractor)
    return unseen.features[:_MOST_NEW] if are_finite(unseen.features) else None


def _others(search: NearestSearch, training: PictureSet, extractor: FeatureNetwork) -> Iterator[Preparing]:
    """Search also the pictures whose features are not kept."""
    rows = np.arange(len(training.features), training.count)
    for found in in_batches(training, rows, _WHAT):
        if isinstance(found, Preparing):
            yield found
            continue
        start, images = found
        features, _ = extractor(torch.from_numpy(images))
        search.add(features.float().cpu().numpy(), int(rows[start]))


def _comparison(distances: np.ndarray, usual: np.ndarray, kind: str) -> str:
    middle = np.median(usual)
    if not middle:
        return f"Most {kind} pictures have an equal among the training pictures."
    return (
        f"In the middle, generated pictures are {np.median(distances) / middle:.2f} times as far from the "
        f"training pictures as {kind} ones are{' from each other' if kind == 'training' else ''}."
    )


def _pairs(fake: PictureSet, training: PictureSet, distances: np.ndarray, rows: np.ndarray) -> PicturePairs:
    order = np.argsort(distances, kind="stable")[:SHOWN_PAIRS]
    left, right = fake.images(order), training.images(rows[order])
    captions = [f"{distances[index]:.3g}" for index in order]
    if left.shape == right.shape:
        pixels = root_mean_square(left, right)
        captions = [
            f"{text}, pixels {100 * share:.1f} %" for text, share in zip(captions, pixels, strict=True)
        ]
    title = "Generated pictures and the training pictures nearest to them"
    return PicturePairs(title, as_shown(left), as_shown(right), tuple(captions), ("generated", "training"))

"""Near-duplicates among generated pictures, as the birthday paradox finds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan_studio.core.config import setting
from gan_studio.core.evidence import Evidence, Measuring, Metric, PictureSet
from gan_studio.core.metrics._copies import Limit, Twins, support_size, twins_of
from gan_studio.core.metrics._pictures import SHOWN_PAIRS, as_shown
from gan_studio.core.metrics._trust import NOT_FINITE, are_finite
from gan_studio.core.registry import METRICS
from gan_studio.core.scores import Measured, PicturePairs

_FEWEST = 50
_BY_CHANCE = 0.01
"""Share of real pictures that have what is called a near-duplicate; this sets the limit."""


@METRICS.register(
    "duplicates",
    label="Near-duplicates",
    summary="Share of generated pictures that have a near-duplicate among others; of the data, 1 % have one.",
)
@dataclass(frozen=True)
class Duplicates(Metric):
    """The birthday paradox test: a model that repeats itself draws from few pictures [Arora 2017, section 2].

    Two pictures are near-duplicates if they are as close, by features and by pixels, as only one in a
    hundred real pictures is to its nearest in a batch of that size.
    """

    batch: int = setting(
        1000,
        "Pictures per batch",
        "How many pictures are compared with each other; the more, the rarer repeats are found.",
        minimum=_FEWEST,
        maximum=5000,
    )
    batches: int = setting(
        5, "Batches", "How many batches are looked at; more of them steady the share.", minimum=1, maximum=100
    )

    def measure(self, evidence: Evidence) -> Measuring:
        """The mean share over batches, its spread over them, and the closest pairs."""
        sets = (evidence.real, evidence.fake)
        fault = _fault(*sets)
        if fault:
            return Measured(None, notes=(fault,))
        batch = min(self.batch, *(len(pictures.features) for pictures in sets))
        found = []
        for pictures in sets:
            count = min(self.batches, len(pictures.features) // batch)
            found.append((yield from twins_of(pictures, batch, count, "Looking for near-duplicates")))
        real, fake = found
        limit = Limit.of(real, _BY_CHANCE)
        are_close = fake.are_close(limit)
        shares = are_close.reshape(-1, batch).mean(axis=1)
        notes = _notes(real, fake, limit)
        pairs = _closest(evidence.fake, fake, are_close)
        return Measured(
            float(shares.mean()),
            float(shares.std()) if len(shares) > 1 else None,
            notes,
            (pairs,),
            n_real=len(real.rows),
            n_fake=len(fake.rows),
        )


def _fault(real: PictureSet, fake: PictureSet) -> str:
    """Why there is nothing to find, or ""."""
    fewest = min(len(real.features), len(fake.features))
    if fewest < _FEWEST:
        return (
            f"Near-duplicates are looked for among {_FEWEST} pictures or more on either side, "
            f"and there are {fewest}; take more."
        )
    return "" if are_finite(real.features, fake.features) else NOT_FINITE


def _notes(real: Twins, fake: Twins, limit: Limit) -> tuple[str, ...]:
    sizes = [support_size(float(twins.are_close(limit).mean()), twins.batch) for twins in (fake, real)]
    drawn, there = (f"about {float(f'{size:.2g}'):,.0f}" for size in sizes)
    repeats = (
        f"Repeats in a batch of {fake.batch:,} are as frequent as if there were {drawn} different pictures; "
        f"for the data it is {there}."
    )
    if not np.isfinite(sizes[0]):
        repeats = f"There is no repeat in a batch of {fake.batch:,}."
    return (
        repeats,
        f"{100 * fake.are_identical.mean():.1f} % are there more than once, bit for bit; "
        f"of the data, {100 * real.are_identical.mean():.1f} %.",
    )


def _closest(pictures: PictureSet, twins: Twins, are_close: np.ndarray) -> PicturePairs:
    """The closest pairs, near-duplicates first, each once."""
    order = np.lexsort((twins.features, ~are_close))
    chosen, seen = [], set()
    for index in order:
        pair = frozenset((twins.rows[index], twins.nearest[index]))
        if pair not in seen and len(chosen) < SHOWN_PAIRS:
            seen.add(pair)
            chosen.append(index)
    left, right = (as_shown(pictures.images(rows[chosen])) for rows in (twins.rows, twins.nearest))
    captions = tuple(
        "identical" if twins.pixels[index] == 0 else f"{twins.features[index]:.3g}" for index in chosen
    )
    return PicturePairs("Closest generated pictures", left, right, captions, ("generated", "its nearest"))

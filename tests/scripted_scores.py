"""Evaluations written by hand, for tests of what is shown and kept of them."""

from __future__ import annotations

import numpy as np

from gan_studio.core.evaluate import Evaluation, Refused, Scored
from gan_studio.core.evaluation_plan import Plan, Subject
from gan_studio.core.scores import Histogram, Measured, PicturePairs, Protocol, Score

PROTOCOL = Protocol(
    data="shirts",
    split="held-out",
    n_real=1_024,
    n_fake=500,
    extractor="tiny",
    checksum="0123456789ab",
    resize="bilinear, antialiased",
    psi=1.0,
    seed=3,
)
SMALL = "Computed from 500 pictures: not comparable with published FID."


def score(metric: str, value: float | None, **changes: object) -> Score:
    """A score of an invented metric, with the protocol above where none is given."""
    measured = Measured(
        value,
        changes.pop("spread", None),
        changes.pop("notes", ()),
        changes.pop("details", ()),
    )
    known = {"label": metric.title(), "better": "lower", "aspect": "", "protocol": PROTOCOL, **changes}
    return Score(metric, measured=measured, **known)


def histogram(*classes: str, missing: tuple[str, ...] = ()) -> Histogram:
    """Shares of classes: the same of real pictures, none of generated ones where they are missing."""
    shares = {
        "real": tuple(1 / len(classes) for _ in classes),
        "generated": tuple(0.0 if name in missing else 1 / (len(classes) - len(missing)) for name in classes),
    }
    return Histogram("Classes drawn", classes, shares, missing)


def pairs(count: int = 2, channels: int = 3) -> PicturePairs:
    """Pairs of random pictures of 8 x 8."""
    pixels = np.random.default_rng(0).integers(0, 256, (2, count, 8, 8, channels), np.uint8)
    captions = tuple(f"distance {index}" for index in range(count))
    return PicturePairs("Nearest pictures", pixels[0], pixels[1], captions, ("generated", "training"))


def evaluation(
    scores: dict[str, list[Score]], refused: tuple[tuple[str, str, str], ...] = (), seconds: float = 2.0
) -> Evaluation:
    """An evaluation of models.

    Args:
        scores: by the model's name.
        refused: of each the model, the metric and the reason.
    """
    names = dict.fromkeys([*scores, *(model for model, _, _ in refused)])
    plan = Plan(tuple(Subject(name) for name in names), "shirts", metrics=())
    found = Evaluation(plan, seconds=seconds)
    found.scores = [Scored(Subject(name), one) for name, of_model in scores.items() for one in of_model]
    found.refused = [Refused(Subject(name), metric, metric.title(), why) for name, metric, why in refused]
    return found

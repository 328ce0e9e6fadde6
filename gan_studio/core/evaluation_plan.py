"""What is to be scored, and how: plain data that every way of asking fills in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gan_studio.core.evidence import Metric

DEFAULT_METRICS = ("fid", "kid", "precision", "recall")


@dataclass(frozen=True)
class Subject:
    """What is scored.

    Attributes:
        text: a MODEL or a SOURCE, as a person writes it.
        kind: whether it is a model that draws, or pictures that are there.
    """

    text: str
    kind: Literal["model", "pictures"] = "model"


@dataclass(frozen=True)
class Plan:
    """What to score, and how.

    Attributes:
        subjects: one row of the table each.
        data: the SOURCE to compare with.
        metrics: the metrics to compute; registered names or instances with settings of their own.
        extractor: what features are taken with.
        weights: a file of the extractor's weights, or None for what ships or was kept.
        count: pictures to draw with each model; pictures of other subjects are taken up to this many.
        split: which pictures of the data to compare with: "held-out", "training", "all", or "auto",
            which takes those held out where they are enough to compare with.
        repeats: how many times to draw and score, each time with other seeds.
        psi: truncation.
        seed: of the first picture.
        device: where to compute.
    """

    subjects: tuple[Subject, ...]
    data: str
    metrics: tuple[str | Metric, ...] = DEFAULT_METRICS
    extractor: str = "embedded"
    weights: Path | None = None
    count: int = 10_000
    split: str = "auto"
    repeats: int = 1
    psi: float = 1.0
    seed: int = 0
    device: str = "auto"

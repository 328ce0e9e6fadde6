"""Scores as they are shown and kept: plain values that say what they were computed from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the window imports this before its first paint
    import numpy as np


@dataclass(frozen=True)
class Protocol:
    """What a score was computed from; scores are comparable only where this is equal.

    Attributes:
        data: what was compared with, for a person, or "" where nothing was.
        split: "held-out" or "training" pictures of the data, or "all".
        n_real, n_fake: pictures on either side; 0 where a side was not used.
        extractor: name of the feature extractor, or "" where none was used.
        checksum: first 12 hexadecimal digits of the SHA-256 of the extractor's weights, or "".
        resize: how pictures were brought to the extractor's size, in a few words.
        psi: truncation, or None for pictures that no model drew.
        seed: of the first picture; picture i is drawn from seed + i.
        repeats: how many times it was computed, each with other seeds.
    """

    data: str = ""
    split: str = ""
    n_real: int = 0
    n_fake: int = 0
    extractor: str = ""
    checksum: str = ""
    resize: str = ""
    psi: float | None = None
    seed: int = 0
    repeats: int = 1


@dataclass(frozen=True)
class Histogram:
    """Shares of classes, to be drawn as bars.

    Attributes:
        title: what is shown.
        classes: one name per bar.
        shares: by the name of a set, one share (0 to 1) per class.
        missing: classes that have almost no picture.
    """

    title: str
    classes: tuple[str, ...]
    shares: dict[str, tuple[float, ...]]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PicturePairs:
    """Pictures to be seen side by side, the most telling pair first.

    Attributes:
        title: what is shown.
        left, right: uint8 [N, H, W, C].
        captions: one per pair, such as a distance.
        sides: what the left and the right pictures are.
    """

    title: str
    left: np.ndarray
    right: np.ndarray
    captions: tuple[str, ...]
    sides: tuple[str, str]


Detail = Histogram | PicturePairs


@dataclass(frozen=True, eq=False)
class Measured:
    """What a metric found.

    Attributes:
        value: None where it cannot be trusted; a note says why.
        spread: standard deviation over subsets, splits or repeats, or None where there is none.
        notes: whole sentences that belong beside the value.
        details: what a person can look at.
        n_real, n_fake: pictures it used, where fewer than there are; else None.
    """

    value: float | None
    spread: float | None = None
    notes: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    n_real: int | None = None
    n_fake: int | None = None


@dataclass(frozen=True, eq=False)
class Score:
    """One metric of one subject, ready to be shown.

    Attributes:
        metric: registered name.
        label: of the metric, for a person.
        better: "lower", "higher" or "" where neither is.
        aspect: "fidelity" or "variety" for scores between 0 and 1 that say one of these, else "".
        measured: what was found.
        protocol: what it was computed from.
    """

    metric: str
    label: str
    better: str
    aspect: str
    measured: Measured
    protocol: Protocol

    @property
    def value(self) -> float | None:
        """What was found, or None where it cannot be trusted."""
        return self.measured.value

    @property
    def spread(self) -> float | None:
        """Standard deviation, or None."""
        return self.measured.spread


def as_plain(score: Score) -> dict[str, Any]:
    """A score without its details, as values that a line of JSON can hold."""
    return {
        "metric": score.metric,
        "label": score.label,
        "better": score.better,
        "value": score.value,
        "spread": score.spread,
        "notes": list(score.measured.notes),
        "protocol": dataclasses.asdict(score.protocol),
    }


def from_plain(values: Mapping[str, Any]) -> Score | None:
    """The score that as_plain made the values of, or None where they are incomplete."""
    try:
        measured = Measured(values["value"], values["spread"], tuple(values["notes"]))
        protocol = Protocol(**values["protocol"])
        return Score(values["metric"], values["label"], values["better"], "", measured, protocol)
    except (KeyError, TypeError):
        return None

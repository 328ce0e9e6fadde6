"""What the doctor found out about a data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gan_studio.core.data.source import Remark

LEFT_OUT = "left out"
"""The action for a file that is not trained on."""


@dataclass(frozen=True)
class Report:
    """What a person should know of a data set before training on it.

    Attributes:
        name: of the data set.
        count: readable pictures to train on; those of the set's own test split are not counted.
        channels: 3 if any picture is in colour, else 1.
        sizes: how many pictures there are of each "WIDTHxHEIGHT", the most frequent first.
        classes: how many pictures each class has; empty without classes.
        problems: every file that is special, with what is done about it; an empty file name means
            the whole set.
        duplicates: groups of names whose pictures are equal in every pixel.
    """

    name: str
    count: int
    channels: int
    sizes: Mapping[str, int]
    classes: Mapping[str, int]
    problems: Sequence[Remark]
    duplicates: Sequence[Sequence[str]]

    @property
    def left_out(self) -> list[str]:
        """Names of the files that are not trained on because they cannot be read."""
        return [remark.file for remark in self.problems if remark.action == LEFT_OUT]

    def values(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "name": self.name,
            "count": self.count,
            "channels": self.channels,
            "sizes": dict(self.sizes),
            "classes": dict(self.classes),
            "problems": [asdict(remark) for remark in self.problems],
            "duplicates": [list(group) for group in self.duplicates],
        }


def most_frequent_first(counts: Counter[str]) -> dict[str, int]:
    """Counts by name, largest first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

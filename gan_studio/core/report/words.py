"""Scores and what they were computed from, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from gan_studio.core.scores import Protocol

NOTHING = "—"
"""Stands where there is no value."""

_SIGNIFICANT = 4
_MOST_DECIMALS = 8


@dataclass(frozen=True)
class Computed:
    """That a metric was computed for a subject, and from what."""

    subject: str
    label: str
    protocol: Protocol


@dataclass
class Footnotes:
    """Notes in the order they were first met, each once."""

    texts: list[str] = field(default_factory=list)

    def numbers(self, notes: Iterable[str]) -> list[int]:
        """The numbers, from 1, of notes that stand beside a value; new ones are taken in."""
        notes = list(dict.fromkeys(notes))
        self.texts += [note for note in notes if note not in self.texts]
        return [self.texts.index(note) + 1 for note in notes]


def score_text(value: float | None, spread: float | None = None) -> str:
    """A value with four significant figures, and its spread with as many decimals or one figure."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if 0 < abs(value) < 10.0**-_MOST_DECIMALS:
        return f"{value:.3e}"
    has_spread = spread is not None and math.isfinite(spread)
    decimals = max(_decimals(value, _SIGNIFICANT), _decimals(spread, 1) if has_spread else 0)
    text = f"{value:,.{decimals}f}"
    return f"{text} ± {spread:,.{decimals}f}" if has_spread else text


def protocol_words(protocol: Protocol, *, with_counts: bool = True) -> str:
    """What a score was computed from, as a phrase.

    Args:
        with_counts: whether it says how many pictures; else the words suit any number.
    """
    drawn = "pictures" if protocol.psi is None else "generated pictures"
    held = "pictures" if protocol.split in ("", "all") else f"{protocol.split} pictures"
    if with_counts:
        drawn, held = f"{protocol.n_fake:,} {drawn}", f"{protocol.n_real:,} {held}"
    parts = [f"{drawn} against {held} of {protocol.data}" if protocol.data else f"{drawn} alone"]
    if protocol.extractor:
        weights = f" (weights {protocol.checksum})" if protocol.checksum else ""
        parts.append(f"features of {protocol.extractor}{weights}")
    if protocol.resize:
        parts.append(f"resize: {protocol.resize}")
    if protocol.psi is not None:
        parts.append(f"psi {protocol.psi:g}")
    parts.append(f"seed {protocol.seed}")
    if protocol.repeats > 1:
        parts.append(f"repeated {protocol.repeats} times")
    return "; ".join(parts)


def protocol_lines(computed: Sequence[Computed], *, with_counts: bool = True) -> list[str]:
    """Every way in which scores were computed, once, headed by the metrics if there are several ways."""
    groups: dict[Protocol, list[Computed]] = {}
    for one in computed:
        key = one.protocol if with_counts else replace(one.protocol, n_real=0, n_fake=0)
        groups.setdefault(key, []).append(one)
    subjects = _subjects_by_label(computed)
    lines = []
    for protocol, members in groups.items():
        words = protocol_words(protocol, with_counts=with_counts)
        lines.append(f"{_who(members, subjects)}: {words}" if len(groups) > 1 else _capital(words))
    return [f"{line}." for line in lines]


def _who(members: list[Computed], everyone: dict[str, list[str]]) -> str:
    """The metrics of a group; where another group has one of them too, also whose it is."""
    return ", ".join(
        label if subjects == everyone[label] else f"{label} of {' and '.join(subjects)}"
        for label, subjects in _subjects_by_label(members).items()
    )


def _subjects_by_label(computed: Iterable[Computed]) -> dict[str, list[str]]:
    subjects: dict[str, list[str]] = {}
    for one in computed:
        subjects.setdefault(one.label, []).append(one.subject)
    return subjects


def _decimals(value: float, significant: int) -> int:
    """Decimals that show so many significant figures, within reason."""
    if value == 0:
        return 0
    return min(max(significant - 1 - math.floor(math.log10(abs(value))), 0), _MOST_DECIMALS)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

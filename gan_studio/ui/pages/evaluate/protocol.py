"""What a table of scores was computed from, in two lines."""

from __future__ import annotations

from collections.abc import Iterable

from gan_studio.core.report import Computed, Table, protocol_lines
from gan_studio.core.scores import Protocol, Score


def protocol_summary(table: Table) -> list[str]:
    """What all scores have in common, ranges where they differ, and the first warning."""
    scores = [score for row in table.rows for score in row.scores]
    if not scores:
        return []
    protocols = [score.protocol for score in scores]
    parts = [_pictures(protocols), _extractors(protocols), *_drawing(protocols)]
    return [f"{' · '.join(part for part in parts if part)}.", *_warnings(scores)[:1]]


def protocol_in_full(table: Table) -> list[str]:
    """What every metric was computed from, a sentence for each way."""
    computed = [
        Computed(row.subject.text, score.label, score.protocol) for row in table.rows for score in row.scores
    ]
    return protocol_lines(computed)


def _pictures(protocols: list[Protocol]) -> str:
    drawn = f"{_range(one.n_fake for one in protocols)} generated pictures"
    compared = [one for one in protocols if one.data]
    if not compared:
        return drawn
    held = _range(one.n_real for one in compared)
    splits = _either(one.split for one in compared)
    return f"{drawn} against {held} of {_either(one.data for one in compared)} ({splits})"


def _extractors(protocols: list[Protocol]) -> str:
    names = _either(
        f"{one.extractor} (weights {one.checksum})" if one.checksum else one.extractor for one in protocols
    )
    resize = _either(one.resize for one in protocols)
    return f"Seen through {names}, {resize}" if names and resize else names and f"Seen through {names}"


def _drawing(protocols: list[Protocol]) -> list[str]:
    psi = _either(f"{one.psi:g}" for one in protocols if one.psi is not None)
    repeats = max(one.repeats for one in protocols)
    return [
        f"psi {psi}" if psi else "",
        f"seed {_either(str(one.seed) for one in protocols)}",
        f"{repeats} repeats" if repeats > 1 else "",
    ]


def _warnings(scores: list[Score]) -> list[str]:
    return [note for score in scores for note in score.measured.notes]


def _either(texts: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(text for text in texts if text))


def _range(counts: Iterable[int]) -> str:
    found = sorted({count for count in counts if count})
    if not found:
        return "0"
    return f"{found[0]:,}" if len(found) == 1 else f"{found[0]:,} to {found[-1]:,}"

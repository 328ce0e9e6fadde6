"""Scores as a person reads them in a terminal: a table, what it was computed from, footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gan_studio.core.report import NOTHING, Computed, Footnotes, protocol_lines, protocol_of, score_text

_HEADS = ("Metric", "Model", "Score", "Better", "n", "n real", "")
_MODEL = _HEADS.index("Model")


def described(result: dict[str, Any]) -> str:
    """The result of a command that scores, as a page of text."""
    several = result.get("models")
    subjects = several or {"": {name: held for name, held in result.items() if name != "out"}}
    scores = [
        of_subject[metric] for metric in next(iter(subjects.values())) for of_subject in subjects.values()
    ]
    footnotes = Footnotes()
    rows = [_HEADS, *(_row(score, footnotes) for score in scores)]
    if not several:
        rows = [(*row[:_MODEL], *row[_MODEL + 1 :]) for row in rows]
    computed = [
        Computed(score["subject"], score["label"], protocol_of(score))
        for score in scores
        if "refused" not in score
    ]
    parts = [
        "\n".join(_aligned(_without_repeats(rows))),
        "\n".join(protocol_lines(computed, with_counts=False)),
        "\n".join(f"[{number}] {text}" for number, text in enumerate(footnotes.texts, start=1)),
        f"Report: {result['out']}" if "out" in result else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _row(score: dict[str, Any], footnotes: Footnotes) -> tuple[str, ...]:
    if "refused" in score:
        cells = ("not computed", "", "", "")
        notes = [score["refused"]]
    else:
        cells = (
            score_text(score["value"], score["spread"]),
            score["better"] or NOTHING,
            f"{score['n']:,}",
            f"{score['n_real']:,}" if score["n_real"] else NOTHING,
        )
        notes = score["notes"]
    marks = ["best"] if score.get("best") else []
    marks += [f"[{number}]" for number in footnotes.numbers(notes)]
    return (score["label"], score["subject"], *cells, " ".join(marks))


def _without_repeats(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows, with the metric named only where it changes."""
    before = ["", *(row[0] for row in rows)]
    return [("", *row[1:]) if row[0] == last else row for row, last in zip(rows, before, strict=False)]


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    to_the_right = {last - 1, last - 2}  # the counts of pictures
    return [
        "  ".join(
            cell.rjust(width) if place in to_the_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]

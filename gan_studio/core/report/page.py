"""An evaluation as one HTML page that needs nothing besides itself."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from gan_studio import __version__
from gan_studio.core.report.page_details import details_of
from gan_studio.core.report.page_style import STYLE
from gan_studio.core.report.page_table import score_table
from gan_studio.core.report.table import Table, table_of
from gan_studio.core.report.words import Computed, Footnotes, protocol_lines

if TYPE_CHECKING:
    from gan_studio.core.evaluate import Evaluation

# Nothing from outside may load, and no script may run, whatever a name holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def as_page(evaluation: Evaluation) -> str:
    """The page: a table, how it was computed, notes, and what there is to look at."""
    table, footnotes = table_of(evaluation), Footnotes()
    title = _title(evaluation)
    scores = score_table(table, footnotes)
    footnotes.numbers(row.fault for row in table.rows if row.fault)
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="muted">{escape(_summary(evaluation, table))}</p>',
        scores,
        _list("ul", "How it was computed", protocol_lines(_computed(table)) + _incomparable(table)),
        _list("ol", "Notes", footnotes.texts, first="note"),
        *(details_of(row) for row in table.rows),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _title(evaluation: Evaluation) -> str:
    subjects = evaluation.plan.subjects
    what = subjects[0].text if len(subjects) == 1 else f"{len(subjects)} models"
    against = f" against {evaluation.plan.data}" if evaluation.plan.data else ""
    return f"Scores of {what}{against}"


def _summary(evaluation: Evaluation, table: Table) -> str:
    count = sum(len(row.scores) for row in table.rows)
    scores = "1 score" if count == 1 else f"{count} scores"
    return f"{scores}, computed in {_duration(evaluation.seconds)} with GAN Studio {__version__}."


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _computed(table: Table) -> list[Computed]:
    return [
        Computed(row.subject.text, score.label, score.protocol) for row in table.rows for score in row.scores
    ]


def _incomparable(table: Table) -> list[str]:
    labels = [column.label for index, column in enumerate(table.columns) if not table.is_comparable(index)]
    if not labels:
        return []
    return [f"No best is marked for {', '.join(labels)}: its values were not computed from the same things."]


def _list(kind: str, heading: str, texts: Iterable[str], first: str = "") -> str:
    """A list under a heading; its items can be linked to as first-1, first-2, …"""
    items = [
        f'<li id="{first}-{number}">{escape(text)}</li>' if first else f"<li>{escape(text)}</li>"
        for number, text in enumerate(texts, start=1)
    ]
    return f"<h2>{heading}</h2>\n<{kind}>\n" + "\n".join(items) + f"\n</{kind}>" if items else ""

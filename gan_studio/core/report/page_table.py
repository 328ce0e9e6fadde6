"""The table of a report's page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gan_studio.core.report.table import Column, Table
from gan_studio.core.report.words import NOTHING, Footnotes, score_text
from gan_studio.core.scores import Score


def score_table(table: Table, footnotes: Footnotes) -> str:
    """Subjects down and metrics across; for a single subject, its metrics down.

    Args:
        footnotes: takes in the notes of scores, and why others are missing.
    """
    if len(table.rows) == 1:
        heads = ["Metric", "Score", "Better"]
        rows = [
            [escape(column.label), _cell(table, 0, index, footnotes), column.better or NOTHING]
            for index, column in enumerate(table.columns)
        ]
    else:
        heads = ["Model", *map(_head, table.columns)]
        rows = [
            [
                escape(row.subject.text).replace("/", "/<wbr>"),
                *(_cell(table, place, index, footnotes) for index in range(len(table.columns))),
            ]
            for place, row in enumerate(table.rows)
        ]
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "\n".join(map(_row, rows))
    return (
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _head(column: Column) -> str:
    direction = f'<br><span class="muted">{column.better} is better</span>' if column.better else ""
    return f"{escape(column.label)}{direction}"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    return f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"


def _cell(table: Table, row: int, column: int, footnotes: Footnotes) -> str:
    cell = table.rows[row].cells[column]
    if cell is None:
        return NOTHING
    if not isinstance(cell, Score):
        return f'<span class="muted">not computed</span>{_marks([cell.why], footnotes)}'
    text = escape(score_text(cell.value, cell.spread)) + _marks(cell.measured.notes, footnotes)
    if row in table.best_rows(column):
        return f'<strong>{text}</strong> <span class="best">best</span>'
    return text


def _marks(notes: Sequence[str], footnotes: Footnotes) -> str:
    numbers = footnotes.numbers(notes)
    links = " ".join(f'<a href="#note-{number}">{number}</a>' for number in numbers)
    return f"<sup>{links}</sup>" if links else ""

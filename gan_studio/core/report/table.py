"""An evaluation as a table: subjects by metrics, and which score of a column is the best."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gan_studio.core.scores import Protocol, Score

if TYPE_CHECKING:  # the window imports this, and evaluating imports torch
    from gan_studio.core.evaluate import Evaluation, Refused
    from gan_studio.core.evaluation_plan import Subject


@dataclass(frozen=True)
class Column:
    """A metric.

    Attributes:
        name: registered.
        label: for a person.
        better: "lower", "higher" or "".
    """

    name: str
    label: str
    better: str = ""


@dataclass(frozen=True, eq=False)
class Row:
    """A subject with, for each column, its score, why there is none, or None where it was not reached.

    Attributes:
        fault: why the subject cannot be scored at all, or "".
    """

    subject: Subject
    cells: tuple[Score | Refused | None, ...]
    fault: str = ""

    @property
    def scores(self) -> list[Score]:
        """The scores that are there."""
        return [cell for cell in self.cells if isinstance(cell, Score)]


@dataclass(frozen=True, eq=False)
class Table:
    """Subjects by metrics, both in the order in which they were asked for or first met."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def best_rows(self, column: int) -> frozenset[int]:
        """Rows with the best score of a column: several where they tie, none where none can be named.

        None can be where neither direction is better, where there are not two scores to choose from,
        or where they were computed from different things.
        """
        values = {
            index: row.cells[column].value
            for index, row in enumerate(self.rows)
            if isinstance(row.cells[column], Score) and _is_number(row.cells[column].value)
        }
        better = self.columns[column].better
        if not better or len(values) < 2 or not self.is_comparable(column):
            return frozenset()
        best = min(values.values()) if better == "lower" else max(values.values())
        return frozenset(index for index, value in values.items() if value == best)

    def is_comparable(self, column: int) -> bool:
        """Whether all scores of a column were computed alike; truncation may differ."""
        cells = (row.cells[column] for row in self.rows)
        return len({_material(cell.protocol) for cell in cells if isinstance(cell, Score)}) < 2


def table_of(evaluation: Evaluation) -> Table:
    """The table of everything that an evaluation found, or has found so far."""
    columns = _columns(evaluation)
    found: dict[tuple[Subject, str], Score | Refused] = {
        (refused.subject, refused.metric): refused for refused in evaluation.refused
    }
    found |= {(scored.subject, scored.score.metric): scored.score for scored in evaluation.scores}
    rows = []
    for subject in dict.fromkeys(evaluation.plan.subjects):
        fault = found.get((subject, ""))
        cells = tuple(found.get((subject, column.name), fault) for column in columns)
        rows.append(Row(subject, cells, fault.why if fault else ""))
    return Table(columns, tuple(rows))


def _columns(evaluation: Evaluation) -> tuple[Column, ...]:
    scores = [scored.score for scored in evaluation.scores]
    met = [Column(score.metric, score.label, score.better) for score in scores]
    met += [Column(refused.metric, refused.label) for refused in evaluation.refused if refused.metric]
    asked = [Column(metric, metric) for metric in evaluation.plan.metrics if isinstance(metric, str)]
    by_name: dict[str, Column] = {}
    for column in (*met, *asked):
        by_name.setdefault(column.name, column)
    order = dict.fromkeys([column.name for column in asked] + list(by_name))
    return tuple(by_name[name] for name in order)


def _material(protocol: Protocol) -> Protocol:
    return replace(protocol, psi=None)


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)

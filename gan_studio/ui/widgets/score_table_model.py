"""The table of scores as a Qt model: a row per model, a column per metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from gan_studio.core.report import NOTHING, Table, score_text
from gan_studio.core.report.words import protocol_words
from gan_studio.core.scores import Score
from gan_studio.ui import theme

BEST = "★"
REFUSED = "refused"
ARROWS = {"lower": "↓", "higher": "↑"}
DIRECTIONS = {"lower": "Lower is better.", "higher": "Higher is better."}
VALUE_ROLE = Qt.ItemDataRole.UserRole
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ScoredModel:
    """A row's heading: what a person calls the model, more about it, what it draws."""

    label: str
    tooltip: str = ""
    picture: QImage | None = None


@dataclass(frozen=True)
class MetricColumn:
    """A column's heading.

    Attributes:
        metric: registered name.
        label, summary: for a person.
        better: "lower", "higher" or "" where neither is.
    """

    metric: str
    label: str
    summary: str
    better: str


class ScoreTableModel(QAbstractTableModel):
    """Scores that come one by one; cells that have none yet are empty."""

    def __init__(self) -> None:
        super().__init__()
        self.models: Sequence[ScoredModel] = ()
        self.columns: Sequence[MetricColumn] = ()
        self._table = Table((), ())
        self._best: list[frozenset[int]] = []

    def begin(self, models: Sequence[ScoredModel], columns: Sequence[MetricColumn]) -> None:
        """Show an empty table."""
        self.beginResetModel()
        self.models, self.columns = tuple(models), tuple(columns)
        self._table, self._best = Table((), ()), []
        self.endResetModel()

    def show_table(self, table: Table) -> None:
        """Show what was found so far, for the models and metrics of begin(), in that order."""
        self._table = table
        self._best = [table.best_rows(column) for column in range(len(table.columns))]
        last = self.index(len(self.models) - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def score_at(self, row: int, column: int) -> Score | None:
        """What was found there, or None."""
        cell = self._cell(row, column)
        return cell if isinstance(cell, Score) else None

    def scores_of(self, row: int) -> list[Score]:
        """A model's scores, in the order of the columns."""
        return self._table.rows[row].scores if row < len(self._table.rows) else []

    def note_at(self, row: int, column: int) -> str:
        """What is to be said of a cell: its notes, or why it was refused."""
        cell = self._cell(row, column)
        if cell is None:
            return ""
        return " ".join(cell.measured.notes) if isinstance(cell, Score) else cell.why

    def is_best(self, row: int, column: int) -> bool:
        """Whether no other model has a better value; False where there is nothing to compare with."""
        return column < len(self._best) and row in self._best[column]

    def text_at(self, row: int, column: int) -> str:
        """A cell's text without the mark of the best: empty until there is a result."""
        cell = self._cell(row, column)
        if cell is None:
            return ""
        return score_text(cell.value, cell.spread) if isinstance(cell, Score) else REFUSED

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """How many models there are."""
        return 0 if parent.isValid() else len(self.models)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """How many metrics there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """A cell's text, look, tooltip, or the number it is sorted by."""
        row, column = index.row(), index.column()
        if role == _ROLE.DisplayRole:
            mark = f"{BEST} " if self.is_best(row, column) else ""
            return mark + self.text_at(row, column)
        if role == VALUE_ROLE:
            score = self.score_at(row, column)
            return None if score is None else score.value
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT
        if role == _ROLE.FontRole:
            return theme.text_font(is_bold=self.is_best(row, column), is_tabular=True)
        if role == _ROLE.ForegroundRole:
            is_muted = self.text_at(row, column) in (NOTHING, REFUSED)
            return QColor(theme.scheme().muted) if is_muted else None
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleDescriptionRole):
            return self._tip(row, column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        """A model's name and picture, or a metric's label with an arrow to its better side."""
        if orientation == Qt.Orientation.Vertical:
            return self._model_heading(self.models[section], role)
        column = self.columns[section]
        if role == _ROLE.DisplayRole:
            return f"{column.label} {ARROWS.get(column.better, '')}".strip()
        if role == _ROLE.ToolTipRole:
            return f"{column.label}\n{column.summary} {DIRECTIONS.get(column.better, '')}".strip()
        return _RIGHT if role == _ROLE.TextAlignmentRole else None

    def _model_heading(self, model: ScoredModel, role: int) -> object:
        if role == _ROLE.DisplayRole:
            return f" {model.label}"
        if role == _ROLE.ToolTipRole:
            return f"{model.label}\n{model.tooltip}".strip()
        if role == _ROLE.DecorationRole:
            return theme.icon("image") if model.picture is None else QIcon(QPixmap.fromImage(model.picture))
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _cell(self, row: int, column: int) -> object:
        return self._table.rows[row].cells[column] if row < len(self._table.rows) else None

    def _tip(self, row: int, column: int) -> str:
        score = self.score_at(row, column)
        if score is None:
            return self.note_at(row, column)
        lines = [f"{score.label}: {score_text(score.value, score.spread)}", *score.measured.notes]
        if self.is_best(row, column):
            lines.append("The best of this column.")
        return "\n".join([*lines, protocol_words(score.protocol)])


class ByValue(QSortFilterProxyModel):
    """Sorts by number; cells without one come last either way."""

    def lessThan(self, left: Index, right: Index) -> bool:
        """Whether the left cell comes before the right one in ascending order."""
        first, second = left.data(VALUE_ROLE), right.data(VALUE_ROLE)
        if first is None or second is None:
            is_rising = self.sortOrder() == Qt.SortOrder.AscendingOrder
            return (
                (second is None) and (first is not None)
                if is_rising
                else first is None and second is not None
            )
        return first < second

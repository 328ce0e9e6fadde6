"""ScoreTable: models beside each other in numbers, sorted by a click on a heading."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView, QWidget

from gan_studio.core.report import Table
from gan_studio.ui import theme
from gan_studio.ui.widgets.score_table_model import ByValue, MetricColumn, ScoredModel, ScoreTableModel

_ICON, _ROW_HEIGHT, _NAMES_WIDTH = 24, 32, 200
_LEAST_WIDTH, _MOST_WIDTH = 88, 240


class ScoreTable(QTableView):
    """A row per model and a column per metric; the best of a column is bold and has a star.

    Signals:
        current_changed: (row, column) as the models and metrics were given, whatever the order shown.
    """

    current_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scores = ScoreTableModel()
        self.scores.setParent(self)
        self._order = ByValue(self)
        self._order.setSourceModel(self.scores)
        self.setModel(self._order)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMinimumHeight(self.height_of(1))
        self.setIconSize(QSize(_ICON, _ICON))
        self.setCornerButtonEnabled(False)
        self._make_headers()
        self.selectionModel().currentChanged.connect(self._tell_current)

    def begin(self, models: Sequence[ScoredModel], columns: Sequence[MetricColumn]) -> None:
        """Show an empty table in the order given."""
        self.scores.begin(models, columns)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.fit_columns()

    def show_table(self, table: Table) -> None:
        """Show what was found so far."""
        self.scores.show_table(table)
        self.fit_columns()

    def current_place(self) -> tuple[int, int] | None:
        """Row and column of the current cell, as the models and metrics were given."""
        index = self._order.mapToSource(self.currentIndex())
        return (index.row(), index.column()) if index.isValid() else None

    def go_to(self, row: int, column: int | None = None) -> None:
        """Make a cell current; the column stays if none is given."""
        place = self.current_place()
        if column is None:
            column = place[1] if place else 0
        if place != (row, column):
            self.setCurrentIndex(self._order.mapFromSource(self.scores.index(row, column)))

    def fit_columns(self) -> None:
        """Make every column as wide as what it holds, within limits."""
        header = self.horizontalHeader()
        for column in range(len(self.scores.columns)):
            wanted = max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) + theme.spacing()
            self.setColumnWidth(column, min(max(wanted, _LEAST_WIDTH), _MOST_WIDTH))

    def height_of(self, rows: int) -> int:
        """The height that shows so many rows, with the headings and a bar to scroll sideways."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return self.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + bar

    def as_text(self) -> str:
        """The table as lines with tabs, in the order shown."""
        rows = range(self._order.rowCount())
        columns = range(len(self.scores.columns))
        lines = ["\t".join(["Model", *(column.label for column in self.scores.columns)])]
        for row in rows:
            source = self._order.mapToSource(self._order.index(row, 0)).row()
            texts = [self.scores.text_at(source, column) for column in columns]
            lines.append("\t".join([self.scores.models[source].label, *texts]))
        return "\n".join(lines)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.as_text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on the usual keys."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _make_headers(self) -> None:
        names, headings = self.verticalHeader(), self.horizontalHeader()
        names.setFixedWidth(_NAMES_WIDTH)
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultSectionSize(_ROW_HEIGHT)
        names.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        names.setSectionsClickable(True)
        headings.setSectionsMovable(True)
        headings.setHighlightSections(False)
        headings.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)

    def _tell_current(self, _: QModelIndex, __: QModelIndex) -> None:
        if place := self.current_place():
            self.current_changed.emit(place)

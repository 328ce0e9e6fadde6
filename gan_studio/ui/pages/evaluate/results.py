"""The right of the Evaluate page: the table of scores, what they were computed from, and details."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from gan_studio.core.report import Table
from gan_studio.session.evaluation_session import EvaluationSession
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.evaluate.details import DetailTabs
from gan_studio.ui.pages.evaluate.export import Exporter
from gan_studio.ui.pages.evaluate.protocol import protocol_in_full, protocol_summary
from gan_studio.ui.widgets.score_table import ScoreTable
from gan_studio.ui.widgets.score_table_model import BEST, MetricColumn, ScoredModel

_MOST_ROWS_SHOWN, _DETAILS_HEIGHT = 6, 380


class ResultsView(QWidget):
    """Shows what a session finds, as it is found."""

    def __init__(self, studio: Studio, session: EvaluationSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.exporter = Exporter(studio, session, self)
        self._make_widgets()
        self._lay_out()
        session.found.connect(self._show_found)
        session.ended.connect(self._show_found)
        self.table.current_changed.connect(self._show_cell)
        self.details.model_chosen.connect(self.table.go_to)
        self.copy.clicked.connect(self.copy_table)
        self.export.clicked.connect(self.exporter.ask)
        self._set_ready(False)

    def begin(self, models: Sequence[ScoredModel], columns: Sequence[MetricColumn]) -> None:
        """Show an empty table for the models and metrics that are about to be scored."""
        self.table.begin(models, columns)
        self.details.begin()
        self._fit(len(models))
        self._show_protocol(Table((), ()))
        self._cell.setText("")
        self._set_ready(False)

    def copy_table(self) -> None:
        """Put the table on the clipboard."""
        self.table.copy()

    def _make_widgets(self) -> None:
        self._title = theme.as_title(QLabel("Scores"))
        self._protocol = theme.as_note(QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self._protocol.setObjectName("evaluate.protocol")
        self._protocol.setAccessibleName("What the scores were computed from")
        self.copy = QPushButton(theme.icon("copy"), "Copy")
        self.copy.setObjectName("evaluate.copy")
        self.copy.setAccessibleName("Copy the table")
        self.copy.setToolTip("Copy the table, to be pasted into a spreadsheet or a text.")
        self.export = QPushButton(theme.icon("export"), "Export…")
        self.export.setObjectName("evaluate.export")
        self.export.setAccessibleName("Export the scores")
        self.export.setToolTip(
            "Write the scores as CSV, as JSON, or as an HTML page with plots and pictures."
        )
        self.table = ScoreTable()
        self.table.setObjectName("evaluate.table")
        self.table.setAccessibleName("Scores")
        self.table.setToolTip(f"Click a heading to sort by it; {BEST} marks the best of a column.")
        self._cell = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._cell.setObjectName("evaluate.cell")
        self._cell.setAccessibleName("About the current cell")
        self._cell.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._cell.setMinimumHeight(2 * self._cell.fontMetrics().height())
        self.details = DetailTabs(self.table.scores)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.spacing())
        top.addWidget(self._title, 1)
        top.addWidget(self.copy)
        top.addWidget(self.export)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(self.table, 1)
        column.addWidget(self._cell)
        self._split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._split.setHandleWidth(theme.spacing())
        self._split.addWidget(upper)
        self._split.addWidget(self.details)
        self._split.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.spacing())
        whole.addLayout(top)
        whole.addWidget(self._protocol)
        whole.addWidget(self._split, 1)

    def _fit(self, rows: int) -> None:
        """Give the table the height of its rows, and the rest to the details; a person may change that."""
        below = self._cell.minimumHeight() + theme.spacing()
        wanted = self.table.height_of(min(rows, _MOST_ROWS_SHOWN)) + below
        self._split.setSizes([wanted, max(self._split.height() - wanted, _DETAILS_HEIGHT)])

    def _show_found(self, _: object = None) -> None:
        table = self._session.table()
        self.table.show_table(table)
        self.details.refresh()
        self._show_protocol(table)
        self._set_ready(any(row.scores for row in table.rows))
        has_any = any(cell is not None for row in table.rows for cell in row.cells)
        if has_any and self.table.current_place() is None:
            self.table.go_to(0, 0)
        elif place := self.table.current_place():
            self._show_cell(place)

    def _show_protocol(self, table: Table) -> None:
        self._protocol.setText("\n".join(protocol_summary(table)))
        self._protocol.setToolTip("\n".join(protocol_in_full(table)))
        self.details.notes.show_protocol(protocol_in_full(table))

    def _show_cell(self, place: tuple[int, int]) -> None:
        """Say under the table what is to be said of the current cell."""
        row, column = place
        scores = self.table.scores
        note = scores.note_at(row, column)
        about = f"{scores.columns[column].label} of {scores.models[row].label}"
        self._cell.setText(f"{about}: {note}" if note else f"{about}: {scores.columns[column].summary}")
        self.details.show_row(row)

    def _set_ready(self, is_ready: bool) -> None:
        self.copy.setEnabled(is_ready)
        self.export.setEnabled(is_ready)
        self.exporter.set_ready(is_ready)

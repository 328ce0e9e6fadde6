"""Several runs side by side: their curves above, the settings in which they differ below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gan_studio.session.comparison import ABSENT, Comparison
from gan_studio.session.progress import duration_text
from gan_studio.ui import theme
from gan_studio.ui.pages.runs.actions import button_for
from gan_studio.ui.pages.runs.cards import STATES, RunCard
from gan_studio.ui.pages.runs.plot import AXES, ComparePlot, line_look
from gan_studio.ui.widgets.check_box import CheckBox

_PREFERRED = ("loss/d", "loss/g")
_SWATCH_WIDTH = 28
_COLUMN_WIDTH = 200


class CompareView(QWidget):
    """Two plots, and a table with a column per run.

    Signals:
        left: a person wants to go back to the cards; no argument.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison = Comparison(())
        self._cards: Sequence[RunCard] = ()
        self._back = QAction(theme.icon("previous"), "Back to the Runs", self)
        self._back.setToolTip("Show the cards again.")
        self._back.setShortcuts([QKeySequence(Qt.Key.Key_Escape), QKeySequence("Alt+Left")])
        self._back.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._back.triggered.connect(self.left)
        self.addAction(self._back)
        self._plots = [ComparePlot(number + 1) for number in range(len(_PREFERRED))]
        self._plots[1].plot.setXLink(self._plots[0].plot)
        self._make_choices()
        self._make_table()
        self._lay_out()

    def show_comparison(self, comparison: Comparison, cards: Sequence[RunCard]) -> None:
        """Show these runs; the cards are theirs, in the same order."""
        self._comparison, self._cards = comparison, cards
        self._legend.show_names([run.name for run in comparison.runs])
        for plot, preferred in zip(self._plots, _PREFERRED, strict=True):
            plot.show_comparison(comparison, preferred)
        self._fill_table()

    def _make_choices(self) -> None:
        self._axis = QComboBox()
        self._axis.setObjectName("runs.compare.axis")
        self._axis.setAccessibleName("Horizontal axis")
        self._axis.setToolTip("What the curves are drawn along.")
        for name, label in AXES.items():
            self._axis.addItem(label, name)
        self._axis.currentIndexChanged.connect(self._set_axis)
        self._smooth = CheckBox("Smooth", checked=True)
        self._smooth.setObjectName("runs.compare.smooth")
        self._smooth.setToolTip("Draw running means instead of every reported value.")
        for plot in self._plots:
            self._smooth.toggled.connect(plot.set_smooth)
        self._everything = CheckBox("Also equal settings")
        self._everything.setObjectName("runs.compare.all")
        self._everything.setToolTip("List every setting, not only those in which the runs differ.")
        self._everything.toggled.connect(self._fill_table)

    def _make_table(self) -> None:
        self.table = QTableWidget()
        self.table.setObjectName("runs.compare.table")
        self.table.setAccessibleName("Results and settings of the runs")
        self.table.setToolTip("A column per run; settings that differ are listed below the results.")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(theme.spacing(3))
        self.table.horizontalHeader().setMinimumSectionSize(_COLUMN_WIDTH // 2)
        theme.as_figures(self.table)

    def _lay_out(self) -> None:
        self._legend = _Legend()
        top = QHBoxLayout()
        top.setSpacing(theme.spacing())
        top.addWidget(button_for(self._back, "runs.compare.back"))
        top.addWidget(self._legend, 1)
        for widget in (self._axis, self._smooth, self._everything):
            top.addWidget(widget)
        plots = QWidget()
        row = QHBoxLayout(plots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(2))
        for plot in self._plots:
            row.addWidget(plot, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(plots)
        split.addWidget(self.table)
        split.setSizes([3, 2])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(top)
        column.addWidget(split, 1)

    def _set_axis(self) -> None:
        for plot in self._plots:
            plot.set_axis(self._axis.currentData())

    def _fill_table(self) -> None:
        settings = self._comparison.settings(only_different=not self._everything.isChecked())
        rows = [*_results(self._cards), *settings]
        self.table.clear()
        self.table.setColumnCount(len(self._comparison.runs))
        self.table.setRowCount(len(rows))
        self.table.setHorizontalHeaderLabels([run.name for run in self._comparison.runs])
        self.table.setVerticalHeaderLabels([label for label, _ in rows])
        for row, (label, values) in enumerate(rows):
            for column, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(f"{label} of {self._comparison.runs[column].name}: {value}")
                self.table.setItem(row, column, item)
        for column in range(self.table.columnCount()):
            self.table.setColumnWidth(column, _COLUMN_WIDTH)
        self.table.horizontalHeader().setStretchLastSection(True)


class _Legend(QWidget):
    """The runs' names beside the lines they are drawn with."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.spacing(2))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_names(self, names: Sequence[str]) -> None:
        """Show these, in the order of the plots' lines."""
        while item := self._row.takeAt(0):
            if item.widget():
                item.widget().deleteLater()
        for number, name in enumerate(names):
            self._row.addWidget(_LegendEntry(number, name))
        self._row.addStretch()


class _LegendEntry(QLabel):
    """A line as it is in the plots, and a name that gives way where there is no room."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self._number, self._name = number, name
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setMinimumWidth(_SWATCH_WIDTH + theme.spacing(3))
        self.setMaximumWidth(_SWATCH_WIDTH + theme.spacing() + self.fontMetrics().horizontalAdvance(name) + 4)
        self.setMinimumHeight(self.fontMetrics().height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and as much of the name as fits."""
        painter = QPainter(self)
        colour, style = line_look(self._number)
        painter.setPen(QPen(colour, 3, style))
        middle = self.height() // 2
        painter.drawLine(0, middle, _SWATCH_WIDTH - 4, middle)
        painter.setPen(theme.scheme().text)
        place = self.rect().adjusted(_SWATCH_WIDTH, 0, 0, 0)
        words = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the new theme's colours."""
        super().changeEvent(event)
        self.update()


def _results(cards: Sequence[RunCard]) -> list[tuple[str, tuple[str, ...]]]:
    """What came of the runs, a row each."""
    return [
        ("State", tuple(STATES[card.state][1] for card in cards)),
        ("Images seen", tuple(f"{card.images_seen:,}" if card.images_seen else ABSENT for card in cards)),
        ("Steps", tuple(f"{card.step:,}" if card.step else ABSENT for card in cards)),
        ("Training time", tuple(duration_text(card.seconds) if card.seconds else ABSENT for card in cards)),
        ("Best score", tuple(_score_text(card) for card in cards)),
    ]


def _score_text(card: RunCard) -> str:
    """A run's best score and which one it is, for scores of different kinds do not compare."""
    return ABSENT if card.score is None else f"{card.score:.4g} {card.score_name}".strip()

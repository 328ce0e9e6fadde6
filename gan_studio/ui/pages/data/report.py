"""The doctor's report, as a person reads it."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.data.report import LEFT_OUT, Report
from gan_studio.core.data.source import Remark, Source
from gan_studio.core.events import Preparing
from gan_studio.ui import theme
from gan_studio.ui.pages.data.classes import ClassBars
from gan_studio.ui.pages.data.tables import FilteredRows, MiddleElided, RowsModel, RowTable

_ICON = 16
_WHOLE_SET = "(the whole set)"


class ReportView(QFrame):
    """What the doctor found: a verdict in a line, then remarks, doubles, classes and sizes.

    Signals:
        class_chosen: the name of a class to look at alone, or "" for all.
        examination_wanted: the doctor should look again; no argument.
        cancel_wanted: the doctor should stop; no argument.
    """

    class_chosen = Signal(object)
    examination_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.report")
        self.setAccessibleName("Report on the data set")
        self._icon = ""
        theme.as_card(self)
        self._make_widgets()
        self._lay_out()

    def show_source(self, source: Source) -> None:
        """Show a data set that nothing is known of yet but its name."""
        self._name.setText(source.name)
        self._name.setToolTip(source.text)
        self._facts.setText(f"{len(source.items):,} {'files' if source.pixels is None else 'pictures'}")
        self._tell("", "")
        self._tabs.hide()

    def show_progress(self, event: Preparing) -> None:
        """Show how far the doctor is."""
        self._progress_row.show()
        self._again.hide()
        self._progress.setRange(0, 0 if event.share is None else 1000)
        self._progress.setValue(round(1000 * (event.share or 0)))
        self._tell("", event.what)

    def show_interrupted(self) -> None:
        """Say that the doctor was stopped, and offer to begin again."""
        self._progress_row.hide()
        self._again.show()
        self._tell("info", "The examination was stopped; what is wrong with the files is not known.")

    def show_report(self, report: Report) -> None:
        """Show what the doctor found."""
        self._progress_row.hide()
        self._again.hide()
        self._facts.setText(facts_line(report))
        self._tell(*verdict(report))
        self._show_problems(report)
        self._duplicates.set_rows([(len(group), ", ".join(group)) for group in report.duplicates])
        self._classes.set_classes(report.classes)
        self._sizes.set_rows([(size.replace("x", " × "), count) for size, count in report.sizes.items()])
        for tab, count in enumerate(
            (len(report.problems), len(report.duplicates), len(report.classes), len(report.sizes))
        ):
            self._tabs.setTabText(tab, f"{self._titles[tab]} ({count:,})")
        about_files = any(remark.file for remark in report.problems)
        self._tabs.setCurrentIndex(0 if about_files or not report.classes else 2)
        self._tabs.show()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the verdict's icon in the new theme's colour."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._icon:
            self._draw_mark()

    def _make_widgets(self) -> None:
        self._name = theme.as_title(QLabel(textFormat=Qt.TextFormat.PlainText))
        self._facts = QLabel(wordWrap=True)
        self._mark = QLabel()
        self._verdict = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._verdict.setObjectName("data.verdict")
        self._progress = QProgressBar(textVisible=False, accessibleName="Examination")
        self._cancel = QPushButton("Stop", toolTip="Stop examining; the data set can be used all the same")
        self._cancel.setObjectName("data.stop_examination")
        self._cancel.clicked.connect(self.cancel_wanted)
        self._again = QPushButton(
            "Examine", toolTip="Look at every file and report what is special or broken"
        )
        self._again.setObjectName("data.examine")
        self._again.clicked.connect(self.examination_wanted)
        self._titles = ("Remarks", "Doubles", "Classes", "Sizes")
        self._make_problems()
        self._duplicates = RowsModel(("Copies", "Files"), self)
        self._classes = ClassBars()
        self._classes.chosen.connect(self.class_chosen)
        self._sizes = RowsModel(("Width × height", "Pictures"), self)

    def _make_problems(self) -> None:
        self._problems = FilteredRows(("File", "What is special", "What is done"), self)
        self._search = QLineEdit(placeholderText="Filter", clearButtonEnabled=True)
        self._search.setObjectName("data.filter")
        self._search.setAccessibleName("Filter the remarks")
        self._search.setToolTip("Show only remarks with these words in the file's name or the description")
        self._kind = QComboBox(toolTip="Show only one kind of remark", accessibleName="Kind of remark")
        self._kind.setObjectName("data.kind")
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._shown = theme.as_note(QLabel())
        self._search.textChanged.connect(self._apply_filter)
        self._kind.activated.connect(self._apply_filter)

    def _lay_out(self) -> None:
        self._tabs = QTabWidget(documentMode=True, accessibleName="Details of the report")
        self._tabs.addTab(self._problems_tab(), "")
        self._tabs.addTab(_sortable(RowTable(self._duplicates, "Doubles"), 64), "")
        self._tabs.addTab(self._classes, "")
        self._tabs.addTab(_sortable(RowTable(self._sizes, "Sizes"), 140), "")
        self._tabs.hide()
        self._progress_row = QWidget()
        progress = QHBoxLayout(self._progress_row)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.addWidget(self._progress, 1)
        progress.addWidget(self._cancel)
        self._progress_row.hide()
        self._again.hide()
        line = QHBoxLayout()
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._verdict, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(2)] * 4)
        column.setSpacing(theme.spacing())
        for widget in (self._name, self._facts):
            column.addWidget(widget)
        column.addLayout(line)
        column.addWidget(self._progress_row)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._tabs, 1)
        column.addStretch(0)

    def _problems_tab(self) -> QWidget:
        tab = QWidget()
        row = QHBoxLayout()
        row.addWidget(self._search, 1)
        row.addWidget(self._kind, 1)
        table = _sortable(RowTable(self._problems, "Remarks"), 150)
        table.setObjectName("data.problems")
        table.setItemDelegateForColumn(0, MiddleElided(table))
        header = table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 160), (2, 140)):
            table.setColumnWidth(column, width)
        column = QVBoxLayout(tab)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.addLayout(row)
        column.addWidget(table, 1)
        column.addWidget(self._shown)
        return tab

    def _show_problems(self, report: Report) -> None:
        remarks = sorted(report.problems, key=_urgency)
        kinds = [kind_of(remark.problem) for remark in remarks]
        self._kind.clear()
        self._kind.addItem(f"Every kind ({len(kinds):,})", "")
        for kind, count in Counter(kinds).most_common():
            self._kind.addItem(f"{kind} ({count:,})", kind)
        self._search.clear()
        rows = [(remark.file or _WHOLE_SET, remark.problem, remark.action) for remark in remarks]
        self._problems.set_all(rows, kinds)
        self._apply_filter()

    def _apply_filter(self, _: object = None) -> None:
        self._problems.keep(self._search.text(), self._kind.currentData() or "")
        self._shown.setText(f"{len(self._problems.rows):,} of {self._problems.count:,} shown")

    def _tell(self, icon: str, text: str) -> None:
        self._icon = icon
        self._draw_mark()
        self._verdict.setText(text)

    def _draw_mark(self) -> None:
        self._mark.setVisible(bool(self._icon))
        if self._icon:
            size = QSize(_ICON, _ICON)
            self._mark.setPixmap(theme.icon(self._icon).pixmap(size, self.devicePixelRatioF()))


def facts_line(report: Report) -> str:
    """Number, colour, size and classes in one line."""
    sizes = list(report.sizes)
    parts = [
        f"{report.count:,} pictures",
        "colour" if report.channels == 3 else "grey",
        f"{sizes[0].replace('x', ' × ')} px" if len(sizes) == 1 else f"{len(sizes):,} sizes",
        f"{len(report.classes)} classes" if report.classes else "no classes",
    ]
    return " · ".join(parts)


def verdict(report: Report) -> tuple[str, str]:
    """An icon's name and a sentence that says how good the data set is."""
    left_out, doubles = len(report.left_out), sum(len(group) - 1 for group in report.duplicates)
    special = len({remark.file for remark in report.problems if remark.file and remark.action != LEFT_OUT})
    parts = [
        _counted(left_out, "file is left out", "files are left out"),
        _counted(special, "file is special and converted", "files are special and converted"),
        _counted(doubles, "picture is a double", "pictures are doubles"),
    ]
    found = ", ".join(part for part in parts if part)
    if not report.count:
        return "error", f"There is no picture to train on: {found or 'the data set is empty'}."
    if not found:
        return "check", "Every file can be used as it is."
    return ("warning" if left_out or doubles else "info"), f"{found}."


def kind_of(problem: str) -> str:
    """What a problem is, without what is particular to one file."""
    return re.split(r" \(|: | as ", problem, maxsplit=1)[0]


def _urgency(remark: Remark) -> int:
    """What is said of the whole set comes first, then what is left out."""
    return 0 if not remark.file else 1 if remark.action == LEFT_OUT else 2


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""


def _sortable(table: RowTable, first_width: int) -> RowTable:
    table.setSortingEnabled(True)
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    table.setColumnWidth(0, first_width)
    return table

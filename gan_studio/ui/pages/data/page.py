"""The Data page: picking a data set, seeing what training will see, reading the doctor's report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gan_studio.core.data.report import Report
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.data.source import Source
from gan_studio.session.failure import Failure
from gan_studio.session.notices import NoticeAction
from gan_studio.session.studio import Studio, UseSource, Visit
from gan_studio.ui import theme
from gan_studio.ui.pages.data.preview import PreviewPanel
from gan_studio.ui.pages.data.repair import RepairDialog
from gan_studio.ui.pages.data.report import ReportView
from gan_studio.ui.pages.data.source_bar import SourceBar
from gan_studio.ui.pages.data.work import DataWork, Look
from gan_studio.ui.widgets.empty_state import EmptyState

_PREVIEW_WIDTH, _REPORT_WIDTH = 690, 490
_ENDINGS = (".zip", ".npz", ".gz", ".idx", "-ubyte")
_FIRST = next(iter(SHIPPED_SETS.values()))


class DataPage(QWidget):
    """A data set at a time: its pictures at the left, what the doctor says at the right."""

    place = "data"
    title = "Data"
    icon = "data"

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._report: Report | None = None
        self.work = DataWork(self)
        self.setAcceptDrops(True)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._offer_actions()
        self._set_ready(False)

    def receive(self, payload: object) -> None:
        """Open the data set of a UseSource."""
        if isinstance(payload, UseSource):
            self.open(payload.text)

    def open(self, text: str) -> None:
        """Open a data set: show some of it at once, then examine it."""
        self._report = None
        self._set_ready(False)
        self.sources.show_text(text)
        self.preview.forget_class()
        self._opening.title.setText("Opening…")
        self._opening.text.setText(text)
        self._stack.setCurrentWidget(self._opening)
        self.work.open(text, self.preview.options(), self.preview.selection())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome folders and files that may be data sets; the window takes the others."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.open(_dropped(event))

    def _make_widgets(self) -> None:
        self.sources = SourceBar(self._studio.preferences)
        self._repair = QPushButton(
            "Repair…",
            toolTip="Write a clean copy: upright PNGs in class folders, without broken files and doubles",
        )
        self._repair.setObjectName("data.repair")
        self._train = theme.as_primary(QPushButton(theme.icon("train"), "Train with this"))
        self._train.setIcon(theme.icon("train", self._train.palette().ColorRole.HighlightedText))
        self._train.setObjectName("data.train")
        self._train.setToolTip(
            "Go to Train with this data set, and the resolution, colour and fit chosen here"
        )
        self.preview = PreviewPanel()
        self.report = ReportView()
        self._empty = EmptyState(
            "data",
            "No data set is open",
            "Choose one above, or drop a folder of images or a zip here. Sub-folders become classes; "
            "whatever is special or broken is listed.",
            f"Open {_FIRST.label}",
        )
        self._empty.button.setObjectName("data.open_first")
        self._empty.button.setToolTip(_FIRST.summary)
        self._opening = EmptyState("data", "Opening…", "")
        self._refused = EmptyState("warning", "This data set cannot be opened", "", "Choose folder…")
        self._refused.button.setObjectName("data.choose_another")
        self._refused.button.setToolTip("Choose a folder of images instead")
        self._refused.text.setObjectName("data.refusal")

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.spacing())
        bar.addWidget(self.sources, 1)
        bar.addSpacing(theme.spacing(2))
        bar.addWidget(self._repair)
        bar.addWidget(self._train)
        self._open_set = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._open_set.setHandleWidth(theme.spacing(2))
        self._open_set.addWidget(self.preview)
        self._open_set.addWidget(self.report)
        self._open_set.setSizes([_PREVIEW_WIDTH, _REPORT_WIDTH])
        self._open_set.setStretchFactor(0, 1)
        self._stack = QStackedWidget()
        for widget in (self._empty, self._opening, self._refused, self._open_set):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(2)] * 4)
        column.setSpacing(theme.spacing(2))
        column.addLayout(bar)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.sources.chosen.connect(self.open)
        self._empty.pressed.connect(self._open_first)
        self._refused.pressed.connect(self.sources.ask_for_folder)
        self._train.clicked.connect(self._go_to_train)
        self._repair.clicked.connect(self._ask_for_repair)
        self.preview.changed.connect(self._look_again)
        self.report.class_chosen.connect(self.preview.set_class)
        self.report.examination_wanted.connect(self.work.examine)
        self.report.cancel_wanted.connect(self.work.cancel_examination)
        self.work.opened.connect(self._show_source)
        self.work.looked.connect(self._show_look)
        self.work.examining.connect(self.report.show_progress)
        self.work.examined.connect(self._show_report)
        self.work.interrupted.connect(self._show_interrupted)
        self.work.failed.connect(self._show_failure)

    def _offer_actions(self) -> None:
        """The page's actions, for the command palette."""
        self._train_action = QAction(theme.icon("train"), "Train with This Data Set", self)
        self._train_action.triggered.connect(self._go_to_train)
        self._repair_action = QAction(theme.icon("data"), "Repair This Data Set…", self)
        self._repair_action.triggered.connect(self._ask_for_repair)
        self.addActions(
            [self.sources.choose_folder, self.sources.choose_file, self._train_action, self._repair_action]
        )

    def _set_ready(self, is_ready: bool) -> None:
        for part in (self._train, self._repair, self._train_action, self._repair_action):
            part.setEnabled(is_ready)

    def _open_first(self) -> None:
        self.open(_FIRST.name)

    def _look_again(self) -> None:
        self.work.look(self.preview.options(), self.preview.selection())

    def _show_source(self, source: Source) -> None:
        self.sources.remember(source.text)
        self.report.show_source(source)
        self._stack.setCurrentWidget(self._open_set)
        self._set_ready(True)

    def _show_look(self, look: Look) -> None:
        if look.shown is None:
            self.preview.show_nothing(look.why_not)
        else:
            self.preview.show_preview(look.shown)

    def _show_report(self, report: Report) -> None:
        self._report = report
        self.report.show_report(report)
        self._set_ready(report.count > 0)

    def _show_interrupted(self) -> None:
        if self.work.source is not None:
            self.report.show_interrupted()

    def _show_failure(self, failure: Failure) -> None:
        if failure.trace:
            self._studio.tell_failure(failure)
        self._refused.text.setText(f"{failure.message} {failure.advice}".strip())
        self._stack.setCurrentWidget(self._refused)

    def _go_to_train(self) -> None:
        if self.work.source is not None:
            source = UseSource(self.work.source.text, self.preview.choices())
            self._studio.visit(Visit("train", source))

    def _ask_for_repair(self) -> None:
        if self.work.source is not None:
            dialog = RepairDialog(self.work.source, self._report, self)
            dialog.repaired.connect(self._tell_repaired)
            dialog.open()

    def _tell_repaired(self, repaired: object) -> None:
        folder = str(repaired.folder)
        self._studio.notices.info(
            f"The repaired copy with {repaired.count:,} pictures is in {folder}.",
            NoticeAction("Open it", lambda: self.open(folder)),
        )


def _dropped(event: QDropEvent) -> str:
    """The path of a folder or file that may be a data set, or ""."""
    local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    if local and (Path(local[0]).is_dir() or local[0].lower().endswith(_ENDINGS)):
        return local[0]
    return ""

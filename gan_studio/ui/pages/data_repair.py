"""The dialog that writes a repaired copy of a data set."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.data.report import Report
from gan_studio.core.data.source import Source
from gan_studio.core.events import Preparing
from gan_studio.session.failure import Failure
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme

_WIDTH = 560


class RepairDialog(QDialog):
    """Asks where the copy goes, writes it in the background, and can be cancelled at any time.

    Signals:
        repaired: what the repair wrote (core.data.repair.Repaired).
    """

    repaired = Signal(object)

    def __init__(self, source: Source, report: Report | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("data.repair_dialog")
        self.setWindowTitle("Repair the data set")
        self._source = source
        self._task = BackgroundTask(self._work, self)
        self._task.progressed.connect(self._show_progress)
        self._task.finished.connect(self._finish)
        self._task.failed.connect(self._show_failure)
        self._task.cancelled.connect(self._show_cancelled)
        self._make_widgets(report)
        self._lay_out()

    @property
    def is_running(self) -> bool:
        """Whether the copy is being written."""
        return self._task.is_running

    def start(self) -> None:
        """Begin to write the copy."""
        self._set_running(True)
        self._tell("Beginning…")
        self._task.start()

    def reject(self) -> None:
        """Cancel the work; without any, close."""
        if self._task.is_running:
            self._cancel.setEnabled(False)
            self._tell("Cancelling; nothing will be left behind…")
            self._task.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Do not close before the work has ended."""
        if self._task.is_running:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def _make_widgets(self, report: Report | None) -> None:
        self._what = QLabel(what_repair_does(self._source, report), wordWrap=True)
        self._path = QLineEdit(str(free_folder(self._source)), clearButtonEnabled=True)
        self._path.setObjectName("data.repair_folder")
        self._path.setAccessibleName("Folder of the repaired copy")
        self._path.setToolTip("A new or empty folder, outside the data set")
        self._path.textChanged.connect(self._check)
        self._browse = QPushButton(theme.icon("folder"), "Choose…", toolTip="Choose the folder to write into")
        self._browse.clicked.connect(self._choose)
        self._progress = QProgressBar(textVisible=False, accessibleName="Repair")
        self._progress.setRange(0, 1000)
        self._told = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._told.setObjectName("data.repair_news")
        self._start = theme.as_primary(QPushButton("Repair", toolTip="Write the repaired copy"))
        self._start.setObjectName("data.repair_start")
        self._start.clicked.connect(self.start)
        self._cancel = QPushButton("Cancel", toolTip="Stop without leaving anything behind")
        self._cancel.setObjectName("data.repair_cancel")
        self._cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        place = QHBoxLayout()
        place.addWidget(self._path, 1)
        place.addWidget(self._browse)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._start)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.spacing(2))
        column.addWidget(self._what)
        label = QLabel("Write the copy to")
        label.setBuddy(self._path)
        column.addWidget(label)
        column.addLayout(place)
        column.addWidget(self._progress)
        column.addWidget(self._told)
        column.addLayout(buttons)
        self._progress.hide()

    def _work(self) -> Generator[Preparing, None, object]:
        from gan_studio.core.data.repair import repair

        return (yield from repair(self._source, Path(self._path.text().strip())))

    def _choose(self) -> None:
        start = str(Path(self._path.text().strip() or Path.home()).parent)
        folder = QFileDialog.getExistingDirectory(self, "Choose an empty folder for the copy", start)
        if folder:
            self._path.setText(folder)

    def _check(self, text: str) -> None:
        self._start.setEnabled(bool(text.strip()))

    def _set_running(self, is_running: bool) -> None:
        for widget in (self._path, self._browse, self._start):
            widget.setEnabled(not is_running)
        self._cancel.setEnabled(True)
        self._progress.setVisible(is_running)

    def _show_progress(self, event: Preparing) -> None:
        self._progress.setValue(round(1000 * (event.share or 0)))
        self._tell(event.what)

    def _show_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self._tell(f"{failure.message} {failure.advice}".strip())

    def _show_cancelled(self) -> None:
        self._set_running(False)
        self._tell("Cancelled; nothing was written.")

    def _finish(self, repaired: object) -> None:
        self.repaired.emit(repaired)
        self.accept()

    def _tell(self, text: str) -> None:
        self._told.setText(text)


def what_repair_does(source: Source, report: Report | None) -> str:
    """What a person can expect of repairing this data set."""
    text = (
        f"Writes a copy of {source.name} as upright PNG pictures, all grey or all in colour, in a folder for "
        "each class. The original stays as it is."
    )
    if report is not None:
        doubles = sum(len(group) - 1 for group in report.duplicates)
        text += (
            f" Files that cannot be read ({len(report.left_out):,}) and doubles ({doubles:,}) are left away."
        )
    return text


def free_folder(source: Source) -> Path:
    """A folder beside the data set that does not exist yet."""
    path = Path(source.text)
    parent = path.parent if path.is_absolute() else Path.home()
    wished = parent / f"{source.name}-repaired"
    free, number = wished, 2
    while free.exists():
        free, number = wished.with_name(f"{wished.name}-{number}"), number + 1
    return free

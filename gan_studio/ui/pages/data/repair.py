"""The dialog that writes a repaired copy of a data set."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from gan_studio.core.data.report import Report
from gan_studio.core.data.source import Source
from gan_studio.core.events import Preparing
from gan_studio.ui import theme
from gan_studio.ui.widgets.work_dialog import WorkDialog

_WIDTH = 560


class RepairDialog(WorkDialog):
    """Asks where the copy goes, writes it in the background, and can be cancelled at any time.

    Signals:
        repaired: what the repair wrote (core.data.repair.Repaired).
    """

    repaired = Signal(object)

    def __init__(self, source: Source, report: Report | None, parent: QWidget | None = None) -> None:
        super().__init__("data.repair_", "Repair", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("data.repair_dialog")
        self.setWindowTitle("Repair the data set")
        self._source = source
        self._make_widgets(report)
        self._lay_out()

    def start(self) -> None:
        """Begin to write the copy."""
        self._begin("Beginning…")

    def _make_widgets(self, report: Report | None) -> None:
        self._what = QLabel(what_repair_does(self._source, report), wordWrap=True)
        self._path = QLineEdit(str(free_folder(self._source)), clearButtonEnabled=True)
        self._path.setObjectName("data.repair_folder")
        self._path.setAccessibleName("Folder of the repaired copy")
        self._path.setToolTip("A new or empty folder, outside the data set")
        self._path.textChanged.connect(self._check)
        self._browse = QPushButton(theme.icon("folder"), "Choose…", toolTip="Choose the folder to write into")
        self._browse.clicked.connect(self._choose)
        self.start_button.setToolTip("Write the repaired copy")
        self.start_button.clicked.connect(self.start)
        self.cancel_button.setToolTip("Stop without leaving anything behind")

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        place = QHBoxLayout()
        place.addWidget(self._path, 1)
        place.addWidget(self._browse)
        self.column.addWidget(self._what)
        label = QLabel("Write the copy to")
        label.setBuddy(self._path)
        self.column.addWidget(label)
        self.column.addLayout(place)
        self.column.addWidget(self.progress)
        self.column.addWidget(self.news)
        self.column.addLayout(self._buttons())

    def _work(self) -> Generator[Preparing, None, object]:
        from gan_studio.core.data.repair import repair

        return (yield from repair(self._source, Path(self._path.text().strip())))

    def _choose(self) -> None:
        start = str(Path(self._path.text().strip() or Path.home()).parent)
        folder = QFileDialog.getExistingDirectory(self, "Choose an empty folder for the copy", start)
        if folder:
            self._path.setText(folder)

    def _check(self, text: str) -> None:
        self.start_button.setEnabled(bool(text.strip()))

    def _set_running(self, is_running: bool) -> None:
        super()._set_running(is_running)
        for widget in (self._path, self._browse):
            widget.setEnabled(not is_running)

    def _finish(self, repaired: object) -> None:
        self.repaired.emit(repaired)
        self.accept()


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

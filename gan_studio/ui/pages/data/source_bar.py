"""Where a data set is picked: shipped ones, recent ones, a typed name, a folder or a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QWidget

from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.session.preferences import Preferences
from gan_studio.ui import theme

_RECENT, _RECENT_COUNT = "data/recent", 8
_FILES = "Data sets (*.zip *.npz *.gz *-ubyte *.idx);;All files (*)"


class SourceBar(QWidget):
    """A list one can also type in, and buttons to choose a folder or a file.

    Signals:
        chosen: the text of the data set that a person picked.
    """

    chosen = Signal(object)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._shown = ""
        self._make_list()
        self.choose_folder = QAction(theme.icon("folder"), "Choose Data Folder…", self)
        self.choose_folder.triggered.connect(self.ask_for_folder)
        self.choose_file = QAction(theme.icon("file"), "Choose Data File…", self)
        self.choose_file.triggered.connect(self.ask_for_file)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        row.addWidget(self._list, 1)
        row.addWidget(
            _button(self.choose_folder, "folder", "A folder of images; its sub-folders are classes")
        )
        row.addWidget(
            _button(self.choose_file, "file", "A zip of images, an IDX file (as of MNIST) or a .npz file")
        )

    def show_text(self, text: str) -> None:
        """Show which data set is open, without a signal."""
        self._shown = text
        index = self._list.findData(text) if text else -1
        with QSignalBlocker(self._list):
            self._list.setCurrentIndex(index)
            self._list.setEditText(self._list.itemText(index) if index >= 0 else text)
            self._list.lineEdit().setCursorPosition(0)

    def remember(self, text: str) -> None:
        """Put a data set that was opened at the top of the recent ones."""
        if text not in SHIPPED_SETS:
            recent = [text, *(known for known in self._recent() if known != text)]
            self._preferences.remember(_RECENT, recent[:_RECENT_COUNT])
            self._fill()
        self.show_text(text)

    def ask_for_folder(self) -> None:
        """Let a person choose a folder of images."""
        folder = QFileDialog.getExistingDirectory(self, "Choose a folder of images", self._start())
        if folder:
            self.chosen.emit(folder)

    def ask_for_file(self) -> None:
        """Let a person choose a zip, an IDX file or a .npz file."""
        file, _ = QFileDialog.getOpenFileName(self, "Choose a data set", self._start(), _FILES)
        if file:
            self.chosen.emit(file)

    def _make_list(self) -> None:
        self._list = QComboBox(editable=True)
        self._list.setObjectName("data.source")
        self._list.setAccessibleName("Data set")
        self._list.setToolTip(
            "A set that comes with the studio, a recent one, or type a folder, a file or torchvision:NAME"
        )
        self._list.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._list.lineEdit().setPlaceholderText(
            "Choose a data set, or type a folder, a file or torchvision:NAME"
        )
        self._list.activated.connect(self._take_index)
        self._list.lineEdit().returnPressed.connect(self._take_text)
        self._fill()

    def _fill(self) -> None:
        with QSignalBlocker(self._list):
            self._list.clear()
            for shipped in SHIPPED_SETS.values():
                self._list.addItem(theme.icon("data"), shipped.label, shipped.name)
            recent = self._recent()
            if recent:
                self._list.insertSeparator(self._list.count())
            for text in recent:
                self._list.addItem(theme.icon("history"), text, text)
        self.show_text(self._shown)

    def _recent(self) -> list[str]:
        return [text for text in self._preferences.recall(_RECENT, [""]) if text]

    def _start(self) -> str:
        """The folder in which to begin choosing."""
        path = Path(self._shown)
        return str(path.parent) if self._shown and path.exists() else str(Path.home())

    def _take_index(self, index: int) -> None:
        if text := self._list.itemData(index):
            self.chosen.emit(text)

    def _take_text(self) -> None:
        text = self._list.currentText().strip()
        index = self._list.findText(text)
        if text:
            self.chosen.emit(self._list.itemData(index) if index >= 0 else text)


def _button(action: QAction, kind: str, tooltip: str) -> QPushButton:
    button = QPushButton(action.icon(), f"Choose {kind}…", toolTip=tooltip)
    button.setObjectName(f"data.choose_{kind}")
    button.clicked.connect(action.trigger)
    return button

"""The form of the dialog that writes many seeds: which, how, and where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from gan_studio import paths
from gan_studio.core.config import Setting, SettingField
from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.errors import InputError
from gan_studio.core.latent.seed_export import ENDINGS, FOLDER, KINDS, MAX_COUNT
from gan_studio.ui import theme
from gan_studio.ui.widgets.setting_number import NumberBox

_FIRST = SettingField(
    "first", int, 0, Setting("First seed", "The first seed that is written.", minimum=0, maximum=MAX_SEED)
)
_COUNT = SettingField(
    "count", int, 100, Setting("How many", "How many seeds in a row.", minimum=1, maximum=MAX_COUNT)
)


class ExportForm(QWidget):
    """Proposes a name by what is written, until a person types another.

    Signals:
        changed: something else is wanted; no argument.
    """

    changed = Signal()

    def __init__(self, model: str, folder: Path, seed: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._folder = model, folder
        self._is_typed = False
        self.first, self.count = NumberBox(_FIRST), NumberBox(_COUNT)
        self.format = QComboBox()
        self.place = QLineEdit(clearButtonEnabled=True)
        self.browse = QPushButton(theme.icon("folder"), "Choose…")
        for kind, text in KINDS.items():
            self.format.addItem(text, kind)
        self.first.set_value(seed)
        self._name_for_readers()
        self._lay_out()
        self.first.edited.connect(self._follow)
        self.count.edited.connect(self._follow)
        self.format.activated.connect(self._follow)
        self.place.textEdited.connect(self._take_place)
        self.place.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._choose)
        self._propose()

    def first_seed(self) -> int:
        """The first seed to write."""
        return int(self.first.value_shown())

    def how_many(self) -> int:
        """How many there are from the first on, up to the largest there is."""
        return min(int(self.count.value_shown()), MAX_SEED + 1 - self.first_seed())

    def kind(self) -> str:
        """A key of KINDS."""
        return self.format.currentData()

    def has_place(self) -> bool:
        """Whether it is said where to write."""
        return bool(self.place.text().strip())

    def out(self) -> Path:
        """Where to write, with the ending that the kind has.

        Raises:
            InputError: where what is typed, or half typed, cannot be a place.
        """
        text = self.place.text().strip() or self._proposal()
        path = paths.typed(text)
        ending = ENDINGS[self.kind()]
        if ending and not path.name:
            raise InputError(f"{text} is a folder; add a name for the file.")
        return path if not ending or path.suffix.lower() == ending else path.with_name(path.name + ending)

    def _name_for_readers(self) -> None:
        for widget, name, tip in (
            (self.first, "First seed", "The first seed that is written."),
            (self.count, "How many seeds", "How many seeds in a row are written."),
            (
                self.format,
                "Format",
                "A folder keeps every picture with its recipe, a sheet shows all at once and opens its first "
                "seed again, arrays are for other programs.",
            ),
            (self.place, "Where to write", "The folder or file to write; folders that are missing are made."),
            (self.browse, "Choose where to write", "Choose a folder or a file."),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        self.first.setObjectName("explore.export.first")
        self.count.setObjectName("explore.export.count")
        self.format.setObjectName("explore.export.format")
        self.place.setObjectName("explore.export.place")

    def _lay_out(self) -> None:
        numbers, place = QHBoxLayout(), QHBoxLayout()
        for row in (numbers, place):
            row.setSpacing(theme.spacing())
        numbers.addWidget(self.first, 1)
        numbers.addWidget(self.count, 1)
        place.addWidget(self.place, 1)
        place.addWidget(self.browse)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.spacing())
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("From seed, how many", numbers)
        form.addRow("Format", self.format)
        form.addRow("Write to", place)

    def _proposal(self) -> str:
        last = self.first_seed() + self.how_many() - 1
        name = f"{self._model}-seeds-{self.first_seed()}-{last}{ENDINGS[self.kind()]}"
        return str(self._folder / name)

    def _propose(self) -> None:
        if not self._is_typed:
            with QSignalBlocker(self.place):
                self.place.setText(self._proposal())

    def _follow(self) -> None:
        self._propose()
        self.changed.emit()

    def _take_place(self, text: str) -> None:
        self._is_typed = bool(text.strip())

    def _choose(self) -> None:
        if self.kind() == FOLDER:
            folder = QFileDialog.getExistingDirectory(
                self, "Choose a folder to write into", str(self._folder)
            )
            if folder:
                self._folder, self._is_typed = Path(folder), False
                self._follow()
            return
        try:
            begin = self.out()
        except InputError:
            begin = Path(self._proposal())
        chosen, _ = QFileDialog.getSaveFileName(self, "Write seeds to", str(begin))
        if chosen:
            self._is_typed = True
            self.place.setText(chosen)

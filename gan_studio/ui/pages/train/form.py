"""The left of the Train page: the form, or what is said until it can be built."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from gan_studio.core.config import RunConfig, problems, with_value
from gan_studio.core.data.shipped_sets import SHIPPED_SETS
from gan_studio.core.errors import InputError
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.train.draft import default_draft, recalled_draft, remember_draft
from gan_studio.ui.widgets.config_form import ConfigForm
from gan_studio.ui.widgets.config_form_draft import Origin
from gan_studio.ui.widgets.setting_editors import Offer

_FOLDED = "train/folded"
_FILES = "Data sets (*.zip *.npz *.gz *-ubyte *.idx);;All files (*)"


class FormArea(QStackedWidget):
    """Builds the form once the parts are loaded, checks what it holds, and remembers it.

    Attributes:
        form: the ConfigForm, or None until it is built.
        problems: what keeps the form's config from training.

    Signals:
        built: the form is there; no argument.
        checked: the config was edited or replaced and checked; no argument.
    """

    built = Signal()
    checked = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.form: ConfigForm | None = None
        self.problems: list = []
        self._make_loading()

    @property
    def can_start(self) -> bool:
        """Whether there is a form and it holds nothing that keeps it from training."""
        return self.form is not None and not self.problems

    def build(self) -> None:
        """Make the form and show what it held last."""
        self.form = ConfigForm()
        self.form.setObjectName("train.form")
        self.form.setAccessibleName("Settings of the run")
        self._offer()
        self._restore()
        self.form.changed.connect(self._take)
        self.form.folds_changed.connect(self._remember_folds)
        self.addWidget(self.form)
        self.setCurrentWidget(self.form)
        self._take(self.form.value())
        self.built.emit()

    def load(self, origin: Origin, config: RunConfig | None = None) -> None:
        """Replace what the form holds; a person can undo it."""
        self.form.load(origin, config)

    def edit(self, *settings: tuple[str, object]) -> None:
        """Give settings other values, as one step to undo.

        Raises:
            InputError: for a path that does not exist or a value that cannot be read.
        """
        config = self.form.value()
        for path, value in settings:
            config = with_value(config, path, value)
        self.form.load(self.form.origin(), config)

    def tell_failure(self, text: str) -> None:
        """Say that the form cannot be built."""
        self._bar.hide()
        self._text.setText(text)

    def _make_loading(self) -> None:
        self._text = theme.as_note(
            QLabel("The networks are being loaded…", alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        )
        self._text.setObjectName("train.loading")
        self._bar = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._bar.setFixedHeight(theme.spacing(0.75))
        loading = QWidget()
        column = QVBoxLayout(loading)
        column.setContentsMargins(theme.spacing(3), 0, theme.spacing(3), 0)
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        column.addStretch(2)
        self.addWidget(loading)

    def _restore(self) -> None:
        try:
            origin, config = recalled_draft(self._studio.preferences)
        except InputError as error:
            self._studio.notices.warn(str(error))
            origin, config = default_draft()
        self.form.load(origin, config)
        self.form.set_value(config)
        folded = self._studio.preferences.recall(_FOLDED, ["-"])
        if folded != ["-"]:
            self.form.set_folded(folded)

    def _take(self, config: RunConfig) -> None:
        self.problems = problems(config)
        self.form.set_problems(self.problems)
        remember_draft(self._studio.preferences, self.form.origin().name, config)
        self.checked.emit()

    def _remember_folds(self) -> None:
        self._studio.preferences.remember(_FOLDED, self.form.folded() or [""])

    def _offer(self) -> None:
        recent = [text for text in self._studio.preferences.recall("data/recent", [""]) if text]
        sets = [(shipped.name, shipped.label) for shipped in SHIPPED_SETS.values()]
        folder = QAction("Choose Folder…", self)
        folder.triggered.connect(self._ask_for_folder)
        file = QAction("Choose File…", self)
        file.triggered.connect(self._ask_for_file)
        self.form.set_offer("source", Offer([*sets, *((text, text) for text in recent)], (folder, file)))
        device = self._studio.parts.device.partition(",")[0]
        devices = {"auto": "Automatic", device.lower(): device, "cpu": "CPU"}
        self.form.set_offer("device", Offer([(name, label) for name, label in devices.items() if name]))

    def _ask_for_folder(self) -> None:
        self._take_source(QFileDialog.getExistingDirectory(self, "Choose a folder of images"))

    def _ask_for_file(self) -> None:
        self._take_source(QFileDialog.getOpenFileName(self, "Choose a data set", "", _FILES)[0])

    def _take_source(self, text: str) -> None:
        if text:
            self.edit(("data.source", text))

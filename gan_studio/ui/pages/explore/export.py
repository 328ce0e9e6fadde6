"""The dialog of Explore that writes the pictures of many seeds."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.seed_export import FOLDER, SeedExport
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.export_estimate import PictureCost, estimate_text
from gan_studio.ui.pages.explore.export_form import ExportForm
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import settings_of
from gan_studio.ui.reveal import show_action
from gan_studio.ui.widgets.work_dialog import WorkDialog

_WIDTH = 560
_FOLDER = "explore/export_folder"


class ExportDialog(WorkDialog):
    """Asks which seeds to write and how, says what it costs, writes off the window's thread.

    It keeps the model and the settings that were shown when it was opened.
    """

    _cancelling = "Cancelling…"

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        """Make the dialog; a picture must be shown."""
        super().__init__("explore.export.", "Export", parent)
        self.setObjectName("explore.export")
        self.setWindowTitle("Export seeds")
        self._studio = studio
        self._facts = exploration.picture.facts
        self._request = exploration.view.request
        self._cost = PictureCost.of(exploration.picture)
        self._export: SeedExport | None = None
        folder = studio.preferences.recall(_FOLDER, str(Path.home()))
        self.form = ExportForm(self._facts.name, Path(folder), exploration.view.latent.seed)
        self.estimate = theme.as_note(QLabel(wordWrap=True))
        for button in (self.form.browse, self.start_button, self.cancel_button):
            button.setAutoDefault(False)  # Enter finishes a number, it begins nothing
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self._follow_form()

    def start(self) -> None:
        """Begin to write."""
        self._export = self._wanted()
        self._studio.preferences.remember(_FOLDER, str(self._export.out.parent))
        self._begin("Beginning…")

    def _name_for_readers(self) -> None:
        self.estimate.setObjectName("explore.export.estimate")
        self.start_button.setToolTip("Draw the pictures and write them.")
        self.start_button.setAccessibleName("Export")
        self.cancel_button.setToolTip("Stop; PNGs that are written already stay, half a file does not.")
        self.cancel_button.setAccessibleName("Cancel")

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        settings = settings_of(self._request, self._facts)
        shared = f"with {', '.join(settings)}" if settings else "as they are"
        self.column.addWidget(QLabel(f"Writes seeds of {self._facts.name}, {shared}.", wordWrap=True))
        for widget in (self.form, self.estimate, self.progress, self.news):
            self.column.addWidget(widget)
        self.column.addStretch()
        self.column.addLayout(self._buttons())

    def _connect(self) -> None:
        self.form.changed.connect(self._follow_form)
        self.start_button.clicked.connect(self.start)

    def _wanted(self) -> SeedExport:
        form = self.form
        return SeedExport(
            self._facts, self._request, form.first_seed(), form.how_many(), form.kind(), form.out()
        )

    def _follow_form(self) -> None:
        try:
            self.estimate.setText(estimate_text(self._wanted(), self._cost))
        except InputError as error:
            self.estimate.setText(str(error))
            self.start_button.setEnabled(False)
        else:
            self.start_button.setEnabled(self.form.has_place())

    def _work(self) -> Generator[Preparing, None, Path]:
        from gan_studio.core.latent.seed_export import export_seeds

        return (yield from export_seeds(self._export))

    def _set_running(self, is_running: bool) -> None:
        super()._set_running(is_running)
        self.form.setEnabled(not is_running)

    def _progress_text(self, event: Preparing) -> str:
        done = round((event.share or 0) * self._export.count)
        return f"{event.what}, {done:,} of {self._export.count:,}" if done else f"{event.what}…"

    def _cancelled_text(self) -> str:
        kept = " The PNGs written so far are kept." if self._export.kind == FOLDER else ""
        return f"Cancelled.{kept}"

    def _finish(self, out: Path) -> None:
        self._set_running(False)
        words = f"Wrote {self._export.count:,} pictures: {out.name}."
        self._studio.notices.info(words, show_action(out))
        self.accept()

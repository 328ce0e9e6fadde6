"""The dialog of Explore that writes the pictures of many seeds."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.seed_export import FOLDER, SeedExport
from gan_studio.session.failure import Failure
from gan_studio.session.notices import NoticeAction
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.pages.explore_export_estimate import PictureCost, estimate_text
from gan_studio.ui.pages.explore_export_form import ExportForm
from gan_studio.ui.pages.explore_state import Exploration
from gan_studio.ui.pages.explore_wording import settings_of

_WIDTH = 560
_FOLDER = "explore/export_folder"


class ExportDialog(QDialog):
    """Asks which seeds to write and how, says what it costs, writes off the window's thread.

    It keeps the model and the settings that were shown when it was opened.
    """

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        """Make the dialog; a picture must be shown."""
        super().__init__(parent)
        self.setObjectName("explore.export")
        self.setWindowTitle("Export seeds")
        self._studio = studio
        self._facts = exploration.picture.facts
        self._request = exploration.view.request
        self._cost = PictureCost.of(exploration.picture)
        self._export: SeedExport | None = None
        self._task = BackgroundTask(self._work, self)
        folder = studio.preferences.recall(_FOLDER, str(Path.home()))
        self.form = ExportForm(self._facts.name, Path(folder), exploration.view.latent.seed)
        self.estimate = theme.as_note(QLabel(wordWrap=True))
        self.progress = QProgressBar(textVisible=False, accessibleName="Export")
        self.news = QLabel(wordWrap=True)
        self.start_button = theme.as_primary(QPushButton("Export"))
        self.cancel_button = QPushButton("Cancel")
        for button in (self.form.browse, self.start_button, self.cancel_button):
            button.setAutoDefault(False)  # Enter finishes a number, it begins nothing
        self._name_for_readers()
        self._lay_out()
        self._connect()
        self._follow_form()

    @property
    def is_running(self) -> bool:
        """Whether pictures are being written."""
        return self._task.is_running

    def start(self) -> None:
        """Begin to write."""
        self._export = self._wanted()
        self._studio.preferences.remember(_FOLDER, str(self._export.out.parent))
        self._set_running(True)
        self.news.setText("Beginning…")
        self._task.start()

    def reject(self) -> None:
        """Cancel the work; without any, close."""
        if self._task.is_running:
            self.cancel_button.setEnabled(False)
            self.news.setText("Cancelling…")
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

    def _name_for_readers(self) -> None:
        self.estimate.setObjectName("explore.export.estimate")
        self.news.setObjectName("explore.export.news")
        self.start_button.setObjectName("explore.export.start")
        self.start_button.setToolTip("Draw the pictures and write them.")
        self.start_button.setAccessibleName("Export")
        self.cancel_button.setObjectName("explore.export.cancel")
        self.cancel_button.setToolTip("Stop; PNGs that are written already stay, half a file does not.")
        self.cancel_button.setAccessibleName("Cancel")
        self.progress.setRange(0, 1000)

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        settings = settings_of(self._request, self._facts)
        shared = f"with {', '.join(settings)}" if settings else "as they are"
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.spacing(2))
        column.addWidget(QLabel(f"Writes seeds of {self._facts.name}, {shared}.", wordWrap=True))
        for widget in (self.form, self.estimate, self.progress, self.news):
            column.addWidget(widget)
        column.addStretch()
        column.addLayout(buttons)
        self.progress.hide()

    def _connect(self) -> None:
        self.form.changed.connect(self._follow_form)
        self.start_button.clicked.connect(self.start)
        self.cancel_button.clicked.connect(self.reject)
        self._task.progressed.connect(self._show_progress)
        self._task.finished.connect(self._finish)
        self._task.failed.connect(self._show_failure)
        self._task.cancelled.connect(self._show_cancelled)

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
        self.form.setEnabled(not is_running)
        self.start_button.setEnabled(not is_running)
        self.cancel_button.setEnabled(True)
        self.progress.setVisible(is_running)
        self.progress.setValue(0)

    def _show_progress(self, event: Preparing) -> None:
        self.progress.setValue(round(1000 * (event.share or 0)))
        done = round((event.share or 0) * self._export.count)
        self.news.setText(f"{event.what}, {done:,} of {self._export.count:,}" if done else f"{event.what}…")

    def _show_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self.news.setText(f"{failure.message} {failure.advice}".strip())

    def _show_cancelled(self) -> None:
        self._set_running(False)
        kept = " The PNGs written so far are kept." if self._export.kind == FOLDER else ""
        self.news.setText(f"Cancelled.{kept}")

    def _finish(self, out: Path) -> None:
        self._set_running(False)
        url = QUrl.fromLocalFile(str(out if out.is_dir() else out.parent))
        show = NoticeAction("Show", lambda: QDesktopServices.openUrl(url))
        self._studio.notices.info(f"Wrote {self._export.count:,} pictures: {out.name}.", show)
        self.accept()

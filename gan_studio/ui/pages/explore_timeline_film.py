"""The dialog that writes a timeline as a film."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.film_options import check_film
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.timeline import Timeline
from gan_studio.session.failure import Failure
from gan_studio.session.film_export import export_film
from gan_studio.session.progress import duration_text
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.pages.explore_timeline_film_form import FilmForm

_FOLDER = "film/folder"
_SETTLED_SECONDS = 1.0


class FilmDialog(QDialog):
    """Asks how the film should be, writes it in the background, and can be cancelled at any time.

    The window stays usable meanwhile; the film is that of the timeline as it was.
    """

    def __init__(
        self, facts: ModelFacts, timeline: Timeline, studio: Studio, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("explore.film")
        self.setWindowTitle("Export film")
        self._facts, self._timeline, self._studio = facts, timeline, studio
        self._out = Path()
        self._begun: tuple[float, float] | None = None  # moment and share
        self.form = FilmForm(facts, timeline, studio.preferences)
        self.progress = QProgressBar(textVisible=False, accessibleName="Film")
        self.told = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.start = theme.as_primary(QPushButton("Export…"))
        self.cancel = QPushButton("Close")
        self._task = BackgroundTask(self._work, self)
        self._lay_out()
        self._connect()
        self._check()

    @property
    def is_running(self) -> bool:
        """Whether the film is being written."""
        return self._task.is_running

    def export_to(self, out: Path) -> None:
        """Write the film."""
        self._out, self._begun = out, None
        self.form.remember()
        self._studio.preferences.remember(_FOLDER, str(out.parent))
        self._set_running(True)
        self.told.setText("Opening the model…")
        self._task.start()

    def end(self) -> None:
        """Give up the film, and wait until nothing is left of it."""
        self._task.end()

    def reject(self) -> None:
        """Cancel the work; without any, close."""
        if self._task.is_running:
            self.cancel.setEnabled(False)
            self.told.setText("Cancelling; nothing will be left behind…")
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

    def _lay_out(self) -> None:
        self.told.setObjectName("explore.film.news")
        self.start.setObjectName("explore.film.start")
        self.start.setToolTip("Asks where the film goes, and writes it.")
        self.cancel.setObjectName("explore.film.cancel")
        self.cancel.setToolTip("Closes this; a film that is being written is given up and leaves nothing.")
        for button in (self.cancel, self.start):
            button.setAutoDefault(False)  # Return in a field finishes the number, and no more
        self.progress.setRange(0, 1000)
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self.progress.hide()
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.spacing(2))
        column.addWidget(self.form)
        column.addWidget(self.progress)
        column.addWidget(self.told)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.spacing(60))

    def _connect(self) -> None:
        self.form.changed.connect(self._check)
        self.start.clicked.connect(self._choose_place)
        self.cancel.clicked.connect(self.reject)
        self._task.progressed.connect(self._show_progress)
        self._task.finished.connect(self._finish)
        self._task.failed.connect(self._show_failure)
        self._task.cancelled.connect(self._show_cancelled)

    def _work(self) -> Iterator[Preparing]:
        options = replace(self.form.options(), timeline=self._timeline)
        return export_film(self._facts, self._timeline.frames(options.fps), self._out, options)

    def _check(self) -> None:
        """Say what cannot be, before it is tried."""
        options, kind = self.form.options(), self.form.kind()
        frames = len(self._timeline.frames(options.fps))
        try:
            check_film(self._facts.sample_shape, frames, options, kind)
        except InputError as error:
            self.told.setText(str(error))
            self.start.setEnabled(False)
        else:
            self.told.setText("")
            self.start.setEnabled(True)

    def _choose_place(self) -> None:
        kind = self.form.kind()
        folder = Path(self._studio.preferences.recall(_FOLDER, "") or Path.home())
        suggested = free_name(
            folder if folder.is_dir() else Path.home(), f"{self._facts.name}-film", kind.suffix
        )
        filters = f"{kind.label} (*{kind.suffix})" if kind.suffix else "A new folder (*)"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export film", str(suggested), filters)
        if chosen:
            path = Path(chosen)
            if kind.suffix and path.suffix.lower() != kind.suffix:
                path = path.with_name(f"{path.name}{kind.suffix}")
            self.export_to(path)

    def _set_running(self, is_running: bool) -> None:
        self.form.setEnabled(not is_running)
        self.start.setEnabled(not is_running)
        self.cancel.setEnabled(True)
        self.cancel.setText("Cancel" if is_running else "Close")
        self.progress.setVisible(is_running)
        self.progress.setValue(0)

    def _show_progress(self, event: Preparing) -> None:
        self.progress.setValue(round(1000 * (event.share or 0)))
        left = ""
        if event.share:
            now = time.monotonic()
            if self._begun is None:
                self._begun = now, event.share
            spent, made = now - self._begun[0], event.share - self._begun[1]
            if spent > _SETTLED_SECONDS and made > 0:
                left = f", {duration_text(spent * (1 - event.share) / made)} left"
        self.told.setText(f"{event.what}{left}")

    def _show_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self.told.setText(f"{failure.message} {failure.advice}".strip())
        self._studio.tell_failure(failure)

    def _show_cancelled(self) -> None:
        self._set_running(False)
        self.told.setText("Cancelled; nothing was written.")

    def _finish(self) -> None:
        self._studio.notices.info(
            f"Saved {self._out.name}. Drop it on the window to come back to its timeline."
        )
        self.accept()


def free_name(folder: Path, name: str, suffix: str) -> Path:
    """A path in a folder where nothing is yet."""
    path, number = folder / f"{name}{suffix}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{suffix}", number + 1
    return path

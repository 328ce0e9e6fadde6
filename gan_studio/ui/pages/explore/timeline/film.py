"""The dialog that writes a timeline as a film."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.film.options import check_film, kind_of_ending
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.timeline import Timeline
from gan_studio.session.failure import Failure
from gan_studio.session.film_export import export_film
from gan_studio.session.progress import duration_text
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.timeline.film_form import FilmForm
from gan_studio.ui.reveal import show_action
from gan_studio.ui.widgets.work_dialog import WorkDialog

_FOLDER = "film/folder"
_SETTLED_SECONDS = 1.0


class FilmDialog(WorkDialog):
    """Asks how the film should be, writes it in the background, and can be cancelled at any time.

    The window stays usable meanwhile; the film is that of the timeline as it was.
    """

    def __init__(
        self, facts: ModelFacts, timeline: Timeline, studio: Studio, parent: QWidget | None = None
    ) -> None:
        super().__init__("explore.film.", "Export…", parent)
        self.setObjectName("explore.film")
        self.setWindowTitle("Export film")
        self._facts, self._timeline, self._studio = facts, timeline, studio
        self._out = Path()
        self._begun: tuple[float, float] | None = None  # moment and share
        self.form = FilmForm(facts, timeline, studio.preferences)
        self._lay_out()
        self._connect()
        self._check()

    def export_to(self, out: Path) -> None:
        """Write the film."""
        self._out, self._begun = out, None
        self.form.remember()
        self._studio.preferences.remember(_FOLDER, str(out.parent))
        self._begin("Opening the model…")

    def _lay_out(self) -> None:
        self.start_button.setToolTip("Asks where the film goes, and writes it.")
        self.cancel_button.setText("Close")
        self.cancel_button.setToolTip(
            "Closes this; a film that is being written is given up and leaves nothing."
        )
        for button in (self.cancel_button, self.start_button):
            button.setAutoDefault(False)  # Return in a field finishes the number, and no more
        self.progress.setAccessibleName("Film")
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self.news.setMinimumHeight(2 * self.news.fontMetrics().lineSpacing())
        for widget in (self.form, self.progress, self.news):
            self.column.addWidget(widget)
        self.column.addLayout(self._buttons())
        self.setMinimumWidth(theme.spacing(60))

    def _connect(self) -> None:
        self.form.changed.connect(self._check)
        self.start_button.clicked.connect(self._choose_place)

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
            self.news.setText(str(error))
            self.start_button.setEnabled(False)
        else:
            self.news.setText("")
            self.start_button.setEnabled(True)

    def _choose_place(self) -> None:
        kind = self.form.kind()
        folder = Path(self._studio.preferences.recall(_FOLDER, "") or Path.home())
        suggested = free_name(
            folder if folder.is_dir() else Path.home(), f"{self._facts.name}-film", kind.suffix
        )
        filters = f"{kind.label} (*{kind.suffix})" if kind.suffix else "A new folder (*)"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export film", str(suggested), filters)
        if chosen:
            self._take_place(Path(chosen))

    def _take_place(self, path: Path) -> None:
        """Write the film there: as the kind whose ending was typed, or else as the one that is chosen."""
        typed = kind_of_ending(path)
        if typed is not None:
            self.form.choose(typed)
        kind = self.form.kind()
        if kind.suffix and path.suffix.lower() != kind.suffix:
            path = free_name(path.parent, path.name, kind.suffix)  # nobody was asked whether to replace it
        if self.start_button.isEnabled():  # the other kind may not show so many frames per second
            self.export_to(path)

    def _set_running(self, is_running: bool) -> None:
        super()._set_running(is_running)
        self.form.setEnabled(not is_running)
        self.cancel_button.setText("Cancel" if is_running else "Close")

    def _progress_text(self, event: Preparing) -> str:
        left = ""
        if event.share:
            now = time.monotonic()
            if self._begun is None:
                self._begun = now, event.share
            spent, made = now - self._begun[0], event.share - self._begun[1]
            if spent > _SETTLED_SECONDS and made > 0:
                left = f", {duration_text(spent * (1 - event.share) / made)} left"
        return f"{event.what}{left}"

    def _show_failure(self, failure: Failure) -> None:
        super()._show_failure(failure)
        self._studio.tell_failure(failure)

    def _finish(self, result: object) -> None:
        self._studio.notices.info(
            f"Saved {self._out.name}. Drop it on the window to come back to its timeline.",
            show_action(self._out),
        )
        self.accept()


def free_name(folder: Path, name: str, suffix: str) -> Path:
    """A path in a folder where nothing is yet."""
    path, number = folder / f"{name}{suffix}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{suffix}", number + 1
    return path

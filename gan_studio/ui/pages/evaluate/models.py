"""Which models are scored: runs, models that ship, and files from anywhere."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio import paths
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.shipped import find_model
from gan_studio.session.evaluation_session import Candidate
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.models import ModelChoice, model_choices, run_of
from gan_studio.ui.widgets.check_list import CheckList, CheckRow

_CHOSEN, _FILES = "evaluate/models", "evaluate/files"
_MOST_FILES = 12
_LEAST_ROWS = 3


@dataclass(frozen=True)
class ModelOffer:
    """A model in the list, and what is scored if it is ticked."""

    candidate: Candidate
    choice: ModelChoice


class ModelsPanel(QWidget):
    """A list with pictures; ticks and added files are remembered.

    Signals:
        changed: other models are ticked, or the list was read anew; no argument.
    """

    changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = studio.preferences
        self._notices = studio.notices
        self._offers: dict[str, ModelOffer] = {}
        self._wanted: list[Path] = []
        self._files = [Path(text) for text in self._preferences.recall(_FILES, [""]) if text]
        self._must_list_again = False
        self._task = BackgroundTask(self._listing, self)
        self._task.finished.connect(self._take)
        self._task.failed.connect(studio.tell_failure)
        self._make_widgets()
        self._remembered = [text for text in self._preferences.recall(_CHOSEN, [""]) if text]

    def refresh(self) -> None:
        """Look again for models, off the window's thread; `changed` follows."""
        if self._task.is_running:
            self._must_list_again = True
        else:
            self._task.start()

    def chosen(self) -> list[ModelOffer]:
        """The ticked models, from top to bottom."""
        return [self._offers[key] for key in self.list.ticked()]

    def offers(self) -> list[ModelOffer]:
        """Every model in the list."""
        return list(self._offers.values())

    def choose(self, wanted: Sequence[Path]) -> None:
        """Tick the models of these checkpoints or runs and no others, once they are listed."""
        self.list.set_ticked([])
        self._remembered = []
        self.add(wanted)

    def add(self, wanted: Iterable[Path]) -> None:
        """Tick these models too; those that are in no list yet are added to it."""
        self._wanted.extend(wanted)
        self.refresh()

    def tick(self, texts: Iterable[str]) -> None:
        """Tick these of the listed models and no others."""
        self.list.set_ticked(texts)
        self._tell()

    def ask_for_file(self) -> None:
        """Let a person choose checkpoint files."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "Choose checkpoints", str(paths.home()), "Checkpoints (*.pt);;All files (*)"
        )
        if chosen:
            self.add(Path(text) for text in chosen)

    def _make_widgets(self) -> None:
        self.list = CheckList(has_pictures=True)
        self.list.setObjectName("evaluate.models")
        self.list.setAccessibleName("Models")
        self.list.setToolTip(
            "Tick the models to score; several are shown side by side. The space bar ticks too. "
            "Of a run its best checkpoint is taken, or the newest."
        )
        self.list.setMinimumHeight(_LEAST_ROWS * self.list.row_height() + 4)
        self.add_file = theme.as_quiet(QPushButton(theme.icon("plus"), "Add file…"))
        self.add_file.setObjectName("evaluate.add_file")
        self.add_file.setAccessibleName("Add checkpoint files")
        self.add_file.setToolTip("Score checkpoints (.pt) from anywhere; they can also be dropped here.")
        top = QHBoxLayout()
        top.addWidget(theme.as_heading(QLabel("Models")), 1)
        top.addWidget(self.add_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(top)
        column.addWidget(self.list, 1)
        self.list.ticked_changed.connect(self._tell)
        self.add_file.clicked.connect(self.ask_for_file)

    def _listing(self) -> Generator[Preparing, None, list[ModelOffer]]:
        choices = yield from model_choices()
        listed = {choice.path.resolve() for choice in choices}
        for path in [*self._files, *self._wanted]:
            yield Preparing("Looking for models")
            if path.resolve() not in listed:
                listed.add(path.resolve())
                choices.extend(_file_choice(path))
        return [ModelOffer(Candidate(choice.label, name_of(choice.path)), choice) for choice in choices]

    def _take(self, offers: list[ModelOffer]) -> None:
        self._offers = {offer.candidate.text: offer for offer in offers}
        rows = [
            CheckRow(offer.candidate.text, choice.label, choice.summary, choice.summary, choice.preview)
            for offer in offers
            if (choice := offer.choice)
        ]
        self.list.set_rows(rows)
        self.list.set_ticked([*self.list.ticked(), *self._remembered])
        self._remembered = []
        if self._must_list_again:
            self._must_list_again = False
            self.refresh()
        else:
            self._tick_wanted(offers)
        self._tell()

    def _tick_wanted(self, offers: list[ModelOffer]) -> None:
        """Tick what was asked for while the list was read, and keep its files for the next time."""
        by_path = {offer.choice.path.resolve(): offer for offer in offers}
        wanted, self._wanted = self._wanted, []
        for path in wanted:
            if path.resolve() not in by_path:
                self._notices.warn(
                    f"{path} holds no model; choose a checkpoint file (.pt) or a run's folder."
                )
                continue
            key = by_path[path.resolve()].candidate.text
            self.list.set_ticked([*self.list.ticked(), key])
            self.list.show_row(key)
            if path.suffix == ".pt" and key == str(path):
                self._files = [path, *(file for file in self._files if file != path)][:_MOST_FILES]
        self._preferences.remember(_FILES, [str(path) for path in self._files])

    def _tell(self) -> None:
        self._preferences.remember(_CHOSEN, self.list.ticked())
        self.changed.emit()


def name_of(path: Path) -> str:
    """The shortest text that finds a model: its name, or its path where the name means another."""
    name = path.parent.name if path.is_file() else path.name
    try:
        is_same = find_model(name) == find_model(str(path))
    except InputError:
        is_same = False
    return name if is_same else str(path)


def _file_choice(path: Path) -> list[ModelChoice]:
    """A checkpoint or a run's folder from anywhere, or nothing if there is none."""
    try:
        found = find_model(str(path))
    except InputError:
        return []
    run = run_of(found)
    if path.is_dir():
        label = path.name
    else:
        label = f"{run.name} · {path.stem}" if run else path.stem
    return [ModelChoice(label, path, str(path))]

"""The model panel of Explore: which model, which of its checkpoints, and what is known of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio import paths
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.follow import FollowBox
from gan_studio.ui.pages.explore.models import (
    PREVIEW_SIDE,
    ModelChoice,
    checkpoints_of,
    model_choices,
    run_of,
)
from gan_studio.ui.pages.explore.moments import MomentsBar
from gan_studio.ui.pages.explore.state import Exploration


class ModelPicker(QWidget):
    """Lists what there is to explore and opens what is chosen.

    Signals:
        listed: the list of ModelChoice is up to date; the list.
    """

    listed = Signal(object)

    def __init__(self, studio: Studio, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._must_list_again = False
        self._choices: list[ModelChoice] = []
        self._task = BackgroundTask(model_choices, self)
        self.models = QComboBox()
        self.browse = theme.as_quiet(QPushButton(theme.icon("folder"), ""))
        self.checkpoints = QComboBox()
        self.moments = MomentsBar(exploration)
        self.follow = FollowBox(studio.training, exploration)
        self.about = theme.as_note(QLabel(wordWrap=True))
        self._lay_out()
        self._name_for_readers()
        self._task.finished.connect(self._take_choices)
        self._task.failed.connect(studio.tell_failure)
        self.models.activated.connect(self._open_chosen)
        self.browse.clicked.connect(self.open_file)
        self.checkpoints.activated.connect(self._open_checkpoint)
        exploration.model_changed.connect(self._show_model)
        exploration.passed.connect(self._show_facts)
        exploration.opening.connect(self._show_opening)

    def refresh(self) -> None:
        """Look again for models, off the window's thread; `listed` follows."""
        if self._task.is_running:
            self._must_list_again = True
        else:
            self._task.start()

    def choices(self) -> list[ModelChoice]:
        """What was found last."""
        return self._choices

    def open_file(self) -> None:
        """Let a person choose a checkpoint file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Open a model", str(paths.home()), "Checkpoints (*.pt);;All files (*)"
        )
        if chosen:
            self._exploration.open_model(Path(chosen))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(self.models, 1)
        row.addWidget(self.browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(row)
        column.addWidget(self.checkpoints)
        column.addWidget(self.moments)
        column.addWidget(self.follow)
        column.addWidget(self.about)
        self.models.setIconSize(QSize(PREVIEW_SIDE, PREVIEW_SIDE))
        self.models.setMinimumContentsLength(12)
        self.models.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.browse.setFixedWidth(theme.spacing(4))
        self.checkpoints.hide()

    def _name_for_readers(self) -> None:
        self.models.setObjectName("explore.model")
        self.models.setAccessibleName("Model")
        self.models.setToolTip("The model to explore: one that ships, or a run of yours.")
        self.browse.setAccessibleName("Open a model's file")
        self.browse.setToolTip("Open a checkpoint (.pt) from anywhere.")
        self.checkpoints.setAccessibleName("Checkpoint")
        self.checkpoints.setPlaceholderText("A moment that no file holds")
        self.checkpoints.setToolTip("The moment of the run: its best score, or after so many images.")

    def _take_choices(self, choices: list[ModelChoice]) -> None:
        self._choices = choices
        with QSignalBlocker(self.models):
            self.models.clear()
            for choice in choices:
                self._add(choice)
        self._mark_open_model()
        self.listed.emit(choices)
        if self._must_list_again:
            self._must_list_again = False
            self.refresh()

    def _add(self, choice: ModelChoice) -> None:
        icon = theme.icon("image")
        if choice.preview is not None:
            icon = QIcon(QPixmap.fromImage(choice.preview))
        self.models.addItem(icon, choice.label, choice.path)
        self.models.setItemData(self.models.count() - 1, choice.summary, 3)  # Qt.ToolTipRole

    def _show_model(self, facts: ModelFacts) -> None:
        self._show_facts(facts)
        self._mark_open_model()

    def _show_facts(self, facts: ModelFacts) -> None:
        channels, height, width = facts.sample_shape
        kind = {1: "grey", 3: "colour"}.get(channels, f"{channels} channels")
        parts = [f"{width} × {height} {kind}", f"{facts.z_dim} dimensions"]
        if facts.num_classes:
            parts.append(f"{facts.num_classes} classes")
        training = "" if facts.has_file else ", and training goes on from there"
        self.about.setText(f"{' · '.join(parts)}\nTrained on {facts.images_seen:,} images{training}")
        self._mark_checkpoint(facts.path)

    def _show_opening(self, is_opening: bool) -> None:
        if is_opening:
            self.about.setText("Opening…")
        elif self._exploration.facts is not None:
            self._show_model(self._exploration.facts)
        else:
            self.about.setText("")

    def _mark_open_model(self) -> None:
        facts = self._exploration.facts
        if facts is None:
            self.models.setCurrentIndex(-1)
            return
        run = run_of(facts.path)
        places = [facts.path] if run is None else [facts.path, run]
        index = next((spot for spot in range(self.models.count()) if self._path(spot) in places), -1)
        if index < 0:
            self._add(ModelChoice(facts.name, facts.path, str(facts.path)))
            index = self.models.count() - 1
        self.models.setCurrentIndex(index)
        self._show_checkpoints(run, facts.path)

    def _show_checkpoints(self, run: Path | None, current: Path) -> None:
        found = checkpoints_of(run) if run is not None else []
        self.checkpoints.clear()
        for text, path in found:
            self.checkpoints.addItem(text, path)
        self._mark_checkpoint(current)
        self.checkpoints.setVisible(len(found) > 1)
        self.moments.list_again()

    def _mark_checkpoint(self, current: Path) -> None:
        paths_shown = [self.checkpoints.itemData(index) for index in range(self.checkpoints.count())]
        self.checkpoints.setCurrentIndex(paths_shown.index(current) if current in paths_shown else -1)

    def _path(self, index: int) -> Path:
        return self.models.itemData(index)

    def _open_chosen(self, index: int) -> None:
        self._exploration.open_model(self._path(index))

    def _open_checkpoint(self, index: int) -> None:
        self._exploration.open_model(self.checkpoints.itemData(index))

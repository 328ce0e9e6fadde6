"""The row above the pictures that says what is compared with what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from gan_studio import paths
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.compare import Comparison
from gan_studio.ui.pages.explore.models import ModelChoice, checkpoints_of, model_choices, run_of
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.check_box import CheckBox

_ANOTHER_FILE = "another file"


class CompareBar(QWidget):
    """Chooses what is beside the picture: settings, or a model; swaps both, or closes."""

    def __init__(
        self, comparison: Comparison, exploration: Exploration, studio: Studio, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("explore.compare.bar")
        self._comparison = comparison
        self._exploration = exploration
        self._choices: list[ModelChoice] = []
        self.choice = QComboBox()
        self.keep = theme.as_quiet(QPushButton("Keep as A"))
        self.same_latent = CheckBox("Same latent")
        self.swap = theme.as_quiet(QPushButton(theme.icon("swap"), "Swap"))
        self.leave = theme.as_quiet(QPushButton(theme.icon("close"), ""))
        self._task = BackgroundTask(model_choices, self)
        self._task.finished.connect(self._take_choices)
        self._task.failed.connect(studio.tell_failure)
        self._name_for_readers()
        self._lay_out()
        self.choice.activated.connect(self._choose)
        self.keep.clicked.connect(comparison.keep_current)
        self.same_latent.toggled.connect(comparison.set_same_latent)
        self.swap.clicked.connect(comparison.swap)
        self.leave.clicked.connect(comparison.close)
        comparison.changed.connect(self._show_state)
        exploration.model_changed.connect(self._list)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for models that are new."""
        super().showEvent(event)
        if not self._task.is_running:
            self._task.start()

    def _name_for_readers(self) -> None:
        for widget, name, tip in (
            (self.choice, "Compare with", "What is beside the picture: settings kept as A, or a model as B."),
            (self.keep, "Keep as A", "Keep the picture as it is now as A; go on changing B beside it."),
            (
                self.same_latent,
                "Same latent",
                "Draw A with the latent that B shows, so that only the settings differ; "
                "without it A stays the very picture that was kept.",
            ),
            (self.swap, "Swap A and B", "Let A be B and B be A."),
            (self.leave, "End the comparison", "Show the picture alone again."),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        self.choice.setObjectName("explore.compare.with")
        self.keep.setObjectName("explore.compare.keep")
        self.same_latent.setObjectName("explore.compare.same_latent")
        self.swap.setObjectName("explore.compare.swap")
        self.leave.setObjectName("explore.compare.close")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        row.addWidget(QLabel("Beside it:"))
        row.addWidget(self.choice, 1)
        for widget in (self.keep, self.same_latent, self.swap, self.leave):
            row.addWidget(widget)
        self.choice.setMinimumContentsLength(14)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.leave.setFixedWidth(theme.spacing(4))

    def _take_choices(self, choices: list[ModelChoice]) -> None:
        self._choices = choices
        self._list()

    def _list(self) -> None:
        """Offer the settings, the run's other checkpoints, every other model, and any file."""
        facts = self._exploration.facts
        self.choice.clear()
        self.choice.addItem(theme.icon("sliders"), "Settings, kept as A")
        run = run_of(facts.path) if facts is not None else None
        for text, path in checkpoints_of(run) if run is not None else []:
            if path != facts.path:
                self.choice.addItem(theme.icon("history"), f"This run: {text}", path)
        for choice in self._choices:
            if facts is None or choice.path not in (facts.path, run):
                self.choice.addItem(_icon(choice), choice.label, choice.path)
        self.choice.addItem(theme.icon("folder"), "Another file…", _ANOTHER_FILE)
        self._show_state()

    def _choose(self, index: int) -> None:
        chosen = self.choice.itemData(index)
        if chosen == _ANOTHER_FILE:
            file, _ = QFileDialog.getOpenFileName(
                self, "Compare with a model", str(paths.home()), "Checkpoints (*.pt);;All files (*)"
            )
            chosen = Path(file) if file else self._shown()
        if chosen is None:
            if self._comparison.kept is None:
                self._comparison.keep_current()
        elif isinstance(chosen, Path) and chosen != self._shown():
            self._comparison.open_model(chosen)
        self._show_state()

    def _shown(self) -> Path | None:
        """The model beside the picture, as the list calls it, or None beside settings."""
        other = self._comparison.other
        return None if other is None else other.path

    def _show_state(self) -> None:
        comparison = self._comparison
        is_settings = comparison.kept is not None
        with QSignalBlocker(self.same_latent):
            self.same_latent.setChecked(comparison.is_same_latent)
        for widget in (self.keep, self.same_latent):
            widget.setVisible(is_settings)
        self.swap.setEnabled(is_settings or comparison.other is not None)
        if is_settings:
            self.choice.setCurrentIndex(0)
        elif comparison.other is not None:
            self._mark(comparison.other.path, comparison.other.name)

    def _mark(self, path: Path, name: str) -> None:
        """Choose a model in the list, where it may stand as its run, or add it."""
        listed = [self.choice.itemData(spot) for spot in range(self.choice.count())]
        index = next((listed.index(place) for place in (path, run_of(path)) if place in listed[1:]), -1)
        if index < 0:
            index = self.choice.count() - 1
            self.choice.insertItem(index, theme.icon("image"), name, path)
        self.choice.setCurrentIndex(index)


def _icon(choice: ModelChoice) -> QIcon:
    """What a model draws, where that is known."""
    return theme.icon("image") if choice.preview is None else QIcon(QPixmap.fromImage(choice.preview))

"""A slider through the checkpoints of a run: how the picture shown came to be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.run_folder import RunFolder
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.models import run_of
from gan_studio.ui.pages.explore.state import Exploration


class MomentsBar(QWidget):
    """Shows the same latent through the checkpoints of the open model's run, the earliest at the left.

    It is there where a run has kept two checkpoints or more.
    """

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._moments: list[tuple[int, Path]] = []
        self._is_behind = False  # the slider was held as it should have gone where the open model is
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("explore.checkpoints")
        self.slider.setAccessibleName("Checkpoint of the run, by images seen")
        self.slider.setToolTip(
            "How this picture came to be: the same latent in the run's earlier checkpoints to the left, in "
            "its later ones to the right. The arrow keys go one checkpoint at a time."
        )
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.images_seen = theme.as_figures(theme.as_note(QLabel()))
        self.images_seen.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing())
        row.addWidget(self.slider, 1)
        row.addWidget(self.images_seen)
        self.hide()
        self.slider.valueChanged.connect(self._pass_by)
        self.slider.sliderReleased.connect(self._settle)
        exploration.passed.connect(self._show_images_seen)
        exploration.model_changed.connect(self.list_again)

    def list_again(self) -> None:
        """Offer the checkpoints that there are now, and stand where the open model is."""
        facts = self._exploration.facts
        self._is_behind = self.slider.isSliderDown()
        if facts is None or self._is_behind:
            return
        run = run_of(facts.path)
        found = RunFolder(run).numbered_checkpoints() if run is not None else []
        self._moments = [(int(path.stem), path) for path in found]
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, len(self._moments) - 1))
            self.slider.setValue(self._place(facts))
        self._make_room()
        self._show_images_seen(facts)
        self.setVisible(len(self._moments) > 1)

    def _make_room(self) -> None:
        """Let the longest number stand beside the slider, or that would move under the mouse."""
        self._tell(max((images_seen for images_seen, _ in self._moments), default=0))
        self.images_seen.setMinimumWidth(0)
        self.images_seen.setMinimumWidth(self.images_seen.sizeHint().width())

    def _place(self, facts: ModelFacts) -> int:
        """The last checkpoint that is no later than the open model, which may be the best one or a copy."""
        return max(0, sum(images_seen <= facts.images_seen for images_seen, _ in self._moments) - 1)

    def _pass_by(self, place: int) -> None:
        images_seen, path = self._moments[place]
        self._is_behind = False
        self._tell(images_seen)
        self._exploration.pass_by(path)
        if not self.slider.isSliderDown():
            self._exploration.settle(path)

    def _settle(self) -> None:
        if self._is_behind:  # where the slider stands could not be opened, or was undone
            self.list_again()
            self._exploration.settle(self._exploration.facts.path)
        else:
            self._exploration.settle(self._moments[self.slider.value()][1])

    def _show_images_seen(self, facts: ModelFacts) -> None:
        if not self.slider.isSliderDown():
            self._tell(facts.images_seen)

    def _tell(self, images_seen: int) -> None:
        self.images_seen.setText(f"{images_seen:,} images")

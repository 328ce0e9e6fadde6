"""The noise controls of Explore: which noise style layers add, how much, and of which seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.config import Setting, SettingField
from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.requests import MAX_NOISE_STRENGTH, NOISE_MODES, ModelFacts, Noise
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale
from gan_studio.ui.widgets.setting_number import NumberBox

_STRENGTH = SliderScale(minimum=0.0, maximum=MAX_NOISE_STRENGTH, default=1.0)
_SEED = SettingField(
    "noise_seed",
    int,
    0,
    Setting("Seed of noise", "Every seed is a noise of its own.", minimum=0, maximum=MAX_SEED),
)
_MODE_HELP = (
    "The noise that gives hair, skin or grain their chance details. Fixed is the model's own and always the "
    "same; Random draws another for each seed of noise; None leaves such details out."
)
_FOUND = "found"
_FOUND_HELP = " Found is what an inversion found with its latent; Fixed drops it, and undo brings it back."
_STRENGTH_HELP = (
    "How much of the noise that was learned is added: 1 as in training, less is smoother, more is rougher."
)


class NoiseControls(QWidget):
    """Shows and changes the noise of the view's picture; hidden for a model that adds none."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._random = np.random.default_rng()
        self.mode = QComboBox()
        for key, name in NOISE_MODES.items():
            self.mode.addItem(name, key)
        self.seed = NumberBox(_SEED)
        self.random = theme.as_quiet(QPushButton(theme.icon("random"), ""))
        self.strength = LabelledSlider("Strength", _STRENGTH, _STRENGTH_HELP)
        self._lay_out()
        self._name_for_readers()
        self.mode.activated.connect(self._choose_mode)
        self.seed.edited.connect(self._choose_seed)
        self.random.clicked.connect(self.draw_seed)
        self.strength.changed.connect(self._move_strength)
        self.strength.released.connect(self._release_strength)
        exploration.model_changed.connect(self._take_model)
        exploration.view_changed.connect(self._show)

    def draw_seed(self) -> None:
        """Add any random noise, also where it was fixed before."""
        seed = int(self._random.integers(MAX_SEED + 1))
        self._commit(replace(self._noise(), mode="random", seed=seed), "Random noise")

    def _lay_out(self) -> None:
        heading = theme.as_heading(QLabel("Noise"))
        heading.setBuddy(self.mode)
        self.random.setFixedWidth(theme.spacing(4))
        row = QHBoxLayout()
        row.setSpacing(theme.spacing())
        for widget in (heading, self.mode, self.seed, self.random):
            row.addWidget(widget)
        row.setStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(row)
        column.addWidget(self.strength)

    def _name_for_readers(self) -> None:
        self.mode.setObjectName("explore.noise")
        self.mode.setAccessibleName("Noise")
        self.mode.setToolTip(_MODE_HELP)
        self.seed.setObjectName("explore.noise_seed")
        self.seed.setAccessibleName("Seed of noise")
        self.seed.setToolTip("Which random noise is added: every number is a noise of its own.")
        self.random.setAccessibleName("Random noise")
        self.random.setToolTip("Adds another random noise: pose and colours stay, chance details change.")
        self.strength.setObjectName("explore.noise_strength")

    def _take_model(self, facts: ModelFacts) -> None:
        self.setVisible(facts.has_noise)

    def _show(self) -> None:
        noise = self._exploration.view.request.noise
        self._offer_found(noise.maps is not None)
        key = _FOUND if noise.is_found else noise.mode
        with QSignalBlocker(self.mode):
            self.mode.setCurrentIndex(self.mode.findData(key))
        self.seed.set_value(noise.seed)
        self.seed.setEnabled(noise.mode == "random")
        self.strength.setEnabled(noise.mode != "none")
        if not self.strength.slider.isSliderDown():
            self.strength.set_value(noise.strength)

    def _offer_found(self, has_found: bool) -> None:
        """Have the choice of noise that was found only while there is such."""
        place = self.mode.findData(_FOUND)
        if has_found == (place >= 0):
            return
        with QSignalBlocker(self.mode):
            if has_found:
                self.mode.addItem("Found", _FOUND)
            else:
                self.mode.removeItem(place)
        self.mode.setToolTip(_MODE_HELP + (_FOUND_HELP if has_found else ""))

    def _noise(self) -> Noise:
        return self._exploration.view.request.noise

    def _commit(self, noise: Noise, what: str, control: str = "") -> None:
        request = replace(self._exploration.view.request, noise=noise)
        self._exploration.commit_request(request, what, control)

    def _choose_mode(self) -> None:
        key, noise = self.mode.currentData(), self._noise()
        if key == _FOUND:
            noise = replace(noise, mode="const")
        else:
            noise = replace(noise, mode=key, maps=None if key == "const" else noise.maps)
        self._commit(noise, f"Noise: {self.mode.currentText()}")

    def _choose_seed(self, seed: int) -> None:
        self._commit(replace(self._noise(), seed=seed), "Seed of noise", "noise seed")

    def _move_strength(self, strength: float) -> None:
        view = self._exploration.view
        noise = replace(self._noise(), strength=strength)
        self._exploration.show(replace(view, request=replace(view.request, noise=noise)))

    def _release_strength(self, strength: float) -> None:
        self._commit(replace(self._noise(), strength=strength), "Strength of noise", "noise strength")

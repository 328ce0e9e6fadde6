"""The controls panel of Explore: seed, classes and truncation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.config import Setting, SettingField
from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.requests import MAX_PSI, MIN_PSI, Latent, ModelFacts, PictureRequest
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.classes import ClassBlend, blend_text
from gan_studio.ui.pages.explore.controls_limit import ZLimit
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.view import View
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale
from gan_studio.ui.widgets.setting_number import NumberBox

_PSI = SliderScale(minimum=MIN_PSI, maximum=MAX_PSI, default=1.0)
_PSI_HELP = (
    "Truncation psi. Below 1 pictures become more typical and less varied, at 0 all are the average "
    "picture; above 1 they become unusual and often worse. Below 0 lies the opposite of each picture."
)
_CUTOFF_HELP = (
    "Truncation cutoff. Only so many layers, the first of which decide pose and shape, are truncated; the "
    "rest, which decide details and colours, stay as varied as they are. At psi 1 it changes nothing."
)
_SEED = SettingField(
    "seed", int, 0, Setting("Seed", "Every seed is a picture of its own.", minimum=0, maximum=MAX_SEED)
)

_CLASS_TIP = "What the picture should show, among the classes the model was trained with."
_HELD_TIP = "The styles of this picture hold its class already; choose a seed to choose a class."


class ControlsPanel(QWidget):
    """Shows and changes what a picture is drawn from, apart from single dimensions."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._random = np.random.default_rng()
        self._layers = 0
        self.seed = NumberBox(_SEED)
        self.previous = _button("previous", "Previous seed", "The seed before (Alt+Left).")
        self.next = _button("next", "Next seed", "The seed after (Alt+Right).")
        self.random = _button("random", "Random seed", "Any of four thousand million seeds (Alt+R).")
        self.label = QComboBox()
        self.label.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.label.setMinimumContentsLength(12)  # names of classes may be long
        self.label_name = QLabel("Class")
        self.blend = QPushButton("Blend", checkable=True)
        self.classes = ClassBlend(exploration)
        self.psi = LabelledSlider("Truncation", _PSI, _PSI_HELP)
        self.cutoff = LabelledSlider("Up to layer", _cutoff_scale(1), _CUTOFF_HELP)
        self.by_layer = theme.as_note(
            QLabel("Each layer has its own truncation; moving these makes all layers alike.", wordWrap=True)
        )
        self.z_limit = ZLimit()
        self._name_for_readers()
        self._lay_out()
        self._connect()

    def step_seed(self, by: int) -> None:
        """Go to a neighbouring seed."""
        seed = self._exploration.view.latent.seed + by
        if 0 <= seed <= MAX_SEED:
            self._choose_seed(seed)

    def choose_random_seed(self) -> None:
        """Go to any seed."""
        self._exploration.commit_latent(Latent(int(self._random.integers(MAX_SEED + 1))), "Random seed")

    def _lay_out(self) -> None:
        seeds = QHBoxLayout()
        seeds.setSpacing(theme.spacing(0.5))
        seeds.addWidget(self.seed, 1)
        for button in (self.previous, self.next, self.random):
            seeds.addWidget(button)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.spacing())
        form.addRow("&Seed", seeds)
        form.labelForField(seeds).setBuddy(self.seed)
        self.label_name.setBuddy(self.label)
        labels = QHBoxLayout()
        labels.setSpacing(theme.spacing(0.5))
        labels.addWidget(self.label, 1)
        labels.addWidget(self.blend)
        form.addRow(self.label_name, labels)
        for name in (form.labelForField(seeds), self.label_name):
            name.setSizePolicy(
                QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding
            )  # level with its field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        column.addLayout(form)
        column.addWidget(self.classes)
        width = max(slider.label.sizeHint().width() for slider in (self.psi, self.cutoff))
        for slider in (self.psi, self.cutoff):
            slider.label.setMinimumWidth(width)
            column.addWidget(slider)
        column.addWidget(self.by_layer)
        column.addWidget(self.z_limit)
        for widget in (self.label, self.label_name, self.blend, self.classes, self.cutoff, self.by_layer):
            widget.hide()  # until a model is open that has them

    def _name_for_readers(self) -> None:
        self.seed.setObjectName("explore.seed")
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip(
            "The number a picture is drawn from; the same seed always gives the same picture."
        )
        self.label.setObjectName("explore.label")
        self.label.setAccessibleName("Class")
        self.label.setToolTip(_CLASS_TIP)
        self.blend.setObjectName("explore.blend")
        self.blend.setAccessibleName("Blend classes")
        self.blend.setToolTip("Shows a weight for each class, to draw what lies between several of them.")
        self.psi.setObjectName("explore.psi")
        self.cutoff.setObjectName("explore.cutoff")

    def _connect(self) -> None:
        self.seed.edited.connect(self._choose_seed)
        self.previous.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.random.clicked.connect(self.choose_random_seed)
        self.label.activated.connect(self._choose_label)
        self.blend.toggled.connect(self.classes.setVisible)
        self.z_limit.changed.connect(self._move_limit)
        self.z_limit.released.connect(self._release_limit)
        self.psi.changed.connect(self._move_psi)
        self.psi.released.connect(self._release_psi)
        self.cutoff.changed.connect(self._move_cutoff)
        self.cutoff.released.connect(self._release_cutoff)
        self._exploration.model_changed.connect(self._take_model)
        self._exploration.view_changed.connect(self._show)

    def _take_model(self, facts: ModelFacts) -> None:
        with QSignalBlocker(self.label):
            self.label.clear()
            self.label.addItems([name or str(index) for index, name in enumerate(facts.classes)])
        for widget in (self.label, self.label_name):
            widget.setVisible(bool(facts.num_classes))
        self.blend.setVisible(facts.num_classes > 1)
        self.classes.setVisible(facts.num_classes > 1 and self.blend.isChecked())
        self._layers = facts.num_ws
        self.cutoff.set_scale(_cutoff_scale(max(1, facts.num_ws)))
        self.cutoff.setVisible(facts.num_ws > 1)

    def _show(self, view: View) -> None:
        self.seed.set_value(view.latent.seed)
        self.previous.setEnabled(view.latent.seed > 0)
        self.next.setEnabled(view.latent.seed < MAX_SEED)
        if not self.psi.slider.isSliderDown():
            self.psi.set_value(view.request.psi)
        if not self.cutoff.slider.isSliderDown():
            cutoff = view.request.cutoff
            self.cutoff.set_value(self._layers if cutoff is None else cutoff)
        self.by_layer.setVisible(bool(view.request.layer_psi))
        self.z_limit.set_value(view.request.z_limit)
        self.z_limit.setEnabled(view.latent.stored is None)
        with QSignalBlocker(self.label):
            is_one = view.request.label is not None and not view.request.classes
            self.label.setPlaceholderText(blend_text(view.request) if view.request.classes else "")
            self.label.setCurrentIndex(view.request.label if is_one else -1)
        latents = (view.latent, *(mixed.latent for mixed in view.request.mixing))
        is_heeded = any(latent.space == "z" for latent in latents)
        for widget in (self.label, self.blend, self.classes):
            widget.setEnabled(is_heeded)
        self.label.setToolTip(_CLASS_TIP if is_heeded else _HELD_TIP)

    def _choose_seed(self, seed: int) -> None:
        self._exploration.commit_latent(Latent(seed), f"Seed {seed}", "seed")

    def _go_back(self) -> None:
        self.step_seed(-1)

    def _go_on(self) -> None:
        self.step_seed(1)

    def _choose_label(self, label: int) -> None:
        request = replace(self._exploration.view.request, label=label, classes=())
        self._exploration.commit_request(request, f"Class {self.label.itemText(label)}", "class")

    def _move_psi(self, psi: float) -> None:
        view = self._exploration.view
        self._exploration.show(replace(view, request=replace(view.request, psi=psi, layer_psi=())))

    def _release_psi(self, psi: float) -> None:
        request = replace(self._exploration.view.request, psi=psi, layer_psi=())
        self._exploration.commit_request(request, "Truncation", "psi")

    def _move_cutoff(self, layers: int) -> None:
        view = self._exploration.view
        self._exploration.show(replace(view, request=self._cut_off(view.request, layers)))

    def _release_cutoff(self, layers: int) -> None:
        request = self._cut_off(self._exploration.view.request, layers)
        self._exploration.commit_request(request, "Truncation cutoff", "cutoff")

    def _cut_off(self, request: PictureRequest, layers: int) -> PictureRequest:
        return replace(request, cutoff=None if layers >= self._layers else layers, layer_psi=())

    def _move_limit(self, limit: float | None) -> None:
        view = self._exploration.view
        self._exploration.show(replace(view, request=replace(view.request, z_limit=limit)))

    def _release_limit(self, limit: float | None) -> None:
        request = replace(self._exploration.view.request, z_limit=limit)
        self._exploration.commit_request(request, "Limit of z", "z limit")


def _cutoff_scale(layers: int) -> SliderScale:
    return SliderScale(minimum=0, maximum=layers, default=layers, decimals=0)


def _button(icon: str, name: str, tooltip: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(theme.icon(icon), ""))
    button.setFixedWidth(theme.spacing(4))
    button.setAccessibleName(name)
    button.setToolTip(tooltip)
    return button

"""The layers panel of Explore: noise, and a truncation of its own for every style layer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gan_studio.core.latent.requests import MAX_PSI, MIN_PSI, ModelFacts, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.layers.names import layer_groups, layer_name
from gan_studio.ui.pages.explore.layers.noise import NoiseControls
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.labelled_slider import LabelledSlider, SliderScale

_PSI = SliderScale(minimum=MIN_PSI, maximum=MAX_PSI, default=1.0)


class LayersPanel(ExplorePanel):
    """Shows and changes what style layers do each on its own."""

    title = "Layers"
    icon = "layers"
    tip = "Truncate each style layer on its own, and choose the noise that layers add."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.layers")
        self.setAccessibleName("Style layers")
        self.noise = NoiseControls(exploration)
        self.no_noise = theme.as_note(QLabel("This model was made without noise: its layers add none."))
        self.same = QPushButton(theme.icon("reset"), "Same for all")
        self.groups: list[PsiSlider] = []
        self.layers: list[PsiSlider] = []
        self._shown: ModelFacts | None = None
        self._lay_out()
        self.no_noise.hide()  # until a model is open
        self.same.clicked.connect(self._make_alike)
        self._make_actions()
        exploration.model_changed.connect(self._take_model)
        exploration.view_changed.connect(self._show)

    @classmethod
    def fits(cls, facts: ModelFacts) -> bool:
        """Whether the model has style layers."""
        return facts.num_ws > 0

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed while it could not be seen."""
        super().showEvent(event)
        self._show()

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(theme.as_heading(QLabel("Truncation by layer")))
        heading.addStretch()
        heading.addWidget(self.same)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing())
        column.addWidget(self.noise)
        column.addWidget(self.no_noise)
        column.addSpacing(theme.spacing())
        column.addLayout(heading)
        column.addWidget(self._scroll, 1)
        self.same.setAccessibleName("Same truncation for all layers")
        self.same.setToolTip("Truncates all layers as the Latent tab says, none on its own.")

    def _make_actions(self) -> None:
        self.random_noise = QAction(theme.icon("random"), "Random Noise", self)
        self.random_noise.triggered.connect(self.noise.draw_seed)
        self.make_alike = QAction(theme.icon("reset"), "Same Truncation for All Layers", self)
        self.make_alike.triggered.connect(self._make_alike)
        self.addActions([self.random_noise, self.make_alike])
        for action in self.actions():
            action.setEnabled(False)  # until a model is open that has layers

    def _take_model(self, facts: ModelFacts) -> None:
        self.random_noise.setEnabled(facts.has_noise)
        self.no_noise.setVisible(not facts.has_noise)
        self.make_alike.setEnabled(self.fits(facts))
        if not self.fits(facts):
            return
        if self._shown is None or self._shown.layer_sides != facts.layer_sides:
            self._list(facts)
        self._shown = facts
        self._show()

    def _list(self, facts: ModelFacts) -> None:
        """Make a slider for each layer, those of a group below a slider for all of them."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.spacing(), 0)
        column.setSpacing(theme.spacing(0.5))
        self.groups, self.layers = [], []
        for group in layer_groups(facts):
            name = f"All {group.name.lower()} layers, which mostly decide {group.decides}"
            self.groups.append(PsiSlider(group.label, group.layers, name))
            theme.as_heading(self.groups[-1].label)
            column.addWidget(self.groups[-1])
            for layer in group.layers:
                name = layer_name(facts, layer)
                self.layers.append(PsiSlider(name, (layer,), f"{name}, mostly for {group.decides}"))
                column.addWidget(self.layers[-1])
            column.addSpacing(theme.spacing())
        column.addStretch()
        self.layers.sort(key=lambda slider: slider.layers)
        width = max(slider.label.sizeHint().width() for slider in (*self.groups, *self.layers))
        for slider in (*self.groups, *self.layers):
            slider.label.setFixedWidth(width)
            slider.changed.connect(self._move)
            slider.released.connect(self._release)
        self._scroll.setWidget(inside)

    def _show(self) -> None:
        facts, request = self.exploration.facts, self.exploration.view.request
        if not self.isVisible() or facts is None or not facts.num_ws:
            return
        psi = psi_by_layer(request, facts)
        for slider in (*self.groups, *self.layers):
            if not slider.slider.isSliderDown():
                slider.show_psi(psi)
        self.same.setEnabled(bool(request.layer_psi))

    def _move(self) -> None:
        view = self.exploration.view
        self.exploration.show(replace(view, request=self._moved(view.request)))

    def _release(self) -> None:
        slider: PsiSlider = self.sender()
        request = self._moved(self.exploration.view.request)
        if len(set(request.layer_psi)) == 1:
            request = replace(request, psi=request.layer_psi[0], cutoff=None, layer_psi=())
        self.exploration.commit_request(
            request, f"Truncation of {slider.label.text()}", f"psi {slider.layers}"
        )

    def _moved(self, request: PictureRequest) -> PictureRequest:
        """The request with the slider's psi for its layers."""
        slider: PsiSlider = self.sender()
        psi = list(psi_by_layer(request, self.exploration.facts))
        for layer in slider.layers:
            psi[layer] = slider.value()
        return replace(request, layer_psi=tuple(psi))

    def _make_alike(self) -> None:
        request = replace(self.exploration.view.request, layer_psi=())
        self.exploration.commit_request(request, "Same truncation for all layers")


class PsiSlider(LabelledSlider):
    """The truncation of some layers.

    Attributes:
        layers: which, from 0.
    """

    def __init__(self, label: str, layers: tuple[int, ...], about: str) -> None:
        tip = (
            f"Truncation of: {about}. Below 1 these layers become more typical, at 0 average; above 1 "
            "unusual; below 0 they turn to the opposite."
        )
        super().__init__(label, _PSI, tip)
        self.layers = layers

    def show_psi(self, psi: tuple[float, ...]) -> None:
        """Show the mean of what its layers have."""
        self.set_value(sum(psi[layer] for layer in self.layers) / len(self.layers))


def psi_by_layer(request: PictureRequest, facts: ModelFacts) -> tuple[float, ...]:
    """The truncation of each style layer of a picture."""
    if request.layer_psi:
        return request.layer_psi
    cutoff = facts.num_ws if request.cutoff is None else request.cutoff
    return tuple(request.psi if layer < cutoff else 1.0 for layer in range(facts.num_ws))

"""The choice of style layers in Explore: by group, or one by one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.layers.chip import Chip
from gan_studio.ui.pages.explore.layers.names import LayerGroup, layer_groups, layer_name

_PER_ROW = 10


class LayerChoice(QWidget):
    """Buttons for coarse, middle and fine layers, and one for each layer; one at least stays chosen.

    Signals:
        changed: the layers that a person chose, from 0.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[int, ...] = ()
        self._groups: tuple[LayerGroup, ...] = ()
        self.groups: list[Chip] = []
        self.layers: list[Chip] = []
        self.setAccessibleName("Layers that are mixed")
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.spacing(0.5))
        self._row.addWidget(QLabel("Layers"))
        self._row.addStretch()
        self._table = QGridLayout()
        self._table.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addLayout(self._row)
        column.addLayout(self._table)

    def set_model(self, facts: ModelFacts) -> None:
        """Offer the layers of a model."""
        for button in (*self.groups, *self.layers):
            button.hide()
            button.deleteLater()
        self._groups = layer_groups(facts)
        self.groups = [self._group_button(group) for group in self._groups]
        self.layers = [self._layer_button(layer, layer_name(facts, layer)) for layer in range(facts.num_ws)]
        for place, button in enumerate(self.groups):
            self._row.insertWidget(place + 1, button)
        for layer, button in enumerate(self.layers):
            self._table.addWidget(button, layer // _PER_ROW, layer % _PER_ROW)
        self._table.setColumnStretch(_PER_ROW, 1)
        self.set_layers(self._layers)

    def set_layers(self, layers: tuple[int, ...]) -> None:
        """Show which layers are chosen, without a signal."""
        self._layers = layers
        for layer, button in enumerate(self.layers):
            with QSignalBlocker(button):
                button.setChecked(layer in layers)
        for group, button in zip(self._groups, self.groups, strict=True):
            with QSignalBlocker(button):
                button.setChecked(set(group.layers) <= set(layers))

    def _group_button(self, group: LayerGroup) -> Chip:
        button = Chip(group.name)
        button.setAccessibleName(f"{group.name} layers")
        button.setToolTip(f"{group.label}: takes the layers from the source that decide {group.decides}.")
        button.clicked.connect(self._toggle_group)
        return button

    def _layer_button(self, layer: int, name: str) -> Chip:
        button = Chip(str(layer))
        button.setAccessibleName(name)
        button.setToolTip(f"{name}: pressed, it is taken from the source; else from the destination.")
        button.clicked.connect(self._toggle_layer)
        return button

    def _toggle_group(self, is_on: bool) -> None:
        self._choose(set(self._groups[self.groups.index(self.sender())].layers), is_on)

    def _toggle_layer(self, is_on: bool) -> None:
        self._choose({self.layers.index(self.sender())}, is_on)

    def _choose(self, layers: set[int], is_on: bool) -> None:
        chosen = set(self._layers) | layers if is_on else set(self._layers) - layers
        if chosen:
            self._layers = tuple(sorted(chosen))
            self.changed.emit(self._layers)
        self.set_layers(self._layers)

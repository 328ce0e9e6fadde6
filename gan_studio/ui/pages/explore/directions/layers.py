"""Choosing style layers: all, a group, or any that are typed."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.ui.pages.explore.layers.names import layer_groups, layers_text

_ALL = "All layers"


class LayersBox(QComboBox):
    """A choice of layers; the text may be typed too, such as "0-3, 5".

    Signals:
        chosen: the layers a person chose, from 0 and by number; empty for all.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: ModelFacts | None = None
        self._layers: tuple[int, ...] = ()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName("Layers")
        self.setToolTip(
            "Which style layers move: coarse ones change pose and shape, fine ones colours and texture. "
            "Choose a group, or type layers from 0 on, such as 0-3, 5."
        )
        self.activated.connect(self._take_item)
        self.lineEdit().editingFinished.connect(self._take_text)

    def layers(self) -> tuple[int, ...]:
        """The layers chosen; empty for all."""
        return self._layers

    def take_model(self, facts: ModelFacts) -> None:
        """Offer the layers of a model; all of them are chosen."""
        self._facts = facts
        with QSignalBlocker(self):
            self.clear()
            self.addItem(_ALL, ())
            for group in layer_groups(facts):
                self.addItem(group.label, group.layers)
        self.show_layers(())

    def show_layers(self, layers: tuple[int, ...]) -> None:
        """Show a choice, without a signal."""
        self._layers = layers
        places = [place for place in range(self.count()) if self.itemData(place) == layers]
        with QSignalBlocker(self), QSignalBlocker(self.lineEdit()):
            self.setCurrentIndex(places[0] if places else -1)
            self.setEditText(self.itemText(places[0]) if places else layers_text(layers))
            self.lineEdit().setCursorPosition(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the list scroll."""
        event.ignore()

    def _take_item(self, place: int) -> None:
        self._choose(tuple(self.itemData(place) or ()))

    def _take_text(self) -> None:
        text = self.currentText().strip()
        places = [place for place in range(self.count()) if self.itemText(place) == text]
        count = self._facts.num_ws if self._facts is not None else 0
        layers = self.itemData(places[0]) if places else layers_in(text, count)
        self._choose(self._layers if layers is None else tuple(layers))

    def _choose(self, layers: tuple[int, ...]) -> None:
        is_new = layers != self._layers
        self.show_layers(layers)
        if is_new:
            self.chosen.emit(layers)


def layers_in(text: str, count: int) -> tuple[int, ...] | None:
    """The layers that "0-3, 5" means among so many; () where it means all, None where it means nothing."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text))):
        bounds = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part)
        if bounds is None:
            return None
        first, last = int(bounds[1]), int(bounds[2] or bounds[1])
        found |= set(range(first, min(last, count - 1) + 1))
    if not found or max(found) >= count:
        return None
    return () if len(found) == count else tuple(sorted(found))

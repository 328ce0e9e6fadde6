"""The dimensions panel of Explore: every latent component as a slider, to search, reset and randomise."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.vectors import SPACES
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.dimensions_spaces import Space, StyleSpace, ZSpace, layers_changed
from gan_studio.ui.pages.explore.layers.names import layer_name
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.latent_sliders import LatentSliders

_SPACE_HELP = (
    "Which numbers the sliders move. Z is what a seed draws, before the network has sorted it. W is the "
    "style made from it, where one number is likelier to change one thing. W+ is the style of a single "
    "layer, so that only what this layer decides changes."
)
_NOTHING_FOUND = "No dimension has that number."
_NOTHING_CHANGED = "No dimension is changed yet. Move a slider of all dimensions first."


class DimensionsPanel(QWidget):
    """Lists the dimensions of a latent space of the open model and changes those of the view."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explore.dimensions")
        self.setAccessibleName("Latent dimensions")
        self._exploration = exploration
        self._random = np.random.default_rng()
        self._why_off = ""
        self.space = QComboBox()
        self.layer = QComboBox()
        self.count = theme.as_note(QLabel())
        self.search = QLineEdit(placeholderText="Find: 7, 10-20", clearButtonEnabled=True)
        self.only_changed = QPushButton("Changed", checkable=True)
        self.randomize = QPushButton("Randomise")
        self.amount = _AmountBox()
        self.reset = QPushButton("Reset all")
        self.sliders = LatentSliders()
        self._lay_out()
        self._name_for_readers()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        heading = QHBoxLayout()
        heading.setSpacing(theme.spacing())
        heading.addWidget(theme.as_heading(QLabel("Dimensions")))
        heading.addWidget(self.space)
        heading.addStretch()
        heading.addWidget(self.count)
        column.addLayout(heading)
        column.addWidget(self.layer)
        self.space.hide()  # until a model is open that has more than one
        self.layer.hide()
        for widgets in ((self.search, self.only_changed), (self.randomize, self.amount, self.reset)):
            row = QHBoxLayout()
            row.setSpacing(theme.spacing(0.5))
            for widget in widgets:
                row.addWidget(widget)
            column.addLayout(row)
        # It takes what is left, so that what is around it scrolls only where even its least is too much.
        self.sliders.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(self.sliders, 1)

    def _name_for_readers(self) -> None:
        self.space.setObjectName("explore.space")
        _describe(self.space, "Latent space", _SPACE_HELP)
        self.layer.setObjectName("explore.space_layer")
        _describe(
            self.layer,
            "Style layer",
            "The layer whose style the sliders move: the first layers decide shape, the last ones colours.",
        )
        _describe(
            self.search, "Find dimensions", "Lists only these dimensions: a number, several, or a range."
        )
        _describe(self.only_changed, "Changed only", "Lists only the dimensions that are changed.")
        _describe(
            self.randomize,
            "Randomise all dimensions",
            "Moves every dimension at random, as far as the percentage says: a little gives a variation "
            "of the picture, 100 % another picture.",
        )
        _describe(
            self.amount,
            "Amount of randomness",
            "How far Randomise moves: 100 % forgets the picture, 10 % hardly changes it.",
        )
        _describe(
            self.reset, "Reset all dimensions", "Takes every dimension of this space back to its own value."
        )

    def _connect(self) -> None:
        self.space.activated.connect(self._choose_space)
        self.layer.activated.connect(self._list)
        self.search.textChanged.connect(self._list)
        self.only_changed.toggled.connect(self._list)
        self.randomize.clicked.connect(self.randomize_all)
        self.reset.clicked.connect(self.reset_all)
        self.sliders.moved.connect(self._move)
        self.sliders.released.connect(self._release)
        self.sliders.reset_asked.connect(self._reset)
        self.sliders.randomize_asked.connect(self._randomize)
        self._exploration.model_changed.connect(self._take_model)
        self._exploration.view_changed.connect(self._follow)
        self._exploration.pictured.connect(self._show_values)

    def randomize_all(self) -> None:
        """Move every dimension at random, as far as the amount says."""
        space, values = self._space(), self._values()
        if values is not None:
            moved = self._moved(values[1], self.amount.value() / 100)
            view = space.with_components(self._exploration.view, dict(enumerate(moved.tolist())))
            self._exploration.commit(view, f"Randomise all dimensions{space.where}")

    def reset_all(self) -> None:
        """Take every dimension back to its own value."""
        space, view = self._space(), self._exploration.view
        view = space.without(view, list(space.changed(view)))
        self._exploration.commit(view, f"Reset all dimensions{space.where}")

    def _space(self) -> Space:
        """The space that is listed."""
        match self.space.currentData():
            case "w":
                return StyleSpace()
            case "w_plus":
                return StyleSpace(max(0, self.layer.currentIndex()))
            case _:
                return ZSpace()

    def _reason(self) -> str:
        """Why nothing can be moved, or ""."""
        facts = self._exploration.facts
        return self._space().why_off(self._exploration.view, facts) if facts else ""

    def _values(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The components without and with changes; None where there is nothing to move."""
        return None if self._why_off else self._space().values(self._exploration)

    def _take_model(self, facts: ModelFacts) -> None:
        space, layer = self.space.currentData(), max(0, self.layer.currentIndex())
        with QSignalBlocker(self.space), QSignalBlocker(self.layer):
            self.space.clear()
            for key in facts.latent_spaces:
                self.space.addItem(SPACES[key], key)
            self.space.setCurrentIndex(max(0, self.space.findData(space)))
            self.layer.clear()
            self.layer.addItems([layer_name(facts, layer) for layer in range(facts.num_ws)])
            self.layer.setCurrentIndex(min(layer, facts.num_ws - 1))
        self.space.setVisible(self.space.count() > 1)
        self._choose_space()

    def _choose_space(self) -> None:
        self.layer.setVisible(self.space.currentData() == "w_plus")
        self._list()

    def _move(self, change: tuple[int, float]) -> None:
        self._exploration.show(self._space().with_components(self._exploration.view, dict([change])))

    def _release(self, change: tuple[int, float]) -> None:
        space, (index, _) = self._space(), change
        view = space.with_components(self._exploration.view, dict([change]))
        control = f"dimension {index}{space.where}"
        self._exploration.commit(view, f"Change dimension {index}{space.where}", control)

    def _reset(self, index: int) -> None:
        space = self._space()
        view = space.without(self._exploration.view, [index])
        self._exploration.commit(view, f"Reset dimension {index}{space.where}")

    def _randomize(self, index: int) -> None:
        space, values = self._space(), self._values()
        if values is not None:
            value = float(self._moved(values[1], 1.0)[index])
            view = space.with_components(self._exploration.view, {index: value})
            self._exploration.commit(view, f"Randomise dimension {index}{space.where}")

    def _moved(self, values: np.ndarray, share: float) -> np.ndarray:
        """Components moved at random so that they stay as spread out as a seed's are."""
        space = self._space()
        noise = self._random.standard_normal(len(values))
        moved = space.moved(values.astype(np.float64), share, noise, self._exploration.facts)
        return np.clip(moved, -space.limit, space.limit).round(4)

    def _follow(self) -> None:
        if self.only_changed.isChecked() or self._reason() != self._why_off:
            self._list()
        self._show_values()

    def _list(self) -> None:
        facts, view, space = self._exploration.facts, self._exploration.view, self._space()
        self._why_off = self._reason()
        size = space.size(facts) if facts and not self._why_off else 0
        text = self.search.text()
        listed = [index for index in range(size) if _is_meant(text, index)] if text.strip() else range(size)
        if self.only_changed.isChecked():
            changed = space.changed(view)
            listed = [index for index in listed if index in changed]
        is_all_changed = self.only_changed.isChecked() and not text.strip()
        nothing = self._why_off or (_NOTHING_CHANGED if is_all_changed else _NOTHING_FOUND)
        if facts is not None:
            self.sliders.set_scale(space.reach(facts), space.limit)
        self.sliders.set_dimensions(listed, nothing)
        self._show_values()

    def _show_values(self) -> None:
        exploration, space = self._exploration, self._space()
        changed = space.changed(exploration.view)
        total = space.size(exploration.facts) if exploration.facts else 0
        self.count.setText(f"{len(changed)} of {total} changed" if changed else f"{total}")
        self.reset.setEnabled(bool(changed))
        self.randomize.setEnabled(not self._why_off)
        values = self._values()
        if values is not None:
            self.sliders.set_values(*values, changed)
        self._mark_layers()

    def _mark_layers(self) -> None:
        """Say in the list of layers how many dimensions of each are changed."""
        facts, changed = self._exploration.facts, layers_changed(self._exploration.view)
        if facts is None or self.layer.isHidden():
            return
        for layer in range(self.layer.count()):
            name, count = layer_name(facts, layer), changed.get(layer, 0)
            text = f"{name} · {count} changed" if count else name
            if self.layer.itemText(layer) != text:
                self.layer.setItemText(layer, text)


class _AmountBox(QSpinBox):
    """A share in per cent."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(1, 100)
        self.setValue(30)
        self.setSuffix(" %")
        self.setSingleStep(5)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)


def _is_meant(text: str, index: int) -> bool:
    """Whether "3, 10-20" means a dimension; what is no number or range means none."""
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text))):
        bounds = re.fullmatch(r"(\d{1,9})(?:-(\d{0,9}))?", part)
        if bounds is None:
            continue
        first, last = bounds.groups()
        if last is None:
            is_meant = index == int(first)
        else:
            is_meant = int(first) <= index and (not last or index <= int(last))
        if is_meant:
            return True
    return False


def _describe(widget: QWidget, name: str, tooltip: str) -> None:
    widget.setAccessibleName(name)
    widget.setToolTip(tooltip)

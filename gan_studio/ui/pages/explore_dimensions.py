"""The dimensions panel of Explore: every latent component as a slider, to search, reset and randomise."""

from __future__ import annotations

import math
import re

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gan_studio.core.latent.requests import MAX_COMPONENT
from gan_studio.ui import theme
from gan_studio.ui.pages.explore_state import Exploration
from gan_studio.ui.widgets.latent_sliders import LatentSliders

_NOTHING_FOUND = "No dimension has that number."
_NOTHING_CHANGED = "No dimension is changed yet. Move a slider of all dimensions first."


class DimensionsPanel(QWidget):
    """Lists the dimensions of the open model and changes those of the view."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explore.dimensions")
        self.setAccessibleName("Latent dimensions")
        self._exploration = exploration
        self._random = np.random.default_rng()
        self.count = theme.as_note(QLabel())
        self.search = QLineEdit(placeholderText="Find: 7, 10-20", clearButtonEnabled=True)
        self.only_changed = QPushButton("Changed", checkable=True)
        self.randomize = QPushButton(theme.icon("random"), "Randomise")
        self.amount = _AmountBox()
        self.reset = QPushButton(theme.icon("reset"), "Reset all")
        self.sliders = LatentSliders()
        self._lay_out()
        self._name_for_readers()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing())
        heading = QHBoxLayout()
        heading.addWidget(theme.as_heading(QLabel("Dimensions")))
        heading.addStretch()
        heading.addWidget(self.count)
        column.addLayout(heading)
        for widgets in ((self.search, self.only_changed), (self.randomize, self.amount, self.reset)):
            row = QHBoxLayout()
            row.setSpacing(theme.spacing())
            for widget in widgets:
                row.addWidget(widget)
            column.addLayout(row)
        column.addWidget(self.sliders, 1)

    def _name_for_readers(self) -> None:
        _describe(
            self.search, "Find dimensions", "Lists only these dimensions: a number, several, or a range."
        )
        _describe(self.only_changed, "Changed only", "Lists only the dimensions that differ from the seed's.")
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
        _describe(self.reset, "Reset all dimensions", "Takes every dimension back to the seed's own value.")

    def _connect(self) -> None:
        self.search.textChanged.connect(self._list)
        self.only_changed.toggled.connect(self._list)
        self.randomize.clicked.connect(self.randomize_all)
        self.reset.clicked.connect(self.reset_all)
        self.sliders.moved.connect(self._move)
        self.sliders.released.connect(self._release)
        self.sliders.reset_asked.connect(self._reset)
        self.sliders.randomize_asked.connect(self._randomize)
        self._exploration.model_changed.connect(self._list)
        self._exploration.view_changed.connect(self._follow)
        self._exploration.pictured.connect(self._show_values)

    def randomize_all(self) -> None:
        """Move every dimension at random, as far as the amount says."""
        values = self._exploration.latent_values()
        if values is not None:
            moved = self._moved(values[1], self.amount.value() / 100)
            latent = self._exploration.view.latent.with_components(dict(enumerate(moved)))
            self._exploration.commit_latent(latent, "Randomise all dimensions")

    def reset_all(self) -> None:
        """Take every dimension back to the seed's own value."""
        latent = self._exploration.view.latent
        for index, _ in latent.overrides:
            latent = latent.without_component(index)
        self._exploration.commit_latent(latent, "Reset all dimensions")

    def _move(self, change: tuple[int, float]) -> None:
        view = self._exploration.view
        self._exploration.show(view.with_latent(view.latent.with_component(*change)))

    def _release(self, change: tuple[int, float]) -> None:
        index, _ = change
        latent = self._exploration.view.latent.with_component(*change)
        self._exploration.commit_latent(latent, f"Change dimension {index}", f"dimension {index}")

    def _reset(self, index: int) -> None:
        latent = self._exploration.view.latent.without_component(index)
        self._exploration.commit_latent(latent, f"Reset dimension {index}")

    def _randomize(self, index: int) -> None:
        values = self._exploration.latent_values()
        if values is not None:
            (value,) = self._moved(values[1][index : index + 1], 1.0)
            latent = self._exploration.view.latent.with_component(index, value)
            self._exploration.commit_latent(latent, f"Randomise dimension {index}")

    def _moved(self, z: np.ndarray, share: float) -> list[float]:
        """Components moved at random so that they stay as spread out as a seed's are."""
        noise = self._random.standard_normal(len(z))
        moved = math.sqrt(1 - share**2) * z + share * noise
        return np.clip(moved, -MAX_COMPONENT, MAX_COMPONENT).round(4).tolist()

    def _follow(self) -> None:
        if self.only_changed.isChecked():
            self._list()
        self._show_values()

    def _list(self) -> None:
        facts = self._exploration.facts
        changed = dict(self._exploration.view.latent.overrides)
        dimensions = range(facts.z_dim if facts else 0)
        text = self.search.text()
        listed = [index for index in dimensions if _is_meant(text, index)] if text.strip() else dimensions
        if self.only_changed.isChecked():
            listed = [index for index in listed if index in changed]
        is_all_changed = self.only_changed.isChecked() and not text.strip()
        self.sliders.set_dimensions(listed, _NOTHING_CHANGED if is_all_changed else _NOTHING_FOUND)
        self._show_values()

    def _show_values(self) -> None:
        exploration = self._exploration
        changed = dict(exploration.view.latent.overrides)
        total = exploration.facts.z_dim if exploration.facts else 0
        self.count.setText(f"{len(changed)} of {total} changed" if changed else f"{total}")
        self.reset.setEnabled(bool(changed))
        values = exploration.latent_values()
        if values is not None:
            self.sliders.set_values(*values, changed)


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


def _describe(widget: QAbstractButton | QLineEdit | QSpinBox, name: str, tooltip: str) -> None:
    widget.setAccessibleName(name)
    widget.setToolTip(tooltip)

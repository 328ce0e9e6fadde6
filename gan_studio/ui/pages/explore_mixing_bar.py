"""What stands beside the matrix of style mixing: layers, sources, destinations, and what is mixed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gan_studio.core.latent.mixing_grid import MOST_ACROSS, MixingGrid
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.ui import theme
from gan_studio.ui.pages.explore_layers_names import layers_text
from gan_studio.ui.pages.explore_mixing_layers import LayerChoice
from gan_studio.ui.pages.explore_wording import point_text

SOURCE, DESTINATION = "source", "destination"


class MixingBar(QWidget):
    """Says what a person wants of the matrix.

    Signals:
        add_asked: (SOURCE or DESTINATION, whether it is a random seed, else the current picture).
        replace_asked: whether the chosen one becomes a random seed, else the current picture.
        remove_asked, clear_asked: the chosen one should go; the picture should not be mixed. No argument.
    """

    add_asked = Signal(object)
    replace_asked = Signal(object)
    remove_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = LayerChoice()
        self.adders: dict[tuple[str, bool], QPushButton] = {}
        for kind in (SOURCE, DESTINATION):
            self.adders[kind, False] = _button("image", f"Add the current picture as a {kind}")
            self.adders[kind, True] = _button("random", f"Add a random seed as a {kind}")
        self.choice = QLabel()
        self.replace_current = _button("image", "Replace the chosen one with the current picture")
        self.replace_random = _button("random", "Replace the chosen one with a random seed")
        self.remove = _button("trash", "Remove the chosen source or destination (Delete)")
        self.state = theme.as_note(QLabel())
        self.clear = QPushButton("No mixing")
        self._lay_out()
        self._connect()
        self.show_choice(None, MixingGrid())

    def show_grid(self, grid: MixingGrid) -> None:
        """Show what can be done with a matrix."""
        self.layers.set_layers(grid.layers)
        for (kind, _), button in self.adders.items():
            button.setEnabled(len(grid.sources if kind == SOURCE else grid.destinations) < MOST_ACROSS)

    def show_choice(self, place: tuple[int, int] | None, grid: MixingGrid) -> None:
        """Show which source or destination is chosen, as MixingMatrix.choice tells it."""
        text, can_go = "Choose a source or destination:", False
        if place is not None:
            row, column = place
            name = f"Source {column + 1}" if row < 0 else f"Destination {row + 1}"
            text, can_go = f"{name}:", len(grid.sources if row < 0 else grid.destinations) > 1
        self.choice.setText(text)
        for button in (self.replace_current, self.replace_random):
            button.setEnabled(place is not None)
        self.remove.setEnabled(can_go)

    def show_mixing(self, request: PictureRequest) -> None:
        """Say what the picture on screen is mixed from."""
        parts = [
            f"layers {layers_text(mixed.layers)} of {point_text(mixed.latent)}" for mixed in request.mixing
        ]
        text = f"Shown: {', '.join(parts)}" if parts else "The picture shown is not mixed."
        self.state.setText(text)
        self.state.setToolTip(text)
        self.clear.setEnabled(bool(parts))

    def _lay_out(self) -> None:
        add = _row(QLabel("Add source"), self.adders[SOURCE, False], self.adders[SOURCE, True])
        add.addSpacing(theme.spacing())
        for widget in (
            QLabel("destination"),
            self.adders[DESTINATION, False],
            self.adders[DESTINATION, True],
        ):
            add.addWidget(widget)
        add.addStretch()
        chosen = _row(self.choice, self.replace_current, self.replace_random, self.remove)
        chosen.addStretch()
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        state = _row(self.state)
        state.setStretch(0, 1)
        state.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self.layers)
        for row in (add, chosen, state):
            column.addLayout(row)
        column.addStretch()
        self.clear.setAccessibleName("No mixing")
        self.clear.setToolTip("Draws the picture with the styles of its own latent in every layer.")
        self.clear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        for button in self.adders.values():
            button.clicked.connect(self._add)
        self.replace_current.clicked.connect(self._replace_with_current)
        self.replace_random.clicked.connect(self._replace_with_random)
        self.remove.clicked.connect(self.remove_asked)
        self.clear.clicked.connect(self.clear_asked)

    def _add(self) -> None:
        self.add_asked.emit(next(key for key, button in self.adders.items() if button is self.sender()))

    def _replace_with_current(self) -> None:
        self.replace_asked.emit(False)

    def _replace_with_random(self) -> None:
        self.replace_asked.emit(True)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.spacing(0.5))
    for widget in widgets:
        row.addWidget(widget)
    return row


def _button(icon: str, text: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(theme.icon(icon), ""))
    button.setFixedWidth(theme.spacing(4))
    button.setAccessibleName(text)
    button.setToolTip(f"{text}.")
    return button

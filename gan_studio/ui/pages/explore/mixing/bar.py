"""What stands beside the matrix of style mixing: layers, sources, destinations, and what is mixed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gan_studio.core.latent.mixing_grid import MOST_ACROSS, MixingGrid
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.layers.names import layers_named
from gan_studio.ui.pages.explore.mixing.latents import Origin
from gan_studio.ui.pages.explore.mixing.layers import LayerChoice
from gan_studio.ui.pages.explore.wording import point_text

SOURCE, DESTINATION = "source", "destination"
_ICONS = {Origin.CURRENT: "image", Origin.RANDOM: "random", Origin.COPIED: "copy"}


class MixingBar(QWidget):
    """Says what a person wants of the matrix.

    Signals:
        add_asked: (SOURCE or DESTINATION, Origin) of one to add.
        replace_asked: the Origin of what should replace the chosen one.
        remove_asked, clear_asked: the chosen one should go; the picture should not be mixed. No argument.
    """

    add_asked = Signal(object)
    replace_asked = Signal(object)
    remove_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = LayerChoice()
        self.adders: dict[tuple[str, Origin], QPushButton] = {}
        for kind in (SOURCE, DESTINATION):
            for origin, icon in _ICONS.items():
                self.adders[kind, origin] = _button(icon, f"Add {origin.value} as a {kind}")
        self.choice = QLabel()
        self.replacers = {
            origin: _button(icon, f"Replace the chosen one with {origin.value}")
            for origin, icon in _ICONS.items()
        }
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
        for button in self.replacers.values():
            button.setEnabled(place is not None)
        self.remove.setEnabled(can_go)

    def show_mixing(self, request: PictureRequest) -> None:
        """Say what the picture on screen is mixed from."""
        parts = [f"{layers_named(mixed.layers)} of {point_text(mixed.latent)}" for mixed in request.mixing]
        text = f"Shown: {', '.join(parts)}" if parts else "The picture shown is not mixed."
        self.state.setText(text)
        self.state.setToolTip(text)
        self.clear.setEnabled(bool(parts))

    def _lay_out(self) -> None:
        add = _row(QLabel("Add source"), *(self.adders[SOURCE, origin] for origin in _ICONS))
        add.addSpacing(theme.spacing())
        for widget in (QLabel("destination"), *(self.adders[DESTINATION, origin] for origin in _ICONS)):
            add.addWidget(widget)
        add.addStretch()
        chosen = _row(self.choice, *self.replacers.values(), self.remove)
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
        for button in self.replacers.values():
            button.clicked.connect(self._replace)
        self.remove.clicked.connect(self.remove_asked)
        self.clear.clicked.connect(self.clear_asked)

    def _add(self) -> None:
        self.add_asked.emit(next(key for key, button in self.adders.items() if button is self.sender()))

    def _replace(self) -> None:
        self.replace_asked.emit(
            next(origin for origin, button in self.replacers.items() if button is self.sender())
        )


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.spacing(0.5))
    for widget in widgets:
        row.addWidget(widget)
    return row


def _button(icon: str, text: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(theme.icon(icon), ""))
    button.setFixedWidth(theme.spacing(3.5))
    button.setAccessibleName(text)
    button.setToolTip(f"{text}.")
    return button

"""The maps inside the network: the view of Inspect that shows a stage's channels and their spectra."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from gan_studio.core.latent.findings import Activations, grey_pictures
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.spectrum import log_power, ring_means
from gan_studio.session.latent_work import OwnModel, activations_of
from gan_studio.session.newest_task import Work
from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.inspect.view import InspectView
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.heat import heat_picture
from gan_studio.ui.widgets.latent_grid import LatentGrid
from gan_studio.ui.widgets.latent_image import LatentImage
from gan_studio.ui.widgets.spectrum_curve import DECADES, SpectrumCurve

_PAGE, _COLUMNS = 24, 6


class MapsView(InspectView):
    """A page of channels, the liveliest first, and one of them large beside its frequencies."""

    def __init__(
        self, exploration: Exploration, studio: Studio, own: OwnModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.inspect.maps")
        self._own = own
        self._found: Activations | None = None
        self._first, self._wanted_stage = 0, 0
        self._channel: int | None = None
        self.stage = QComboBox(accessibleName="Stage of the network")
        self.back = _button("previous", "Livelier channels")
        self.forth = _button("next", "Less lively channels")
        self.where = theme.as_note(QLabel())
        self.grid = LatentGrid("The channels of the network appear here.")
        self.map = LatentImage("Choose a channel to see it large.")
        self.spectrum = LatentImage()
        self.curve = SpectrumCurve()
        self.about = theme.as_note(QLabel(wordWrap=True))
        self._describe()
        self._lay_out()
        self.stage.activated.connect(self._choose_stage)
        self.back.clicked.connect(self._page_back)
        self.forth.clicked.connect(self._page_on)
        self.grid.clicked.connect(self._choose_channel)

    def wanted(self, picture: Rendered) -> tuple[object, ...]:
        """The picture and the stage."""
        return (*picture.requests, self._wanted_stage)

    def work(self, facts: ModelFacts, picture: Rendered) -> Work:
        """Look at the maps of the stage."""
        request, index = picture.requests[0], self._wanted_stage
        return lambda: activations_of(self._own, facts, request, index)

    def show_found(self, found: object) -> None:
        """Show the channels; the page and the channel that were chosen stay so."""
        before, self._found = self._found, found
        is_other = before is None or (before.stages, before.index) != (found.stages, found.index)
        with QSignalBlocker(self.stage):
            if before is None or before.stages != found.stages:
                self.stage.clear()
                self.stage.addItems(list(found.stages))
            self.stage.setCurrentIndex(found.index)
        if is_other:
            self._first, self._channel = 0, int(found.channels[0])
        self._show_page()
        self._show_channel()

    def forget(self) -> None:
        """Show no channels."""
        self._found, self._channel, self._first, self._wanted_stage = None, None, 0, 0
        self.stage.clear()
        self.grid.set_images(np.zeros((0, 1, 1, 1), np.uint8))
        self.map.set_image(None)
        self.spectrum.set_image(None)
        self.curve.set_means(np.empty(0))
        for label in (self.where, self.about):
            label.setText("")
        for button in (self.back, self.forth):
            button.setEnabled(False)

    def _describe(self) -> None:
        self.stage.setToolTip("Where in the network to look: early stages are coarse, late ones fine.")
        self.grid.setAccessibleName("Channels of the stage")
        self.grid.setToolTip("Click a channel to see it large.")
        self.map.setAccessibleName("Chosen channel")
        self.map.setToolTip("What the channel holds for this picture: black is its least, white its most.")
        self.spectrum.setAccessibleName("Spectrum of the chosen channel")
        self.spectrum.setToolTip(
            "How strong every frequency is in the channel: coarse ones in the middle, fine ones at the "
            f"edges; from nearly white, the strongest, to black, {DECADES} powers of ten less."
        )
        self.curve.setAccessibleName("Spectrum by fineness")
        self.curve.setToolTip("The same spectrum, averaged over all directions.")

    def _lay_out(self) -> None:
        pages = QHBoxLayout()
        pages.setSpacing(theme.spacing(0.5))
        pages.addWidget(self.stage, 1)
        for widget in (self.back, self.forth):
            pages.addWidget(widget)
        pair = QHBoxLayout()
        pair.setSpacing(theme.spacing())
        for image in (self.map, self.spectrum):
            image.setFixedHeight(theme.spacing(18))
            pair.addWidget(image)
        self.column.addLayout(pages)
        self.column.addWidget(self.where)
        self.column.addWidget(self.grid, 1)
        self.column.addLayout(pair)
        self.column.addWidget(self.curve)
        self.column.addWidget(self.about)

    def _choose_stage(self, index: int) -> None:
        self._wanted_stage = index
        self.ask()

    def _page_back(self) -> None:
        self._first = max(0, self._first - _PAGE)
        self._show_page()

    def _page_on(self) -> None:
        self._first += _PAGE
        self._show_page()

    def _choose_channel(self, place: int) -> None:
        self._channel = int(self._found.channels[self._first + place])
        self._show_channel()

    def _show_page(self) -> None:
        maps = self._found.maps[self._first : self._first + _PAGE]
        channels = self._found.channels[self._first : self._first + _PAGE].tolist()
        captions = [f"Channel {number}" for number in channels]
        self.grid.set_images(grey_pictures(maps), min(_COLUMNS, len(maps)), captions)
        self.grid.select(channels.index(self._channel) if self._channel in channels else None)
        total, last = len(self._found.maps), self._first + len(maps)
        self.where.setText(f"Channels {self._first + 1} to {last} of {total}, the liveliest first")
        self.back.setEnabled(self._first > 0)
        self.forth.setEnabled(last < total)

    def _show_channel(self) -> None:
        place = int(np.flatnonzero(self._found.channels == self._channel)[0])
        map_ = self._found.maps[place]
        powers = log_power(map_)
        self.map.set_image(grey_pictures(map_[None])[0])
        self.spectrum.set_image(heat_picture(1 + powers / DECADES))
        self.curve.set_means(ring_means(powers))
        low, high = float(map_.min()), float(map_.max())
        self.about.setText(f"Channel {self._channel}, values {low:.2f} to {high:.2f}; beside it its spectrum")


def _button(icon: str, name: str) -> QPushButton:
    button = theme.as_quiet(QPushButton(theme.icon(icon), ""))
    button.setFixedWidth(theme.spacing(4))
    button.setAccessibleName(name)
    button.setToolTip(f"{name} of this stage.")
    button.setEnabled(False)
    return button

"""The style mixing panel of Explore: every destination with layers of every source."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from gan_studio.core.latent.mixing_grid import MOST_ACROSS, MixingGrid
from gan_studio.core.latent.requests import Latent, MixedStyle, ModelFacts, PictureRequest
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.frames import padded
from gan_studio.ui.pages.explore.layers.names import layer_groups
from gan_studio.ui.pages.explore.mixing.bar import DESTINATION, SOURCE, MixingBar
from gan_studio.ui.pages.explore.mixing.latents import LatentGiver, Origin
from gan_studio.ui.pages.explore.mixing.matrix import MixingMatrix
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import point_text

_PAUSE_MS = 40
_BAR_WIDTH = 360
_SOURCES, _DESTINATIONS = (1, 2, 3, 4, 5), (6, 7)


class MixingPanel(ExplorePanel):
    """Draws the view's matrix of style mixing while it can be seen; a click on a cell shows it large."""

    title = "Style mixing"
    icon = "mixing"
    tip = "Take some layers of a picture's style from another picture."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.mixing")
        self.setAccessibleName("Style mixing")
        self._giver = LatentGiver(exploration, studio.notices)
        self._wished: tuple[PictureRequest, ...] = ()
        self._drawn = MixingGrid()
        self.matrix = MixingMatrix()
        self.bar = MixingBar()
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._make_actions()

    @classmethod
    def fits(cls, facts: ModelFacts) -> bool:
        """Whether the model has layers that can differ."""
        return facts.num_ws > 1

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while it could not be seen."""
        super().showEvent(event)
        self._timer.start()

    def grid(self) -> MixingGrid:
        """The view's matrix, with seeds and layers to begin with where it has none."""
        kept, facts = self.exploration.view.mixing_grid, self.exploration.facts
        groups = layer_groups(facts) if facts else ()
        return MixingGrid(
            kept.sources or tuple(map(Latent, _SOURCES)),
            kept.destinations or tuple(map(Latent, _DESTINATIONS)),
            kept.layers or (groups[0].layers if len(groups) > 1 else tuple(range((facts.num_ws + 1) // 2))),
        )

    def _lay_out(self) -> None:
        matrix, bar = QScrollArea(widgetResizable=True), QScrollArea(widgetResizable=True)
        matrix.setWidget(self.matrix)
        bar.setWidget(self.bar)
        bar.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar.setFixedWidth(_BAR_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.spacing(), 0, 0)
        row.setSpacing(theme.spacing(2))
        row.addWidget(matrix, 1)
        row.addWidget(bar)
        self.matrix.setObjectName("explore.mixing_matrix")
        self.matrix.setAccessibleName("Pictures mixed from sources and destinations")
        self.matrix.setToolTip(
            "Each row is a destination, with the chosen layers of the source above. Click a mixed picture to "
            "show it large; a click chooses a source or destination, a double click shows it."
        )

    def _make_actions(self) -> None:
        for text, icon, act in (
            ("Add to Style Mixing as Source", "plus", self._add_source),
            ("Add to Style Mixing as Destination", "plus", self._add_destination),
            ("Paste Latent into Style Mixing", "plus", self._paste),
            ("No Style Mixing", "close", self._clear),
        ):
            action = QAction(theme.icon(icon), text, self)
            action.setEnabled(False)  # until a model is open that has layers
            action.triggered.connect(act)
            self.addAction(action)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._draw)
        self.matrix.mixed.connect(self._mix)
        self.matrix.chosen.connect(self._show_choice)
        self.matrix.remove_asked.connect(self._remove)
        self.matrix.show_asked.connect(self._show_large)
        self.matrix.replace_asked.connect(self._replace)
        self.matrix.paste_asked.connect(self._paste)
        self.bar.layers.changed.connect(self._choose_layers)
        self.bar.add_asked.connect(self._add)
        self.bar.replace_asked.connect(self._replace_chosen)
        self.bar.remove_asked.connect(self._remove_chosen)
        self.bar.clear_asked.connect(self._clear)
        self.exploration.model_changed.connect(self._take_model)
        self.exploration.passed.connect(self._draw_anew)
        self.exploration.view_changed.connect(self._follow)
        self.exploration.rendered.connect(self._show)

    def _take_model(self, facts: ModelFacts) -> None:
        self._wished, self._drawn = (), MixingGrid()
        self.matrix.forget()
        for action in self.actions():
            action.setEnabled(self.fits(facts))
        if self.fits(facts):
            self.bar.layers.set_model(facts)
            self.bar.show_grid(self.grid())
        self._timer.start()

    def _draw_anew(self) -> None:
        """Draw the same of another moment of the run."""
        self._wished = ()
        if not self._timer.isActive():
            self._timer.start()

    def _follow(self) -> None:
        facts = self.exploration.facts
        if facts is None or not self.fits(facts):
            return
        self.bar.show_grid(self.grid())
        self.bar.show_mixing(self.exploration.view.request)
        self._mark()
        if not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        facts = self.exploration.facts
        if not self.isVisible() or facts is None or not self.fits(facts):
            return
        requests = self.grid().requests(self.exploration.view.request)
        if requests != self._wished:
            self._wished = requests
            self.exploration.draw(Frame.MIXING, requests)

    def _show(self, answer: Rendered) -> None:
        if answer.frame != Frame.MIXING:
            return
        grid = self.grid()
        if _styles(answer.requests) == _styles(grid.requests(answer.requests[0])):
            self._drawn = grid
            self.matrix.show_grid(grid, padded(answer))
            self._mark()
            self._show_choice()

    def _mark(self) -> None:
        """Point out the cell that is on screen; a source or destination that is chosen stays so."""
        request = self.exploration.view.request
        places = (
            self.matrix.index(row, column)
            for row, destination in enumerate(self._drawn.destinations)
            for column, source in enumerate(self._drawn.sources)
            if not request.style_overrides
            and request.latent == destination
            and request.mixing == (MixedStyle(source, self._drawn.layers),)
        )
        if self.matrix.choice() is None:
            self.matrix.select(next(places, None))

    def _show_choice(self) -> None:
        self.bar.show_choice(self.matrix.choice(), self.grid())

    def _mix(self, place: tuple[int, int]) -> None:
        request = self._drawn.mixed(self.exploration.view.request, *place)
        self.exploration.commit_request(request, "Mix styles")

    def _clear(self) -> None:
        request = replace(self.exploration.view.request, mixing=())
        self.exploration.commit_request(request, "No mixing")

    def _choose_layers(self, layers: tuple[int, ...]) -> None:
        """Mix other layers, also in the picture on screen if it is of this matrix."""
        view, grid = self.exploration.view, self.grid()
        request = view.request
        mixed = request.mixing
        if len(mixed) == 1 and mixed[0].layers == grid.layers and mixed[0].latent in grid.sources:
            request = replace(request, mixing=(replace(mixed[0], layers=layers),))
        view = replace(view, mixing_grid=replace(grid, layers=layers), request=request)
        self.exploration.commit(view, "Mix other layers", "mixed layers")

    def _add_source(self) -> None:
        self._add((SOURCE, Origin.CURRENT))

    def _add_destination(self) -> None:
        self._add((DESTINATION, Origin.CURRENT))

    def _paste(self) -> None:
        """Put the copied latent in the chosen one's place, else make it another source."""
        place = self.matrix.choice()
        if place is not None:
            self._replace((place, Origin.COPIED))
        else:
            self._add((SOURCE, Origin.COPIED))

    def _add(self, wanted: tuple[str, Origin]) -> None:
        kind, origin = wanted
        latent, grid = self._giver.latent(origin), self.grid()
        if latent is None:
            return
        if kind == SOURCE:
            grid = replace(grid, sources=(*grid.sources, latent)[:MOST_ACROSS])
        else:
            grid = replace(grid, destinations=(*grid.destinations, latent)[:MOST_ACROSS])
        self._commit_grid(grid, f"Add a {kind}")

    def _replace_chosen(self, origin: Origin) -> None:
        place = self.matrix.choice()
        if place is not None:
            self._replace((place, origin))

    def _replace(self, wanted: tuple[tuple[int, int], Origin]) -> None:
        (row, column), origin = wanted
        latent, grid = self._giver.latent(origin), self.grid()
        if latent is None:
            return
        if row < 0:
            self._commit_grid(replace(grid, sources=_with(grid.sources, column, latent)), "Replace a source")
        else:
            destinations = _with(grid.destinations, row, latent)
            self._commit_grid(replace(grid, destinations=destinations), "Replace a destination")

    def _remove_chosen(self) -> None:
        place = self.matrix.choice()
        if place is not None:
            self._remove(place)

    def _remove(self, place: tuple[int, int]) -> None:
        """Remove a source or destination; the last one stays."""
        (row, column), grid = place, self.grid()
        if row < 0 and len(grid.sources) > 1:
            self._commit_grid(replace(grid, sources=_with(grid.sources, column)), "Remove a source")
        elif row >= 0 and len(grid.destinations) > 1:
            destinations = _with(grid.destinations, row)
            self._commit_grid(replace(grid, destinations=destinations), "Remove a destination")

    def _show_large(self, place: tuple[int, int]) -> None:
        row, column = place
        latent = self.grid().sources[column] if row < 0 else self.grid().destinations[row]
        view = self.exploration.view.with_latent(latent)
        request = replace(view.request, mixing=(), blend=None)
        self.exploration.commit_request(request, point_text(latent))

    def _commit_grid(self, grid: MixingGrid, what: str) -> None:
        self.matrix.select(None)
        self.exploration.commit(replace(self.exploration.view, mixing_grid=grid), what)


def _styles(requests: tuple[PictureRequest, ...]) -> list[tuple[Latent, tuple[MixedStyle, ...]]]:
    """What requests say of a matrix; the rest may have moved on while they were drawn."""
    return [(wanted.latent, wanted.mixing) for wanted in requests]


def _with(latents: tuple[Latent, ...], place: int, *new: Latent) -> tuple[Latent, ...]:
    """Latents with another, or none, in one's place."""
    return (*latents[:place], *new, *latents[place + 1 :])

"""The pad of Explore: moving on a plane through latent space, over pictures of what lies where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.corners import corner_of, needs_styles
from gan_studio.core.latent.planes import (
    CHOSEN,
    CORNERS,
    KINDS,
    PRINCIPAL,
    RANDOM,
    CornerPlane,
    PlaneChoice,
    Point,
    TurnPlane,
)
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.core.latent.vectors import Direction
from gan_studio.session.failure import Failure
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.pad.controls import PadControls, corner_name
from gan_studio.ui.pages.explore.pad.plane import PlaneMaker
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.latent_pad import LatentPad

_PAUSE_MS = 60
_EXTENTS = {RANDOM: 2.0, PRINCIPAL: 3.0, CHOSEN: 3.0, CORNERS: 1.25}


class PadPanel(ExplorePanel):
    """Shows the view's plane and moves the view on it."""

    title = "Pad"
    icon = "pad"
    tip = "Drag a point about on a plane of latent space, and see the picture change."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.pad")
        self.setAccessibleName("Latent pad")
        self._random = np.random.default_rng()
        self._maker = PlaneMaker(self)
        self._kind = ""
        self._wished: tuple[PictureRequest, ...] = ()
        self.pad = LatentPad()
        self.controls = PadControls()
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def end(self) -> None:
        """End what is asked of the model."""
        self._maker.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it could not be seen."""
        super().showEvent(event)
        self._maker.look_again()
        self._follow()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.spacing(), 0, 0)
        row.setSpacing(theme.spacing(2))
        row.addWidget(self.pad, 1)
        row.addWidget(self.controls)
        self.pad.setObjectName("explore.pad.surface")
        self.pad.setAccessibleName("Plane of latent space")
        self.pad.setToolTip(
            "Drag to move the picture on the plane; the wheel shows more or less of it, Home goes to its "
            "middle, the arrow keys move a little and with Shift more."
        )

    def _connect(self) -> None:
        self.pad.moved.connect(self._move)
        self.pad.released.connect(self._release)
        self.pad.zoomed.connect(self.controls.extent.set_value)
        self.pad.cells_changed.connect(self._timer.start)
        self.controls.kind_chosen.connect(self._choose_kind)
        self.controls.new_asked.connect(self._choose_new)
        self.controls.directions_chosen.connect(self._choose_directions)
        self.controls.corner_typed.connect(self._type_corner)
        self.controls.corner_asked.connect(self._take_corner)
        self.controls.point_typed.connect(self._release)
        self.controls.extent_changed.connect(self.pad.set_extent)
        self._timer.timeout.connect(self._draw)
        self._maker.found.connect(self._place)
        self._maker.failed.connect(self._tell_failure)
        self.exploration.model_changed.connect(self._forget)
        self.exploration.passed.connect(self._draw_anew)
        self.exploration.view_changed.connect(self._follow)
        self.exploration.pictured.connect(self._follow)
        self.exploration.rendered.connect(self._show)

    # What a person does.

    def _move(self, point: Point) -> None:
        view = self.exploration.view
        if self._maker.plane is not None:
            request = self._maker.plane.request_at(self._base(), point)
            self.exploration.show(replace(view, request=request, plane=self._kept_choice()))
            self.controls.show_point(point)

    def _release(self, point: Point) -> None:
        if self._maker.plane is not None:
            request = self._maker.plane.request_at(self._base(), point)
            view = replace(self.exploration.view, request=request, plane=self._kept_choice())
            self.exploration.commit(view, "Move on the pad", "pad")

    def _choose_kind(self, kind: str) -> None:
        choice = replace(self._choice(), kind=kind, centre=None)
        if kind == CHOSEN and not choice.directions:
            choice = replace(choice, directions=self._listed()[:2])
        if kind == CORNERS and not choice.corners:
            seed = self.exploration.view.latent.seed
            others = tuple(Latent((seed + ahead) % (MAX_SEED + 1)) for ahead in (1, 2))
            choice = replace(choice, corners=(self._shown_latent(), *others))
        self._commit(choice, f"Plane: {KINDS[kind]}")

    def _choose_new(self) -> None:
        seed = int(self._random.integers(10_000))
        self._commit(replace(self._choice(), seed=seed, centre=None), "New plane")

    def _choose_directions(self, directions: tuple[Direction, Direction]) -> None:
        self._commit(replace(self._choice(), directions=directions, centre=None), "Directions of the plane")

    def _type_corner(self, change: tuple[int, int]) -> None:
        number, seed = change
        self._set_corner(number, Latent(seed))

    def _take_corner(self, number: int) -> None:
        self._set_corner(number, self._shown_latent())

    def _set_corner(self, number: int, latent: Latent) -> None:
        corners = self._choice().corners
        corners = (*corners[:number], latent, *corners[number + 1 :])
        self._commit(replace(self._choice(), corners=corners), f"Corner {number + 1} of the plane")

    def _commit(self, choice: PlaneChoice, what: str) -> None:
        self.exploration.commit(replace(self.exploration.view, plane=choice), what)

    # What is shown.

    def _choice(self) -> PlaneChoice:
        return self.exploration.view.plane

    def _kept_choice(self) -> PlaneChoice:
        """The choice that a movement belongs to, with the middle it is measured from."""
        centre = self._maker.plane.centre if isinstance(self._maker.plane, TurnPlane) else None
        return replace(self._choice(), centre=centre)

    def _base(self) -> PictureRequest:
        """The picture to be moved: the one shown, or of one between two others the nearer."""
        return self.exploration.view.request.nearest

    def _shown_latent(self) -> Latent:
        """The picture shown, as a corner."""
        exploration, request = self.exploration, self.exploration.view.request
        picture = exploration.picture
        if request.blend is not None:
            return self._base().latent
        is_drawn = picture is not None and picture.requests == (request,)
        if needs_styles(request) and is_drawn and picture.own_styles is not None:
            return corner_of(request, picture.own_styles)
        return exploration.fixed_latent()

    def _listed(self) -> tuple[Direction, ...]:
        """The directions of the view that a plane of this model can have."""
        facts = self.exploration.facts
        space = "w" if facts is not None and facts.num_ws else "z"
        return tuple(one for one in self.exploration.view.directions if one.space == space)

    def _forget(self, facts: ModelFacts) -> None:
        self._maker.forget()
        self._wished = ()
        self.controls.show_kinds([kind for kind in KINDS if kind != PRINCIPAL or facts.num_ws])

    def _draw_anew(self) -> None:
        """Draw what another moment of the run makes of the plane."""
        self._wished = ()
        self._follow()

    def _follow(self) -> None:
        facts, choice = self.exploration.facts, self._choice()
        if facts is None or not self.isVisible():
            return
        if choice.kind != self._kind:
            self._kind = choice.kind
            self.pad.set_extent(_EXTENTS[choice.kind])
            self.controls.extent.set_value(self.pad.extent())
        self.controls.show_choice(choice, self._listed())
        self._maker.ask(facts, choice, self._base())
        self._place()

    def _tell_failure(self, failure: Failure) -> None:
        self._place()
        self.studio.tell_failure(failure)

    def _place(self) -> None:
        """Make the plane of its parts, and show where on it the picture is."""
        self._maker.place(self._base(), self.exploration.picture)
        plane = self._maker.plane
        point = None if plane is None else plane.position_of(self.exploration.view.request)
        self.pad.set_empty_text("" if plane is not None else self._maker.why_none)
        self.pad.set_point(point)
        handles = plane.handles if isinstance(plane, CornerPlane) else ()
        names = [corner_name(number, latent) for number, latent in enumerate(self._choice().corners)]
        self.pad.set_handles(list(zip(handles, names, strict=False)))
        self.controls.set_usable(plane is not None)
        self.controls.show_point(point)
        is_beside = plane is not None and point is None
        self.controls.note.setText("The picture is not on this plane; drag to go there." if is_beside else "")
        if not self._timer.isActive():
            self._timer.start()

    # The pictures in its background.

    def _draw(self) -> None:
        if not self.isVisible() or self._maker.plane is None or self.exploration.facts is None:
            return
        base = self._base()
        requests = tuple(self._maker.plane.request_at(base, place) for place in self.pad.cells())
        if requests != self._wished:
            self._wished = requests
            self.exploration.draw(Frame.PAD, requests)

    def _show(self, answer: Rendered) -> None:
        if answer.frame == Frame.PAD and answer.requests == self._wished:
            self.pad.set_images(answer.images)

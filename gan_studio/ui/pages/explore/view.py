"""What Explore shows, as one frozen value: undo and redo are a list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gan_studio.core.latent.bookmarks import Bookmark
from gan_studio.core.latent.directions.plans import Tag
from gan_studio.core.latent.dragging.plan import DragPlan
from gan_studio.core.latent.fitting import (
    fitted_directions,
    fitted_latent,
    fitted_request,
    fitted_timeline,
)
from gan_studio.core.latent.mixing_grid import MixingGrid, fitted_grid
from gan_studio.core.latent.planes import PlaneChoice, fitted_choice
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest, Walk
from gan_studio.core.latent.session_file import Session
from gan_studio.core.latent.timeline import Timeline
from gan_studio.core.latent.vectors import Direction


@dataclass(frozen=True)
class View:
    """A model, the picture of it that is shown, and the interpolation being composed.

    Attributes:
        model: the checkpoint, or None while there is none.
        request: the picture.
        walk: the interpolation; a picture on it is always on this very one.
        mixing_grid: whose styles the matrix of style mixing mixes.
        directions: those that can be moved along.
        tags: pictures that are examples, or counterexamples, of what a direction is to be found for.
        timeline: the film being composed.
        bookmarks: pictures to come back to.
        plane: the plane of the latent pad.
        drag: what is set to be dragged in the picture.
    """

    model: Path | None = None
    request: PictureRequest = PictureRequest()
    walk: Walk = Walk()
    mixing_grid: MixingGrid = MixingGrid()
    directions: tuple[Direction, ...] = ()
    timeline: Timeline = Timeline()
    bookmarks: tuple[Bookmark, ...] = ()
    plane: PlaneChoice = PlaneChoice()
    tags: tuple[Tag, ...] = ()
    drag: DragPlan = DragPlan()

    @classmethod
    def of_session(cls, session: Session) -> View:
        """The view that was kept in a session."""
        return cls(
            request=session.request,
            walk=session.walk,
            mixing_grid=session.mixing_grid,
            directions=session.directions,
            timeline=session.timeline,
            bookmarks=session.bookmarks,
            tags=session.tags,
            plane=session.plane,
            drag=session.drag,
        )

    def session(self) -> Session:
        """What is kept of the view."""
        return Session(
            request=self.request,
            walk=self.walk,
            mixing_grid=self.mixing_grid,
            directions=self.directions,
            timeline=self.timeline,
            bookmarks=self.bookmarks,
            tags=self.tags,
            plane=self.plane,
            drag=self.drag,
        )

    @property
    def latent(self) -> Latent:
        """The picture's latent."""
        return self.request.latent

    def with_latent(self, latent: Latent) -> View:
        """The same view of another latent; styles replaced stay with the point they were replaced in."""
        request = replace(self.request, latent=latent)
        if (latent.seed, latent.stored) != (self.latent.seed, self.latent.stored):
            request = replace(request, style_overrides=())
        return replace(self, request=request)

    def with_walk(self, walk: Walk) -> View:
        """The same view with another interpolation; a picture on it stays on it where that is possible."""
        view, latent = replace(self, walk=walk), self.latent
        if latent.walk is None:
            return view
        if not walk.length:
            return view.with_latent(Latent(latent.seed, latent.overrides))
        return view.with_latent(replace(latent, walk=walk, position=min(latent.position, walk.length)))

    def at_position(self, position: float) -> View:
        """The same view somewhere on its interpolation, which needs two anchors or more."""
        spot = min(max(0.0, position), float(self.walk.length))
        return self.with_latent(replace(self.latent, walk=self.walk, position=spot))

    def fitted(self, facts: ModelFacts) -> View:
        """The same view of another model, without what that model cannot draw.

        Bookmarks stay as they are: each is fitted when it is shown, so that none loses anything for good.
        """
        walk = replace(self.walk, anchors=tuple(fitted_latent(spot, facts) for spot in self.walk.anchors))
        request = fitted_request(self.request, facts)
        fitted = replace(
            self,
            model=facts.path,
            request=request,
            mixing_grid=fitted_grid(self.mixing_grid, facts),
            directions=fitted_directions(self.directions, facts),
            tags=tuple(replace(tag, request=fitted_request(tag.request, facts)) for tag in self.tags),
            timeline=fitted_timeline(self.timeline, facts),
            plane=self.plane if self.model == facts.path else fitted_choice(self.plane),
            drag=self.drag.fitted(facts.sample_shape[1:]),
        )
        return fitted.with_walk(walk)

"""Exploration: what the panels of Explore share: the model, the view, its history and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from gan_studio.core.latent.recipe import Recipe, recipe_of
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.core.latent.session_file import KeptSession, kept_session
from gan_studio.session.failure import Failure
from gan_studio.session.notices import Notices
from gan_studio.session.render_messages import Frame, Opened, Rendered
from gan_studio.session.render_session import RenderSession
from gan_studio.ui.pages.explore.arrival import arrival
from gan_studio.ui.pages.explore.history import Effect, ViewHistory
from gan_studio.ui.pages.explore.latents import fixed, replaced_values, stored
from gan_studio.ui.pages.explore.taking import settled
from gan_studio.ui.pages.explore.view import View


class Exploration(QObject):
    """The one place that changes what Explore shows; panels tell it and follow its signals.

    A control that moves calls `show` at every move and `commit` once when it is let go, so that one
    undo takes the whole movement back.

    Attributes:
        facts: what the open model is able to do, or None while there is none.
        is_opening: whether a model is being opened.
        view: what is shown.
        picture: the newest picture drawn of this model, or None.
        kept: what was kept of the open model when it was opened, and where to keep more; or None.
        history: for undo and redo.

    Signals:
        opening: whether a model is being opened, when that changes.
        model_changed: the ModelFacts of the model that is open now.
        view_changed: the new View.
        pictured: the Rendered of the big picture.
        rendered: the Rendered of any other frame.
        passing: the checkpoint that is passed to, before it is read.
        passed: the ModelFacts of another moment of the run whose model is open, while one passes by;
            what it is able to do is the same.
        refused: the Frame whose pictures could not be drawn; why has been told.
        comparison_asked: a PictureRequest to keep beside the picture.
    """

    opening = Signal(object)
    model_changed = Signal(object)
    view_changed = Signal(object)
    pictured = Signal(object)
    rendered = Signal(object)
    passing = Signal(object)
    passed = Signal(object)
    refused = Signal(object)
    comparison_asked = Signal(object)

    def __init__(
        self, notices: Notices, parent: QObject | None = None, *, session: RenderSession | None = None
    ) -> None:
        super().__init__(parent)
        self.facts: ModelFacts | None = None
        self.is_opening = False
        self.view = View()
        self.picture: Rendered | None = None
        self.kept: KeptSession | None = None
        self.history = ViewHistory(self.view, self._show_remembered, self)
        self._notices = notices
        self._returning_to: View | None = None
        self._is_carrying = False
        self._last_failure = ""
        self._present: Path | None = None
        self._settling: Path | None = None
        self._has_passed = False
        self._session = session or RenderSession(self, recall=kept_session)
        self._session.opened.connect(self._take_model)
        self._session.passed.connect(self._take_moment)
        self._session.open_failed.connect(self._tell_open_failure)
        self._session.picture_ready.connect(self._take_pictures)
        self._session.draw_failed.connect(self._tell_draw_failure)

    def open_model(self, path: Path, *, is_carrying: bool = False) -> None:
        """Open a checkpoint or a run's folder.

        What was kept of the model comes back. Where nothing was, and among checkpoints of one run, the
        view stays as far as the model can draw it.

        Args:
            is_carrying: whether the picture stays in any case.
        """
        self._begin_opening()
        self._is_carrying = is_carrying
        self._session.open(path)

    def pass_by(self, checkpoint: Path) -> None:
        """Show another checkpoint of the model's run, as while a control moves; `settle` remembers it."""
        if self.facts is not None and not self.is_opening:
            self.passing.emit(checkpoint)
            self._session.pass_by(checkpoint)

    def settle(self, checkpoint: Path) -> None:
        """Remember a checkpoint that was passed to as if it had been opened, once it is there."""
        self._settling = checkpoint
        self._settle_if_there()

    def follow(self, model: object, path: Path) -> None:
        """Show what a frozen copy out of a training draws; the first is opened, the others pass by.

        Args:
            model: the copy, which nothing here looks into.
            path: RunFolder.now_path of its run.
        """
        if self.facts is None or self.facts.path != path:
            self._begin_opening()
            self._is_carrying = True
        self._session.follow(model, path)

    def open_recipe(self, picture: Path) -> None:
        """Show what the recipe of a PNG or film describes."""
        self._begin_opening()
        self._session.open_recipe(picture)

    def paste_recipe(self, text: str) -> None:
        """Show the picture that a recipe's text describes."""
        self._begin_opening()
        self._session.open_recipe_text(text)

    def show(self, view: View) -> None:
        """Show a view without remembering it, as while a control moves."""
        view = settled(view, self.view.request, self.picture)
        if view != self.view:
            self._set_view(view)

    def commit(self, view: View, what: str, control: str = "", effect: Effect | None = None) -> None:
        """Show a view and remember the step to it.

        Args:
            what: the step in a person's words.
            control: names the control whose quick steps count as one.
            effect: what else is done and taken back with the step.
        """
        self.show(view)
        self.history.remember(self.view, what, control, effect)

    def commit_latent(self, latent: Latent, what: str, control: str = "") -> None:
        """Commit the view of another latent."""
        self.commit(self.view.with_latent(latent), what, control)

    def commit_request(self, request: PictureRequest, what: str, control: str = "") -> None:
        """Commit the view of another picture."""
        self.commit(replace(self.view, request=request), what, control)

    def undo(self) -> None:
        """Go back one step, or from a movement under way to where it began."""
        if self.view != self.history.committed and self._returning_to is None:
            self._show_remembered(self.history.committed)
        else:
            self.history.undo()

    def redo(self) -> None:
        """Take back an undo."""
        self.history.redo()

    def draw(self, frame: Frame, requests: Sequence[PictureRequest]) -> None:
        """Wish for pictures beside the big one; nothing happens while no model is open."""
        if self.facts is not None and requests:
            self._session.draw(frame, requests)

    def end(self) -> None:
        """End the thread that draws."""
        self._session.end()

    def recipe(self) -> Recipe | None:
        """The recipe of the picture that is on screen, or None while there is none."""
        if self.picture is None:
            return None
        return recipe_of(self.picture.facts, self.picture.requests[0])

    def latent_values(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The latent [Z] without and with the view's replaced components.

        None before a picture, and where the picture's latent is not in Z.
        """
        return replaced_values(self.view.latent, self.picture)

    def fixed_latent(self) -> Latent:
        """The latent shown, as one that needs no interpolation to be told."""
        return fixed(self.view.latent, self.picture)

    def stored_latent(self, name: str) -> Latent | None:
        """The picture as a latent of its own: its styles in W+, else its z; None before a picture."""
        if self.picture is None:
            return None
        return stored(self.picture, self.view.latent.seed, name)

    def _set_view(self, view: View) -> None:
        self.view = view
        self.view_changed.emit(view)
        if self.facts is not None:
            self._session.draw(Frame.PICTURE, [view.request])

    def _show_remembered(self, view: View) -> None:
        """Show a view of the history, whose model may have to be opened again."""
        is_there = self.facts is not None and view.model in (self.facts.path, self._present)
        # On the way to another model, also what is open must be come back to.
        if self.facts is not None and (not is_there or self._returning_to is not None):
            self._begin_opening()
            self._returning_to = view
            self._session.open(view.model)
        else:
            self.show(view)

    def _begin_opening(self) -> None:
        self._returning_to, self._is_carrying, self._settling = None, False, None
        self._set_opening(True)

    def _end_opening(self) -> None:
        """Stay with the model that is open."""
        if self._returning_to is not None:  # else a movement under way would be lost to undo
            self.history.committed = self.view
        self._returning_to = None
        self._set_opening(False)

    def _set_opening(self, is_opening: bool) -> None:
        self.is_opening = is_opening
        self.opening.emit(is_opening)

    def _take_model(self, opened: Opened) -> None:
        is_first, returning = self.facts is None, self._returning_to
        begun = arrival(opened, self.view, self.kept, is_carrying=self._is_carrying)
        view = returning or begun.view
        self.facts, self.picture, self._returning_to = opened.facts, None, None
        self.kept, self._last_failure = opened.kept, ""
        # A view of a training's present is shown with a checkpoint once the training is over.
        self._present = returning.model if returning else None
        self._has_passed = False
        self._set_opening(False)
        self.model_changed.emit(opened.facts)
        self._set_view(view)
        if is_first or returning:
            self.history.committed = view
        else:
            if begun.comes_back and not self._is_carrying:
                self.history.remember(begun.beginning, f"Open {opened.facts.name}")
            self.history.remember(view, "Open picture" if opened.request else f"Open {opened.facts.name}")
        for warning in begun.warnings:
            self._notices.warn(warning)

    def _take_moment(self, opened: Opened) -> None:
        self.facts, self._present, self._has_passed = opened.facts, None, True
        if self.is_opening:  # this has overtaken it
            self._end_opening()
        view = replace(self.view, model=opened.facts.path)
        self.passed.emit(opened.facts)
        if view != self.view:
            self._set_view(view)
        else:
            self._session.draw(Frame.PICTURE, [view.request])
        self._settle_if_there()

    def _settle_if_there(self) -> None:
        if self.facts is None or self.facts.path != self._settling:
            return
        self._settling = None
        if self._has_passed:  # whatever shows more of the model than the picture draws it anew
            self._has_passed = False
            self.model_changed.emit(self.facts)
            self.view_changed.emit(self.view)
            self.history.remember(self.view, f"Go to {self.facts.images_seen:,} images", "checkpoints")

    def _take_pictures(self, answer: Rendered) -> None:
        if answer.frame != Frame.PICTURE:
            self.rendered.emit(answer)
            return
        self.picture, self._last_failure = answer, ""
        self.pictured.emit(answer)

    def _tell_open_failure(self, failure: Failure) -> None:
        self._end_opening()
        self._notices.error(failure.message, failure.advice, failure.trace)

    def _tell_draw_failure(self, failure: Failure, frame: Frame) -> None:
        if failure.message != self._last_failure:  # a moving slider would tell it again and again
            self._last_failure = failure.message
            self._notices.error(failure.message, failure.advice, failure.trace)
        self.refused.emit(frame)

"""Drawing pictures for the window in a thread of its own: the newest wish wins."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gan_studio.core.latent.film.recipe import read_film_recipe
from gan_studio.core.latent.recipe import from_text
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.session.bell import Bell
from gan_studio.session.held_model import Opener, Recall
from gan_studio.session.render_messages import Drawing, Following, Opened, Opening, Refused, Rendered
from gan_studio.session.render_messages import Frame as Frame
from gan_studio.session.render_thread import RenderThread

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator


class RenderSession(QObject):
    """One open model, and the pictures it is asked for.

    A wish that a newer one for the same frame has overtaken is not drawn, or its answer is dropped.
    Nothing raises: every error arrives as a Failure, and what was open before stays open. The
    weights never leave the thread.

    Signals:
        opened: the Opened that answers the newest wish to open.
        passed: the Opened of another moment of the run whose model was open: what it draws has changed,
            what it is able to do has not.
        open_failed: the Failure that answers it instead.
        picture_ready: a Rendered of the open model; for each frame in the order of the wishes.
        draw_failed: the Failure of a wish for pictures, and the Frame they were wished for.
    """

    opened = Signal(object)
    passed = Signal(object)
    open_failed = Signal(object)
    picture_ready = Signal(object)
    draw_failed = Signal(object, object)

    def __init__(
        self, parent: QObject | None = None, *, opener: Opener | None = None, recall: Recall | None = None
    ) -> None:
        """Make a session without a model; its thread starts with the first wish.

        Args:
            opener: loads a checkpoint, on the thread; core.latent.opening.open_model if None.
            recall: reads what was kept of exploring a model that was opened, on the thread.
        """
        super().__init__(parent)
        self.facts: ModelFacts | None = None
        self._numbers = itertools.count(1)
        self._opening = 0
        self._answered: dict[Frame, int] = dict.fromkeys(Frame, 0)
        self._bell = Bell(self)
        self._thread = RenderThread(opener, recall, self._bell.rope.pull)
        self._bell.rung.connect(self._take_all)
        self.destroyed.connect(self._thread.ask_to_end)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.end)

    def open(self, model: Path) -> None:
        """Open a checkpoint, or the best or else newest one of a run's folder."""
        self._opening = next(self._numbers)
        self._thread.put(Opening(self._opening, self.facts, model=model))

    def pass_by(self, checkpoint: Path) -> None:
        """Go to another checkpoint of the run whose model is open; `passed` answers."""
        self._opening = next(self._numbers)
        self._thread.put(Opening(self._opening, self.facts, model=checkpoint, is_passing=True))

    def follow(self, model: TrainedGenerator, path: Path) -> None:
        """Go on with a frozen copy out of a training; `opened` answers the first, then `passed`.

        Args:
            path: RunFolder.now_path of the run.
        """
        self._opening = next(self._numbers)
        is_passing = self.facts is not None and self.facts.path == path
        self._thread.put(Following(self._opening, self.facts, model, path, is_passing))

    def open_recipe(self, picture: Path) -> None:
        """Open the model that the recipe of a PNG or film names; the answer carries what it shows."""
        self._opening = next(self._numbers)
        read = functools.partial(read_film_recipe, picture)
        self._thread.put(Opening(self._opening, self.facts, recipe=read))

    def open_recipe_text(self, text: str) -> None:
        """Open the model that a recipe on the clipboard names, likewise."""
        self._opening = next(self._numbers)
        read = functools.partial(from_text, text, "the clipboard")
        self._thread.put(Opening(self._opening, self.facts, recipe=read))

    def draw(self, frame: Frame, requests: Sequence[PictureRequest]) -> int:
        """Wish for pictures of the open model; returns the number that the answer carries.

        Args:
            requests: one or more.

        Raises:
            ValueError: if no model is open.
        """
        if self.facts is None or not requests:
            raise ValueError(f"{len(requests)} pictures were asked of the model {self.facts}.")
        number = next(self._numbers)
        self._thread.put(Drawing(number, frame, self.facts, tuple(requests)))
        return number

    def end(self) -> None:
        """End the thread and wait for it; what is wished for afterwards stays a wish."""
        self._thread.ask_to_end()
        self._thread.wait()

    def _take_all(self) -> None:
        for answer in self._thread.mailbox.take_all():
            self._take(answer)

    def _take(self, answer: object) -> None:
        """Hand an answer on, unless something newer has made it stale."""
        match answer:
            case Opened() if answer.number == self._opening:
                self.facts = answer.facts
                (self.passed if answer.is_passing else self.opened).emit(answer)
            case Refused(is_opening=True) if answer.number == self._opening:
                self.open_failed.emit(answer.failure)
            case Refused(is_opening=False):
                self.draw_failed.emit(answer.failure, answer.frame)
            case Rendered() if answer.facts is self.facts and answer.number >= self._answered[answer.frame]:
                self._answered[answer.frame] = answer.number
                self.picture_ready.emit(answer)

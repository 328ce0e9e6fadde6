"""Making the plane that a person chose for the latent pad."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gan_studio.core.errors import InputError
from gan_studio.core.latent.planes import (
    CHOSEN,
    CORNERS,
    RANDOM,
    CornerPlane,
    Plane,
    PlaneChoice,
    StepPlane,
    TurnPlane,
    random_directions,
)
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector
from gan_studio.session.failure import Failure
from gan_studio.session.latent_work import OwnModel, PlaneWork
from gan_studio.session.newest_task import NewestTask
from gan_studio.session.render_messages import Rendered

Parts = tuple[Direction, ...] | tuple[StoredPoint, ...]

_LOOKING = "Looking at the model's latent space…"
_TWO_NEEDED = "Find or save two directions of this model first, under Directions."


class PlaneMaker(QObject):
    """Finds out what a chosen plane is made of, and puts it where the picture is.

    What only the model knows is asked of it in a thread, and kept until another plane is chosen.

    Attributes:
        plane: the one that was made, or None while there is none.
        why_none: why there is none, a sentence.

    Signals:
        found: what the plane is made of is known now; no argument.
        failed: the Failure of the model that was asked.
    """

    found = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plane: Plane | None = None
        self.why_none = _LOOKING
        self._choice = PlaneChoice()
        self._key: tuple[object, ...] = ()
        self._has_failed = False
        self._parts: Parts = ()
        self._work = PlaneWork(OwnModel())
        self._task = NewestTask(self)
        self._task.finished.connect(self._take_parts)
        self._task.failed.connect(self._tell_failure)

    def end(self) -> None:
        """End what is asked of the model."""
        self._task.end()

    def forget(self) -> None:
        """Another model is open."""
        self._key, self._parts, self.plane = (), (), None

    def look_again(self) -> None:
        """Let the next `ask` ask the model again where it failed the last time."""
        if self._has_failed:
            self._key = ()

    def ask(self, facts: ModelFacts, choice: PlaneChoice, base: PictureRequest) -> None:
        """Find out what a plane is made of, unless that is known or being found out.

        Args:
            base: the picture that is to be moved; its class says how corners are drawn.
        """
        self._choice = choice
        about = (base.z_limit, *((base.label, base.classes) if choice.kind == CORNERS else ()))
        key = (facts.checksum, replace(choice, centre=None), about)
        if self._key == key:
            return
        self._key, self._parts, self.plane, self.why_none = key, (), None, _LOOKING
        self._has_failed = False
        if choice.kind == CHOSEN:
            is_pair = len(choice.directions) == 2 and choice.directions[0] != choice.directions[1]
            self._parts = choice.directions if is_pair else ()
            self.why_none = "Choose two different directions." if choice.directions[1:] else _TWO_NEEDED
        elif choice.kind == RANDOM and not facts.num_ws:
            self._parts = random_directions(facts.z_dim, choice.seed, "z")
        else:
            plain = PictureRequest(label=base.label, classes=base.classes, z_limit=base.z_limit)
            requests = tuple(replace(plain, latent=corner) for corner in choice.corners)
            self._task.start(lambda: _named(key, self._work.parts(facts, choice, requests)))

    def place(self, base: PictureRequest, picture: Rendered | None) -> None:
        """Make the plane, or move it to where the picture is.

        Args:
            base: the picture that is to be moved.
            picture: the one that was drawn last, which knows the numbers of its latent.
        """
        if not self._parts or self._is_there(base):
            return
        if not isinstance(self._parts[0], Direction):
            self._make_corners()
        elif self._parts[0].space == "w":
            self.plane = StepPlane(*self._parts)
        else:
            self._turn_around(base, picture)

    def _is_there(self, base: PictureRequest) -> bool:
        """Whether the plane needs not be made anew for the picture."""
        if not isinstance(self.plane, TurnPlane):
            return self.plane is not None
        is_chosen = self._choice.centre in (None, self.plane.centre)
        return is_chosen and self.plane.position_of(base) is not None

    def _make_corners(self) -> None:
        try:
            self.plane = CornerPlane(self._choice.corners, self._parts)
        except InputError as error:
            self.why_none = str(error)

    def _turn_around(self, base: PictureRequest, picture: Rendered | None) -> None:
        """Make the plane of Z around its chosen middle, or around the picture once that is drawn."""
        centre = self._choice.centre
        if centre is not None:
            plane = TurnPlane(centre, *self._parts)
            if plane.position_of(base) is not None:
                self.plane = plane
                return
        if picture is not None and picture.z.size and picture.requests[0].latent == base.latent:
            stored = StoredPoint("z", Vector.of(picture.z), "On the pad")
            centre = Latent(base.latent.seed, stored=stored)
            self.plane = TurnPlane(centre, *self._parts, around=base.latent)

    def _take_parts(self, answer: tuple[tuple[object, ...], Parts]) -> None:
        key, parts = answer
        if key == self._key:
            self._parts = parts
            self.found.emit()

    def _tell_failure(self, failure: Failure) -> None:
        self.why_none, self._has_failed = failure.message, True
        self.failed.emit(failure)


def _named(
    key: tuple[object, ...], work: Iterator[object]
) -> Generator[object, None, tuple[tuple[object, ...], Parts]]:
    """The work, with a name for what it finds."""
    return key, (yield from work)

"""Work on the open model that takes a moment, done on a worker's thread with weights of its own."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.findings import Activations, Effects, Neighbours
from gan_studio.core.latent.planes import (
    CORNERS,
    PRINCIPAL,
    PlaneChoice,
    principal_directions,
    random_directions,
)
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.core.latent.vectors import Direction, StoredPoint

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.evidence import PictureSet
    from gan_studio.core.latent.nearest import TrainingSearch


class OwnModel:
    """A copy of the open model for workers, which use it one after another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Path, str] | None = None
        self._model: TrainedGenerator | None = None

    @contextmanager
    def of(self, facts: ModelFacts) -> Iterator[TrainedGenerator]:
        """The model, for as long as the context is entered; of a run that is learning, its newest checkpoint.

        Raises:
            InputError: if it cannot be opened.
        """
        from gan_studio.core.latent.opening import open_model
        from gan_studio.core.latent.picture import cores_for_one
        from gan_studio.core.latent.threads import compute_on

        with self._lock:
            compute_on(cores_for_one())
            wanted = weights_of(facts)
            if self._opened != wanted:
                self._model, self._opened = None, None  # two at once would need the memory of both
                self._model, _ = open_model(wanted[0])
                self._opened = wanted
            yield self._model


def file_of(facts: ModelFacts) -> Path:
    """The checkpoint to open for a model; of a run that is learning, its newest.

    Raises:
        InputError: if it has none yet.
    """
    from gan_studio.core.run_folder import RunFolder

    run = RunFolder(facts.path.parent.parent)
    if facts.path != run.now_path:
        return facts.path
    newest = run.newest_checkpoint()
    if newest is None:
        raise InputError(f"{facts.name} has saved no checkpoint yet; look again once it has saved one.")
    return newest


def weights_of(facts: ModelFacts) -> tuple[Path, str]:
    """What tells the weights that work on a model is done with from others.

    Raises:
        InputError: as file_of.
    """
    return file_of(facts), facts.checksum


class PlaneWork:
    """Finds what planes of the latent pad are made of; what a model has to say is asked once.

    Args:
        own: the model's copy.
    """

    def __init__(self, own: OwnModel) -> None:
        self._own = own
        self._spread: tuple[tuple[Path, str] | None, np.ndarray] = (None, np.empty((0, 0)))

    def directions(
        self, facts: ModelFacts, choice: PlaneChoice
    ) -> Generator[Preparing, None, tuple[Direction, Direction]]:
        """Both directions of a plane of W: random ones, or the principal ones."""
        from gan_studio.core.latent.plane_points import style_spread

        yield Preparing("Looking at how styles are spread")
        asked = weights_of(facts)
        if self._spread[0] != asked:
            with self._own.of(facts) as model:
                self._spread = (asked, style_spread(model))
        samples = self._spread[1]
        if choice.kind == PRINCIPAL:
            return principal_directions(samples)
        return random_directions(samples, choice.seed, "w")

    def corners(
        self, facts: ModelFacts, requests: tuple[PictureRequest, ...]
    ) -> Generator[Preparing, None, tuple[StoredPoint, ...]]:
        """The numbers of the latents of requests, all in one space."""
        from gan_studio.core.latent.plane_points import stored_points

        yield Preparing("Looking for the three pictures")
        with self._own.of(facts) as model:
            return stored_points(model, requests)

    def parts(
        self, facts: ModelFacts, choice: PlaneChoice, requests: tuple[PictureRequest, ...]
    ) -> Generator[Preparing, None, tuple[Direction, ...] | tuple[StoredPoint, ...]]:
        """What the plane of a choice is made of: two directions, or three points."""
        if choice.kind == CORNERS:
            return (yield from self.corners(facts, requests))
        return (yield from self.directions(facts, choice))


class TrainingWork:
    """Searches the training pictures; what was seen of them is kept for the pictures that follow.

    Args:
        own: the model's copy.
    """

    def __init__(self, own: OwnModel) -> None:
        self._own = own
        # By path: copies out of a training have no checksum, and all of one run saw the same pictures.
        self._pictures: tuple[tuple[Path, str] | None, PictureSet | None] = (None, None)
        self._searches: dict[str, TrainingSearch] = {}

    def is_ready(self, facts: ModelFacts, way: str) -> bool:
        """Whether a search would begin at once."""
        return self._pictures[0] == (facts.path, facts.checksum) and way in self._searches

    def nearest(
        self, facts: ModelFacts, way: str, picture: np.ndarray
    ) -> Generator[Preparing, None, Neighbours]:
        """The training pictures nearest to a picture uint8 [H, W, C]."""
        from gan_studio.core.latent.nearest import nearest_pictures, training_pictures, training_search

        yield Preparing("Opening the training pictures")
        asked = (facts.path, facts.checksum)
        if self._pictures[0] != asked:
            with self._own.of(facts) as model:
                about = model  # only its config is read, and preparing the data may take long
            self._pictures, self._searches = (asked, (yield from training_pictures(about))), {}
        if way not in self._searches:
            self._searches[way] = yield from training_search(self._pictures[1], way)
        return (yield from nearest_pictures(self._searches[way], picture))


def effects_of(
    own: OwnModel, facts: ModelFacts, request: PictureRequest, strength: float
) -> Generator[Effects, None, Effects]:
    """What every layer does to a picture; the Effects known so far are yielded."""
    from gan_studio.core.latent.layer_effects import layer_effects

    with own.of(facts) as model:
        return (yield from layer_effects(model, request, strength))


def activations_of(
    own: OwnModel, facts: ModelFacts, request: PictureRequest, index: int
) -> Generator[Preparing, None, Activations]:
    """The channels of a stage."""
    from gan_studio.core.latent.activations import activations

    yield Preparing("Looking at the network's maps")
    with own.of(facts) as model:
        return activations(model, request, index)

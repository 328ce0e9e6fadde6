"""What to draw, as plain frozen values that threads, files and undo histories can hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.errors import InputError

MAX_COMPONENT = 20.0
"""A latent's component is drawn from N(0, 1); nothing is learned beyond this."""

MAX_PSI = 2.0
METHODS = {"slerp": "Spherical", "lerp": "Straight"}


@dataclass(frozen=True)
class ModelFacts:
    """What a trained generator is able to do, without its weights.

    Attributes:
        path: its checkpoint.
        name: what a person calls it.
        checksum: SHA-256 of the checkpoint, in hexadecimal.
        z_dim: components of its latent.
        sample_shape: (C, H, W) of its pictures.
        num_classes: 0 if it draws without classes.
        classes: their names, as many as there are classes.
        latent_spaces: the spaces its latents may live in; "z" is one of them.
        num_ws: style layers, 0 if it has none.
        step, images_seen: how long it was trained.
    """

    path: Path
    name: str
    checksum: str
    z_dim: int
    sample_shape: tuple[int, int, int]
    num_classes: int = 0
    classes: tuple[str, ...] = ()
    latent_spaces: tuple[str, ...] = ("z",)
    num_ws: int = 0
    step: int = 0
    images_seen: int = 0


@dataclass(frozen=True)
class Latent:
    """A point of latent space: a seed's or a walk's, with some components replaced.

    Attributes:
        seed: what the point is drawn from where there is no walk.
        overrides: (index, value) of the replaced components, by rising index.
        walk: a path through other latents, or None.
        position: where on the walk: 0 is its first anchor, 1 its second, and so on.
    """

    seed: int = 0
    overrides: tuple[tuple[int, float], ...] = ()
    walk: Walk | None = None
    position: float = 0.0

    def with_component(self, index: int, value: float) -> Latent:
        """The same latent with one component replaced."""
        return self.with_components({index: value})

    def with_components(self, values: dict[int, float]) -> Latent:
        """The same latent with several components replaced."""
        return replace(self, overrides=tuple(sorted({**dict(self.overrides), **values}.items())))

    def without_component(self, index: int) -> Latent:
        """The same latent with one component as the seed or the walk has it."""
        return replace(self, overrides=tuple(pair for pair in self.overrides if pair[0] != index))


@dataclass(frozen=True)
class Walk:
    """A path through latents.

    Attributes:
        anchors: the latents it passes, none of them on a walk itself.
        method: "slerp" keeps the length a latent is expected to have, "lerp" goes straight.
        closed: whether it returns from the last anchor to the first.
    """

    anchors: tuple[Latent, ...] = ()
    method: str = "slerp"
    closed: bool = False

    @property
    def length(self) -> int:
        """Segments between anchors, and so the largest position; 0 for fewer than two anchors."""
        if len(self.anchors) < 2:
            return 0
        return len(self.anchors) if self.closed else len(self.anchors) - 1


@dataclass(frozen=True)
class PictureRequest:
    """One picture to draw.

    Attributes:
        psi: truncation: below 1 goes towards the average picture, 1 leaves the latent as it is.
        cutoff: style layers that psi applies to, or None for all (and where there are none).
        label: the class, or None where the model has no classes.
    """

    latent: Latent = Latent()
    psi: float = 1.0
    cutoff: int | None = None
    label: int | None = None


@dataclass(frozen=True)
class SeedSeries(Sequence[PictureRequest]):
    """Requests for many seeds in a row, made only when they are looked at.

    Attributes:
        request: what every picture shares.
        first, count: the first seed and how many.
        labels: classes that take turns, or empty to keep the request's.
    """

    request: PictureRequest
    first: int
    count: int
    labels: tuple[int, ...] = ()

    def __len__(self) -> int:
        return self.count

    @overload
    def __getitem__(self, index: int) -> PictureRequest: ...

    @overload
    def __getitem__(self, index: slice) -> list[PictureRequest]: ...

    def __getitem__(self, index: int | slice) -> PictureRequest | list[PictureRequest]:
        if isinstance(index, slice):
            return [self[place] for place in range(self.count)[index]]
        place = range(self.count)[index]
        label = self.labels[place % len(self.labels)] if self.labels else self.request.label
        return PictureRequest(Latent(self.first + place), self.request.psi, self.request.cutoff, label)


def seed_page(request: PictureRequest, first: int, count: int) -> tuple[PictureRequest, ...]:
    """The request for `count` seeds from `first` on, up to the largest seed there is."""
    last = min(first + count, MAX_SEED + 1)
    return tuple(replace(request, latent=Latent(seed)) for seed in range(first, last))


def strip(request: PictureRequest, walk: Walk, count: int) -> tuple[PictureRequest, ...]:
    """The request at `count` positions spread evenly over a walk, both ends among them."""
    spots = (walk.length * index / max(1, count - 1) for index in range(count))
    return tuple(replace(request, latent=Latent(walk=walk, position=spot)) for spot in spots)


def check(request: PictureRequest, facts: ModelFacts) -> None:
    """Raises InputError, with a sentence, for a request that the model cannot draw."""
    _check_latent(request.latent, facts)
    if not math.isfinite(request.psi) or abs(request.psi) > MAX_PSI:
        raise InputError(
            f"Truncation psi is {request.psi:g}; it must be between {-MAX_PSI:g} and {MAX_PSI:g}."
        )
    if request.cutoff is not None and not facts.num_ws:
        raise InputError(f"{facts.name} has no style layers to cut truncation off at; leave the cutoff out.")
    if request.cutoff is not None and not 0 <= request.cutoff <= facts.num_ws:
        raise InputError(f"The cutoff is {request.cutoff}; {facts.name} has {facts.num_ws} style layers.")
    _check_label(request.label, facts)


def _check_label(label: int | None, facts: ModelFacts) -> None:
    if label is None and facts.num_classes:
        raise InputError(f"{facts.name} draws by class; choose a class from 0 to {facts.num_classes - 1}.")
    if label is not None and not facts.num_classes:
        raise InputError(f"{facts.name} was trained without classes; leave the class out.")
    if label is not None and not 0 <= label < facts.num_classes:
        raise InputError(f"There is no class {label} in {facts.name}; it has 0 to {facts.num_classes - 1}.")


def _check_latent(latent: Latent, facts: ModelFacts) -> None:
    if not 0 <= latent.seed <= MAX_SEED:
        raise InputError(f"The seed is {latent.seed}; it must be between 0 and {MAX_SEED}.")
    for index, value in latent.overrides:
        if not 0 <= index < facts.z_dim:
            raise InputError(f"There is no latent dimension {index} in {facts.name}; it has {facts.z_dim}.")
        if not math.isfinite(value) or abs(value) > MAX_COMPONENT:
            raise InputError(
                f"Latent dimension {index} is {value:g}; it must be between {-MAX_COMPONENT:g} and "
                f"{MAX_COMPONENT:g}."
            )
    if latent.walk is not None:
        _check_walk(latent.walk, latent.position, facts)


def _check_walk(walk: Walk, position: float, facts: ModelFacts) -> None:
    if len(walk.anchors) < 2:
        raise InputError("An interpolation needs two seeds or more; add another.")
    if walk.method not in METHODS:
        raise InputError(f"There is no interpolation “{walk.method}”; there are: {', '.join(METHODS)}.")
    if not 0 <= position <= walk.length:
        raise InputError(f"Position {position:g} is not on the interpolation, which ends at {walk.length}.")
    for anchor in walk.anchors:
        if anchor.walk is not None:
            raise InputError("An interpolation cannot pass through another interpolation.")
        _check_latent(anchor, facts)

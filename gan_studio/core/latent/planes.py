"""Planes through latent space: every point of one is a picture's request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gan_studio.core.errors import InputError
from gan_studio.core.latent.requests import MAX_AMOUNT, Latent, PictureRequest, Step
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector

RANDOM, PRINCIPAL, CHOSEN, CORNERS = "random", "principal", "chosen", "corners"
KINDS = {
    RANDOM: "Random directions",
    PRINCIPAL: "Principal directions",
    CHOSEN: "Two of my directions",
    CORNERS: "Three pictures",
}

ORIGIN = "latent pad"
"""The origin of directions that only make up a plane."""

_IS_ON = 1e-4
"""How far beside a plane, as a share of its own length, a float32 latent of the plane may lie."""

Point = tuple[float, float]


@dataclass(frozen=True)
class PlaneChoice:
    """Which plane a person chose to move on.

    Attributes:
        kind: a key of KINDS.
        seed: of a random plane.
        directions: the two that were chosen; or empty.
        corners: the three pictures' latents, fewer while they are being chosen.
        centre: the latent in the middle of a plane of Z, all of its numbers stored; None until the
            picture is moved, and where the plane goes with the picture.
    """

    kind: str = RANDOM
    seed: int = 0
    directions: tuple[Direction, ...] = ()
    corners: tuple[Latent, ...] = ()
    centre: Latent | None = None


@dataclass(frozen=True)
class StepPlane:
    """A plane of W through whatever is shown: a point is an amount of each of two directions.

    Attributes:
        across, up: directions of W, not the same.
    """

    across: Direction
    up: Direction

    def request_at(self, request: PictureRequest, point: Point) -> PictureRequest:
        """The request, moved to a point of the plane; its other steps stay."""
        amounts = (max(-MAX_AMOUNT, min(MAX_AMOUNT, amount)) for amount in point)
        moved = zip((self.across, self.up), amounts, strict=True)
        steps = tuple(Step(direction, amount) for direction, amount in moved if amount)
        kept = tuple(step for step in request.steps if not self._is_own(step))
        return replace(request, blend=None, steps=kept + steps)

    def position_of(self, request: PictureRequest) -> Point | None:
        """Where on the plane a request is, or None if it is beside it."""
        if request.blend is not None:
            return None
        own = [step for step in request.steps if self._is_own(step)]
        amounts = [
            sum(step.amount for step in own if step.direction == way) for way in (self.across, self.up)
        ]
        return amounts[0], amounts[1]

    def _is_own(self, step: Step) -> bool:
        return not step.layers and step.direction in (self.across, self.up)


@dataclass(frozen=True)
class TurnPlane:
    """Part of the sphere of Z around a latent z, on which latents keep the length that z has.

    A point (x, y) is the latent |z| n(z + x u + y v), where n(a) = a / |a|, and u and v are the two
    directions without what they have along z (and v without what it has along u), made as long as z.
    So one step leads 45 degrees away, and no finite one further than 90: a latent of a normal
    distribution has nearly always the same length, and pictures off that length are not learned.

    Attributes:
        centre: the latent z in the middle, all of its numbers stored.
        across, up: directions of Z.
        around: the latent that has these numbers as a person knows it, such as a seed; or None.
    """

    centre: Latent
    across: Direction
    up: Direction
    around: Latent | None = None

    def request_at(self, request: PictureRequest, point: Point) -> PictureRequest:
        """The request at a point of the plane; what else it asks for stays."""
        if point == (0.0, 0.0):
            return replace(request, blend=None, latent=self.around or self.centre)
        z, u, v = self._axes()
        moved = z + point[0] * u + point[1] * v
        moved *= np.linalg.norm(z) / (np.linalg.norm(moved) or 1)
        stored = StoredPoint("z", Vector.of(moved), self.centre.stored.name)
        return replace(request, blend=None, latent=Latent(self.centre.seed, stored=stored))

    def position_of(self, request: PictureRequest) -> Point | None:
        """Where on the plane a request is, or None if it is beside it."""
        if request.latent in (self.centre, self.around) and request.blend is None:
            return 0.0, 0.0
        place = _numbers(request, "z", self.centre.stored.vector.shape)
        found = None if place is None else _amounts(place, self._axes())
        if found is None or found[0] <= 0:
            return None
        return found[1] / found[0], found[2] / found[0]

    def _axes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        z, u, v = (
            vector.array().astype(np.float64)
            for vector in (self.centre.stored.vector, self.across.vector, self.up.vector)
        )
        first, second = orthogonal(u, v, beside=z)
        return z, _as_long_as(first, z), _as_long_as(second, z)


@dataclass(frozen=True, eq=False)
class CornerPlane:
    """The plane through three latents, drawn with their true distances about their middle.

    Components of styles that were replaced and steps on another plane belong to the point before, and
    do not come along; steps along a person's directions do.

    A point is the mean of the latents, weighted by its barycentric coordinates, which outside of the
    triangle are negative in part. In Z the mean is made as long as the corners are on average, by the
    weights above 0.

    Attributes:
        latents: the three, as a person chose them.
        points: their numbers, all of the same space and shape.
        handles: where the three are: the first at the lower left, the second at the lower right, and
            the furthest at distance 1.

    Raises:
        InputError: if the three are on one line.
    """

    latents: tuple[Latent, ...]
    points: tuple[StoredPoint, ...]
    handles: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "handles", self._places())

    def request_at(self, request: PictureRequest, point: Point) -> PictureRequest:
        """The request at a point of the plane; what else it asks for stays."""
        corner = next((n for n, handle in enumerate(self.handles) if np.allclose(point, handle)), None)
        if corner is not None:
            return self._moved(request, self.latents[corner])
        weights, corners = self.weights(point), self._corners()
        moved = weights @ corners
        if self.points[0].space == "z":
            inside = np.clip(weights, 0, None)
            length = inside @ np.linalg.norm(corners, axis=1) / inside.sum()
            moved *= length / (np.linalg.norm(moved) or 1)
        numbers = Vector.of(moved.reshape(self.points[0].vector.shape))
        stored = StoredPoint(self.points[0].space, numbers, "Between three pictures")
        return self._moved(request, Latent(self.latents[0].seed, stored=stored))

    def position_of(self, request: PictureRequest) -> Point | None:
        """Where on the plane a request is, or None if it is beside it."""
        if request.blend is None and request.latent in self.latents:
            return self.handles[self.latents.index(request.latent)]
        place = _numbers(request, self.points[0].space, self.points[0].vector.shape)
        found = None if place is None else _amounts(place, self._corners())
        is_turned = self.points[0].space == "z"  # and so of another length
        if found is None or found.sum() <= 0 or not (is_turned or abs(found.sum() - 1) <= _IS_ON):
            return None
        x, y = (found / found.sum()) @ np.array(self.handles)
        return float(x), float(y)

    def weights(self, point: Point) -> np.ndarray:
        """The barycentric coordinates [3] of a point, 1 in all."""
        places = np.vstack([np.array(self.handles).T, np.ones(3)])
        return np.linalg.solve(places, np.array([*point, 1.0]))

    def _moved(self, request: PictureRequest, latent: Latent) -> PictureRequest:
        steps = tuple(step for step in request.steps if step.direction.origin != ORIGIN)
        return replace(request, blend=None, latent=latent, style_overrides=(), steps=steps)

    def _corners(self) -> np.ndarray:
        return np.stack([point.vector.array().astype(np.float64).ravel() for point in self.points])

    def _places(self) -> tuple[Point, ...]:
        corners = self._corners()
        u, v = orthogonal(corners[1] - corners[0], corners[2] - corners[0])
        lengths = np.linalg.norm(u), np.linalg.norm(v)
        if min(lengths) < _IS_ON * max(np.linalg.norm(corners, axis=1).max(), 1e-12):
            raise InputError(
                "These three pictures lie on one line of latent space, so there is no one plane through "
                "them; choose another for one of them."
            )
        from_middle = corners - corners.mean(axis=0)
        flat = np.stack([from_middle @ u / lengths[0], from_middle @ v / lengths[1]], axis=1)
        flat /= np.linalg.norm(flat, axis=1).max()
        return tuple((float(x), float(y)) for x, y in flat)


Plane = StepPlane | TurnPlane | CornerPlane


def random_directions(samples: np.ndarray | int, seed: int, space: str) -> tuple[Direction, Direction]:
    """Two directions at right angles, as long as two typical latents are from their mean.

    Args:
        samples: latents of the space less their mean [N, D], whose spread the directions share; or the
            size of a space that is spread evenly, as Z is.
        seed: the same seed gives the same directions.
    """
    random = np.random.default_rng(seed)
    if isinstance(samples, int):
        drawn = random.standard_normal((2, samples))
    else:
        drawn = random.standard_normal((2, len(samples))) @ samples / np.sqrt(len(samples))
    across, up = orthogonal(*drawn)
    lengths = np.linalg.norm(drawn, axis=1)
    return (
        _direction(f"Random {seed}, across", space, across, lengths[0]),
        _direction(f"Random {seed}, up", space, up, lengths[1]),
    )


def principal_directions(samples: np.ndarray) -> tuple[Direction, Direction]:
    """The two directions of W in which latents differ most [Härkönen 2020]; 1 is a standard deviation.

    Args:
        samples: latents of W less their mean [N, D].
    """
    _, sizes, axes = np.linalg.svd(samples, full_matrices=False)
    deviations = sizes / np.sqrt(max(1, len(samples) - 1))
    # The sign that an SVD gives is any; this one is the same on every machine.
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    first, second = (
        _direction(f"Principal direction {n + 1}", "w", signs[n] * axes[n], deviations[n]) for n in (0, 1)
    )
    return first, second


def orthogonal(
    first: np.ndarray, second: np.ndarray, beside: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Two vectors, the second at right angles to the first, and both to a third where one is given."""
    if beside is not None:
        first, second = _without(first, beside), _without(second, beside)
    return first, _without(second, first)


def fitted_choice(choice: PlaneChoice) -> PlaneChoice:
    """The choice for another model: the same kind, without what was found in the one before."""
    kind = choice.kind if choice.kind in (RANDOM, PRINCIPAL) else RANDOM
    return PlaneChoice(kind, choice.seed)


def _without(vector: np.ndarray, other: np.ndarray) -> np.ndarray:
    length = other @ other
    return vector if length == 0 else vector - (vector @ other) / length * other


def _as_long_as(vector: np.ndarray, other: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vector)
    return vector * (np.linalg.norm(other) / length) if length > 1e-9 * np.linalg.norm(other) else 0 * vector


def _direction(name: str, space: str, vector: np.ndarray, length: float) -> Direction:
    own = np.linalg.norm(vector)
    return Direction(name, space, Vector.of(vector * (length / own if own else 0.0)), ORIGIN)


def _numbers(request: PictureRequest, space: str, shape: tuple[int, ...]) -> np.ndarray | None:
    """The stored numbers of a request's latent, or None where it has no such."""
    latent = request.latent
    is_such = latent.stored is not None and latent.space == space and latent.stored.vector.shape == shape
    if request.blend is not None or not is_such or latent.overrides or latent.walk is not None:
        return None
    return latent.stored.vector.array().astype(np.float64).ravel()


def _amounts(place: np.ndarray, axes: Sequence[np.ndarray]) -> np.ndarray | None:
    """How much of each axis [3] makes up a place, or None if it is beside them."""
    across = np.stack(list(axes), axis=1)
    found, *_ = np.linalg.lstsq(across, place, rcond=None)
    beside = np.linalg.norm(across @ found - place)
    return found if beside <= _IS_ON * max(np.linalg.norm(place), 1e-12) else None

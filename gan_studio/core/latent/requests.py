"""What to draw, as plain frozen values that threads, files and undo histories can hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.series import Series
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector

MAX_COMPONENT = 20.0
"""A latent's component is drawn from N(0, 1); nothing is learned beyond this."""

MAX_STYLE = 1000.0
"""Styles are learned without a bound; what lies beyond this was damaged."""

MIN_PSI, MAX_PSI = -1.0, 2.0
MAX_AMOUNT = 20.0
MAX_NOISE_STRENGTH = 5.0
MIN_Z_LIMIT, MAX_Z_LIMIT = 0.05, 5.0
NOISE_MODES = {"const": "Fixed", "random": "Random", "none": "None"}
METHODS = {"slerp": "Spherical", "lerp": "Straight"}
CURVE = "curve"
BLEND_METHODS = {**METHODS, CURVE: "Smooth"}


@dataclass(frozen=True)
class ModelFacts:
    """What a trained generator is able to do, without its weights.

    Attributes:
        path: its checkpoint.
        name: what a person calls it.
        checksum: SHA-256 of the checkpoint, in hexadecimal; "" for a copy out of a training, which no
            file holds and whose path is RunFolder.now_path.
        z_dim: components of its latent.
        sample_shape: (C, H, W) of its pictures.
        num_classes: 0 if it draws without classes.
        classes: their names, as many as there are classes.
        latent_spaces: the spaces its latents may live in; "z" is one of them.
        num_ws: style layers, 0 if it has none.
        w_dim: components of a style, 0 if it has none.
        layer_sides: for each style layer, the side in pixels of what it draws.
        has_noise: whether its layers add noise.
        noise_sides: the side in pixels of each layer's noise map, in the order of its layers.
        style_mean, style_spread: of each component of a style over many seeds [D], None without styles.
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
    w_dim: int = 0
    layer_sides: tuple[int, ...] = ()
    has_noise: bool = False
    noise_sides: tuple[int, ...] = ()
    style_mean: Vector | None = None
    style_spread: Vector | None = None
    step: int = 0
    images_seen: int = 0

    @property
    def has_file(self) -> bool:
        """Whether a checkpoint holds it, so that its pictures can be drawn again."""
        return bool(self.checksum)

    @property
    def noise_size(self) -> int:
        """Numbers T in the noise maps of all its layers."""
        return sum(side * side for side in self.noise_sides)


@dataclass(frozen=True)
class Latent:
    """A point of latent space: a seed's, a walk's or a stored one, with some components replaced.

    Attributes:
        seed: what the point is drawn from where there is neither a walk nor a stored point.
        overrides: (index, value) of the replaced components of z, by rising index; none where the
            stored point is no z.
        walk: a path through other latents, or None.
        position: where on the walk: 0 is its first anchor, 1 its second, and so on.
        stored: a point that no seed gives, or None.
    """

    seed: int = 0
    overrides: tuple[tuple[int, float], ...] = ()
    walk: Walk | None = None
    position: float = 0.0
    stored: StoredPoint | None = None

    @property
    def space(self) -> str:
        """The space that the point is in: "z", "w" or "w_plus", also of a walk with any stop in W."""
        if self.stored is not None:
            return self.stored.space
        stops = self.walk.anchors if self.walk is not None else ()
        return "z" if all(stop.space == "z" for stop in stops) else "w_plus"

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
class Noise:
    """The noise that a style network adds to its layers.

    Attributes:
        mode: a key of NOISE_MODES: the model's own constant noise, fresh noise of `seed`, or none.
        strength: what the learned strengths are multiplied by.
        seed: of fresh noise.
        maps: all layers' maps in a row [T] that were found for a picture, as noise_maps.stored_maps makes
            them, which count in place of the model's own constant noise; or None.
    """

    mode: str = "const"
    strength: float = 1.0
    seed: int = 0
    maps: Vector | None = None

    @property
    def is_found(self) -> bool:
        """Whether its maps count."""
        return self.mode == "const" and self.maps is not None


@dataclass(frozen=True)
class MixedStyle:
    """Style layers that are taken from another latent [Karras 2019, section 3.1].

    Attributes:
        latent: whose styles they get.
        layers: which, from 0.
    """

    latent: Latent
    layers: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """A movement along a direction.

    Attributes:
        amount: how many of the direction's own lengths; 0 stays.
        layers: style layers that move, or empty for all; a direction in Z moves all.
    """

    direction: Direction
    amount: float
    layers: tuple[int, ...] = ()


@dataclass(frozen=True)
class PictureRequest:
    """One picture to draw.

    What is drawn: the latent; in Z moved along the directions of Z; mapped to styles; components of
    styles replaced; moved towards the mean by psi; layers mixed in from other latents; moved along
    the directions of W; drawn with its noise. A network without styles knows only what concerns Z.

    Attributes:
        psi: truncation: below 1 goes towards the average picture, 1 leaves the latent as it is.
        cutoff: style layers that psi applies to, or None for all (and where there are none).
        label: the class, or None where the model has no classes.
        classes: (class, weight) of a blend of classes, which counts in place of the label; or empty.
        layer_psi: psi of each style layer, which counts in place of psi and cutoff; or empty.
        z_limit: components of a seed's latent beyond it are drawn again [Brock 2019, section 3.1];
            None for none.
        style_overrides: (layer, index, value) of replaced components of styles; layer -1 is all.
        mixing: layers taken from other latents, the later of which win.
        steps: movements along directions.
        noise: what style layers add.
        blend: where between two other pictures this one is, which counts in place of all else; or None.
    """

    latent: Latent = Latent()
    psi: float = 1.0
    cutoff: int | None = None
    label: int | None = None
    classes: tuple[tuple[int, float], ...] = ()
    layer_psi: tuple[float, ...] = ()
    z_limit: float | None = None
    style_overrides: tuple[tuple[int, int, float], ...] = ()
    mixing: tuple[MixedStyle, ...] = ()
    steps: tuple[Step, ...] = ()
    noise: Noise = Noise()
    blend: Blend | None = None

    @property
    def nearest(self) -> PictureRequest:
        """The picture; of one between two others the nearer, to be asked for its settings and latent."""
        if self.blend is None:
            return self
        return self.blend.start if self.blend.share < 0.5 else self.blend.end

    @property
    def is_plain(self) -> bool:
        """Whether a latent of Z, a class and psi with its cutoff say it all."""
        plain = PictureRequest(self.latent, self.psi, self.cutoff, self.label)
        latents = (self.latent, *(self.latent.walk.anchors if self.latent.walk else ()))
        return self == plain and all(latent.space == "z" for latent in latents)


@dataclass(frozen=True)
class Blend:
    """A picture between two.

    Attributes:
        start, end: neither of them a blend.
        share: how far from start to end, 0 to 1.
        method: a key of BLEND_METHODS: latents of Z turn around the origin, or go straight, which in a
            network with styles means straight from style to style; a curve turns around the origin as
            part of a longer way, at an even speed and with no corner where this part begins or ends.
        before, after: latents in Z that a curve passed last and passes next; None where it begins or ends.
    """

    start: PictureRequest
    end: PictureRequest
    share: float
    method: str = "slerp"
    before: Latent | None = None
    after: Latent | None = None


@dataclass(frozen=True)
class SeedSeries(Series[PictureRequest]):
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

    def _made(self, place: int) -> PictureRequest:
        label = self.labels[place % len(self.labels)] if self.labels else self.request.label
        return replace(self.request, latent=Latent(self.first + place), label=label)


def seed_page(request: PictureRequest, first: int, count: int) -> tuple[PictureRequest, ...]:
    """The request for `count` seeds from `first` on, up to the largest seed there is."""
    last = min(first + count, MAX_SEED + 1)
    plain = replace(request.nearest, style_overrides=())  # which belong to the latent they were replaced in
    return tuple(replace(plain, latent=Latent(seed)) for seed in range(first, last))


def strip(request: PictureRequest, walk: Walk, count: int) -> tuple[PictureRequest, ...]:
    """The request at `count` positions spread evenly over a walk, both ends among them."""
    spots = (walk.length * index / max(1, count - 1) for index in range(count))
    return tuple(replace(request.nearest, latent=Latent(walk=walk, position=spot)) for spot in spots)

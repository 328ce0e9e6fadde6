"""The picture between two, and what its controls should say meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gan_studio.core.latent.noise_maps import maps_between
from gan_studio.core.latent.requests import Blend, Latent, Noise, PictureRequest

Around = tuple[Latent | None, Latent | None]
"""What a curve passed last and passes next, as in Blend."""


@dataclass(frozen=True)
class NoiseWay:
    """Noise that goes over from one to another, which no Noise alone can say.

    Attributes:
        start, end: neither from the same source, as one seed is.
        share: how far from start to end, 0 to 1.
    """

    start: Noise
    end: Noise
    share: float


def request_between(
    start: PictureRequest,
    end: PictureRequest,
    share: float,
    method: str = "slerp",
    around: Around = (None, None),
) -> PictureRequest:
    """The request for what lies between two pictures; at share 0 and 1 these very ones.

    Beside the blend it says what a picture that starts from it should have: the seed and class of the
    nearer one, classes in proportion, and its noise.

    Args:
        start, end: neither of them a blend.
        share, method, around: as in Blend, its `before` and `after` together.
    """
    if share <= 0 or start == end:
        return start
    if share >= 1:
        return end
    near = start if share < 0.5 else end
    return PictureRequest(
        Latent(near.latent.seed),
        label=near.label,
        classes=_classes_between(start, end, share),
        noise=noise_between(start.noise, end.noise, share),
        blend=Blend(start, end, share, method, *around),
    )


def latent_around(request: PictureRequest) -> Latent | None:
    """A picture's latent as a neighbour of a curve, or None where it is not in Z."""
    is_one = request.blend is None and request.latent.space == "z"
    return request.latent if is_one else None


def noise_between(start: Noise, end: Noise, share: float) -> Noise:
    """The noise of a picture that starts from the one between two.

    Where the kind is the same its strength is in proportion; else it is the nearer's.

    Maps that were found for both go over into one another. Where only one has maps, the other's noise is
    the model's own, and halfway the one takes the place of the other.
    """
    near = start if share < 0.5 else end
    if start.mode != end.mode:
        return near
    strength = start.strength + share * (end.strength - start.strength)
    if start.is_found and end.is_found:
        return replace(near, strength=strength, maps=maps_between(start.maps, end.maps, share))
    return replace(near, strength=strength)


def noise_way(start: Noise, end: Noise, share: float) -> Noise | NoiseWay:
    """The noise that is drawn between two: it goes over gradually, whatever they are."""
    if share <= 0 or share >= 1:
        return end if share >= 1 else start
    if _source(start) == _source(end):
        return noise_between(start, end, share)
    return NoiseWay(start, end, share)


def _source(noise: Noise) -> tuple[str, int, bool]:
    """Where noise comes from; maps that were found are one source, as they go over into one another."""
    return noise.mode, noise.seed if noise.mode == "random" else 0, noise.is_found


def _classes_between(
    start: PictureRequest, end: PictureRequest, share: float
) -> tuple[tuple[int, float], ...]:
    if (start.label, start.classes) == (end.label, end.classes):
        return start.classes
    weights: dict[int, float] = {}
    for request, part in ((start, 1 - share), (end, share)):
        if request.label is None and not request.classes:
            return ()
        pairs = request.classes or ((request.label, 1.0),)
        total = sum(weight for _, weight in pairs)
        for label, weight in pairs:
            weights[label] = weights.get(label, 0.0) + part * weight / total
    return tuple(sorted(weights.items()))

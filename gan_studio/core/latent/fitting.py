"""Making what was asked of one model fit another, without what that one cannot draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gan_studio.core.errors import InputError
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.requests import Latent, ModelFacts, Noise, PictureRequest, Step
from gan_studio.core.latent.timeline import Timeline
from gan_studio.core.latent.vectors import Direction


def fitted_request(request: PictureRequest, facts: ModelFacts) -> PictureRequest:
    """The request as far as the model can draw it."""
    if _can_draw(request, facts):
        return request
    if request.blend is not None:
        request = request.blend.start if request.blend.share < 0.5 else request.blend.end
    label = request.label
    if not facts.num_classes:
        label = None
    elif label is None or label >= facts.num_classes:
        label = 0
    classes = tuple(pair for pair in request.classes if pair[0] < facts.num_classes)
    fitted = replace(
        request,
        latent=fitted_latent(request.latent, facts),
        cutoff=min(request.cutoff, facts.num_ws) if facts.num_ws and request.cutoff is not None else None,
        label=label,
        classes=classes if sum(weight for _, weight in classes) > 0 else (),
        layer_psi=request.layer_psi if len(request.layer_psi) == facts.num_ws else (),
        noise=_fitted_noise(request.noise, facts),
    )
    plain = replace(fitted, style_overrides=(), mixing=(), steps=())
    for part in ("style_overrides", "mixing", "steps"):
        kept = tuple(
            item for item in getattr(fitted, part) if _can_draw(replace(plain, **{part: (item,)}), facts)
        )
        fitted = replace(fitted, **{part: kept})
    return fitted


def fitted_latent(latent: Latent, facts: ModelFacts) -> Latent:
    """The latent as far as the model has it; its seed where the stored point does not fit."""
    kept = tuple((index, value) for index, value in latent.overrides if index < facts.z_dim)
    fitted = replace(latent, overrides=kept)
    if fitted.stored is not None and not _can_draw(_alone(replace(fitted, walk=None), facts), facts):
        fitted = replace(fitted, stored=None)
    if fitted.walk is not None:
        anchors = tuple(fitted_latent(anchor, facts) for anchor in fitted.walk.anchors)
        fitted = replace(fitted, walk=replace(fitted.walk, anchors=anchors))
    return fitted


def fitted_directions(directions: Sequence[Direction], facts: ModelFacts) -> tuple[Direction, ...]:
    """The directions that the model has."""
    plain = _alone(Latent(), facts)
    return tuple(kept for kept in directions if _can_draw(replace(plain, steps=(Step(kept, 1.0),)), facts))


def fitted_timeline(timeline: Timeline, facts: ModelFacts) -> Timeline:
    """The film with every keyframe as far as the model can draw it."""
    keyframes = tuple(
        replace(keyframe, request=fitted_request(keyframe.request, facts)) for keyframe in timeline.keyframes
    )
    return replace(timeline, keyframes=keyframes)


def _fitted_noise(noise: Noise, facts: ModelFacts) -> Noise:
    if not facts.has_noise:
        return Noise()
    is_found = noise.maps is not None and noise.maps.shape == (facts.noise_size,)
    return noise if is_found else replace(noise, maps=None)


def _alone(latent: Latent, facts: ModelFacts) -> PictureRequest:
    return PictureRequest(latent, label=0 if facts.num_classes else None)


def _can_draw(request: PictureRequest, facts: ModelFacts) -> bool:
    try:
        check(request, facts)
    except InputError:
        return False
    return True

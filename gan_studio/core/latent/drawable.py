"""What a network is given for a picture: a latent or styles, classes and noise, all of it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

import torch
from torch import Tensor

from gan_studio.core.contracts import Generator
from gan_studio.core.latent.between import NoiseWay, noise_way
from gan_studio.core.latent.interpolate import WAYS, curve
from gan_studio.core.latent.requests import CURVE, Blend, Latent, Noise, PictureRequest, Walk
from gan_studio.core.latent.sample import class_weights, latents_of, psi_of, tensor_of
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.core.layers.noise import BlendedNoise, ChosenNoise, NoiseMode


@dataclass(frozen=True, eq=False)
class Drawable:
    """One picture, ready to be drawn.

    Attributes:
        z: latent [Z] after truncation, or None where there are styles.
        styles: [L, D] as the layers get them, or None for a network without styles.
        classes: weights [K], or None where there are no classes or the styles hold them.
        noise: what style layers add.
    """

    z: Tensor | None
    styles: Tensor | None
    classes: Tensor | None
    noise: Noise | NoiseWay = Noise()


@dataclass(frozen=True, eq=False)
class StyleStages:
    """Styles [L, D] of a picture on their way.

    Attributes:
        base: of its latent alone.
        own: with components replaced and layers mixed in, but neither truncated nor moved in W.
        drawn: as the layers get them.
    """

    base: Tensor
    own: Tensor
    drawn: Tensor


@torch.inference_mode()
def drawable(generator: Generator, request: PictureRequest) -> Drawable:
    """What the network is given for a request, on its device.

    Args:
        request: one that core.latent.checks.check lets pass.
    """
    if request.blend is not None:
        return _blended(generator, request.blend)
    classes = class_weights(request, generator.num_classes)
    if not generator.num_ws:
        z = latents_of([request], generator.z_dim)[0] * request.psi
        return Drawable(_there(generator, z), None, _there(generator, classes))
    return Drawable(None, styles_of(generator, request), None, request.noise)


@torch.inference_mode()
def images_from(generator: Generator, drawables: Sequence[Drawable]) -> Tensor:
    """Images float32 [N, C, H, W] of drawables, on the network's device."""
    classes = [made.classes for made in drawables]
    labels = None if None in classes else torch.stack(classes)
    if not generator.num_ws:
        return generator(torch.stack([made.z for made in drawables]), labels).float()
    styles = torch.stack([made.styles for made in drawables])
    return generator.synthesis(styles, noise_mode=noise_of([made.noise for made in drawables])).float()


def noise_of(noises: Sequence[Noise | NoiseWay]) -> NoiseMode:
    """What a synthesis is told of the noise of each picture of a batch."""
    ways = [noise if isinstance(noise, NoiseWay) else NoiseWay(noise, noise, 0.0) for noise in noises]
    starts = [way.start for way in ways]
    if any(way.share for way in ways):
        ends = [way.end for way in ways]
        return BlendedNoise(_chosen(starts), _chosen(ends), [way.share for way in ways])
    if all(noise.mode == "none" or noise.strength == 0 for noise in starts):
        return "none"
    if all(noise.mode == "const" and noise.strength == 1 and noise.maps is None for noise in starts):
        return "const"
    return _chosen(starts)


def _chosen(noises: Sequence[Noise]) -> ChosenNoise:
    strengths = [0.0 if noise.mode == "none" else noise.strength for noise in noises]
    seeds = [noise.seed if noise.mode == "random" else None for noise in noises]
    maps = [None if noise.maps is None else tensor_of(noise.maps) for noise in noises]
    return ChosenNoise(strengths, seeds, maps)


def styles_of(generator: Generator, request: PictureRequest) -> Tensor:
    """Styles [L, D] of a request that is no blend, after everything that it asks for."""
    return style_stages(generator, request).drawn


@torch.inference_mode()
def style_stages(generator: Generator, request: PictureRequest) -> StyleStages:
    """Styles of a request that is no blend on their way; its latent is mapped once."""
    classes = _there(generator, class_weights(request, generator.num_classes))
    base = point_styles(generator, request, classes)
    own = _overridden(base.clone(), request)
    for mixed in request.mixing:
        layers = list(mixed.layers)
        own[layers] = point_styles(generator, replace(request, latent=mixed.latent), classes)[layers]
    psi = _there(generator, psi_of([request], generator.num_ws)[0]).unsqueeze(1)  # [L, 1]
    drawn = _truncated(generator, own, psi).clone()
    for step in request.steps:
        if step.direction.space == "w":
            layers = list(step.layers or range(generator.num_ws))
            vector = _there(generator, tensor_of(step.direction.vector)).expand_as(drawn)
            drawn[layers] += step.amount * vector[layers]
    return StyleStages(base, own, drawn)


@torch.inference_mode()
def point_styles(generator: Generator, request: PictureRequest, classes: Tensor | None) -> Tensor:
    """Styles [L, D] of a request's latent, before anything is changed about them.

    Args:
        classes: weights [K] or None, as in Drawable.
    """
    latent = request.latent
    if latent.space == "z":
        z = _there(generator, latents_of([request], generator.z_dim))
        w = generator.mapping(z, None if classes is None else classes.unsqueeze(0))[0]
    elif latent.stored is not None:
        w = _there(generator, tensor_of(latent.stored.vector))
    else:
        w = _styles_between(generator, request, classes)
    return w.expand(generator.num_ws, -1).clone()


def _styles_between(generator: Generator, request: PictureRequest, classes: Tensor | None) -> Tensor:
    """Styles [L, D] on a walk with stops in W, next to which it goes straight from style to style."""
    latent, walk = request.latent, request.latent.walk
    segment = min(int(latent.position), walk.length - 1)
    share = latent.position - segment
    ends = (walk.anchors[segment], walk.anchors[(segment + 1) % len(walk.anchors)])
    if all(end.space == "z" for end in ends):
        between = replace(latent, walk=Walk(ends, walk.method), position=share)
        return point_styles(generator, replace(request, latent=between), classes)
    start, end = (point_styles(generator, replace(request, latent=stop), classes) for stop in ends)
    return start.lerp(end, share)


def stored_styles(styles: Tensor, name: str) -> Latent:
    """A latent of W+ that gives these styles [L, D] back."""
    return Latent(stored=StoredPoint("w_plus", Vector.of(styles.cpu().numpy()), name))


def _truncated(generator: Generator, ws: Tensor, psi: Tensor) -> Tensor:
    if bool((psi == 1).all()):
        return ws
    return generator.w_avg.lerp(ws, psi)


def _overridden(ws: Tensor, request: PictureRequest) -> Tensor:
    for layer, changes in groupby(request.style_overrides, key=itemgetter(0)):
        values = {index: value for _, index, value in changes}
        ws[slice(None) if layer < 0 else layer, list(values)] = ws.new_tensor(list(values.values()))
    return ws


def _blended(generator: Generator, blend: Blend) -> Drawable:
    """What lies between two pictures.

    In a network with styles, and where both latents are in Z and turn around the origin, the turned
    latent is mapped; everything else that sets a picture apart from its latent is added in proportion.
    """
    start, end, share = blend.start, blend.end, blend.share
    a, b = drawable(generator, start), drawable(generator, end)
    if not generator.num_ws:
        classes = None if a.classes is None else a.classes.lerp(b.classes, share)
        return Drawable(_point_between(generator, blend, a.z, b.z), None, classes)
    styles = a.styles.lerp(b.styles, share)
    if blend.method != "lerp" and start.latent.space == end.latent.space == "z" and 0 < share < 1:
        styles = styles + _turned(generator, blend) - _cores(generator, blend)
    return Drawable(None, styles, None, noise_way(start.noise, end.noise, share))


def _point_between(generator: Generator, blend: Blend, start: Tensor, end: Tensor) -> Tensor:
    """The latent [Z] on the way between those of both ends."""
    if blend.method != CURVE:
        return WAYS[blend.method](start, end, blend.share)
    around: list[Tensor | None] = [None, None]
    for place, (end_of, latent) in enumerate(((blend.start, blend.before), (blend.end, blend.after))):
        if latent is not None:
            psi = 1.0 if generator.num_ws else end_of.psi
            z = latents_of([replace(end_of, latent=latent)], generator.z_dim)[0]
            around[place] = (z * psi).to(start)
    return curve(start, end, blend.share, *around)


def _turned(generator: Generator, blend: Blend) -> Tensor:
    """Truncated styles [L, D] of the latent that lies on the arc between both ends'."""
    ends = [blend.start, blend.end]
    z = _point_between(generator, blend, *latents_of(ends, generator.z_dim))
    classes = [class_weights(wanted, generator.num_classes) for wanted in ends]
    between = None if None in classes else classes[0].lerp(classes[1], blend.share)
    psi = torch.lerp(*psi_of(ends, generator.num_ws), blend.share)
    return _core(generator, z, between, psi)


def _cores(generator: Generator, blend: Blend) -> Tensor:
    """The same [L, D] straight between both ends' own."""
    ends = [blend.start, blend.end]
    psi = psi_of(ends, generator.num_ws)
    latents = latents_of(ends, generator.z_dim)
    cores = [
        _core(generator, z, class_weights(wanted, generator.num_classes), layer_psi)
        for z, wanted, layer_psi in zip(latents, ends, psi, strict=True)
    ]
    return torch.lerp(*cores, blend.share)


def _core(generator: Generator, z: Tensor, classes: Tensor | None, psi: Tensor) -> Tensor:
    labels = None if classes is None else _there(generator, classes).unsqueeze(0)
    w = generator.mapping(_there(generator, z).unsqueeze(0), labels)  # [1, D]
    return _truncated(generator, w.expand(generator.num_ws, -1), _there(generator, psi).unsqueeze(1))


def _there(generator: Generator, tensor: Tensor | None) -> Tensor | None:
    return None if tensor is None else tensor.to(next(generator.parameters()).device)

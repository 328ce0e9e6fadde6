"""A picture request as plain values of a JSON file, and back, with every value bounded."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.noise_maps import maps_from, maps_text
from gan_studio.core.latent.requests import (
    BLEND_METHODS,
    MAX_AMOUNT,
    MAX_COMPONENT,
    MAX_NOISE_STRENGTH,
    MAX_PSI,
    MAX_Z_LIMIT,
    METHODS,
    MIN_PSI,
    MIN_Z_LIMIT,
    NOISE_MODES,
    Blend,
    Latent,
    MixedStyle,
    Noise,
    PictureRequest,
    Step,
    Walk,
)
from gan_studio.core.latent.vectors import SPACES, Direction, StoredPoint, Vector

_MOST_DIMENSIONS = 2**14
_MOST_ANCHORS = 2**10
_MOST_CLASSES = 2**20
_MOST_LAYERS = 2**10


def values_of(request: PictureRequest) -> dict[str, Any]:
    """The request as JSON values; what it leaves as it is, is left out."""
    values = {
        "latent": latent_values(request.latent),
        "psi": request.psi,
        "cutoff": request.cutoff,
        "label": request.label,
    }
    more = {
        "classes": [list(pair) for pair in request.classes],
        "layer_psi": list(request.layer_psi),
        "style_overrides": [list(triple) for triple in request.style_overrides],
        "mixing": [
            {"latent": latent_values(mixed.latent), "layers": list(mixed.layers)} for mixed in request.mixing
        ],
        "steps": [_step_values(step) for step in request.steps],
        "noise": {} if request.noise == Noise() else _noise_values(request.noise),
        "z_limit": request.z_limit,
        "blend": None if request.blend is None else _blend_values(request.blend),
    }
    return {**values, **{key: value for key, value in more.items() if value not in (None, [], {})}}


def request_from(values: dict[str, Any], in_blend: bool = False) -> PictureRequest:
    """The request that `values_of` described.

    Args:
        in_blend: whether it is an end of a blend, and so can be none itself.

    Raises:
        ValueError, KeyError, TypeError or AttributeError: for anything it would not have written.
    """
    if in_blend and "blend" in values:
        raise ValueError("An end of a blend is a blend.")
    return PictureRequest(
        latent=latent_from(values["latent"]),
        psi=number(values["psi"], MIN_PSI, MAX_PSI),
        cutoff=_optional(values["cutoff"], _MOST_LAYERS),
        label=_optional(values["label"], _MOST_CLASSES),
        classes=tuple(
            (whole(label, _MOST_CLASSES), number(weight, 0, 1e6))
            for label, weight in values.get("classes", [])
        ),
        layer_psi=tuple(number(psi, MIN_PSI, MAX_PSI) for psi in values.get("layer_psi", [])),
        z_limit=number(values["z_limit"], MIN_Z_LIMIT, MAX_Z_LIMIT) if "z_limit" in values else None,
        style_overrides=tuple(
            (whole(layer + 1, _MOST_LAYERS) - 1, whole(index, _MOST_DIMENSIONS), number(value, -1e3, 1e3))
            for layer, index, value in values.get("style_overrides", [])
        ),
        mixing=tuple(
            MixedStyle(latent_from(mixed["latent"]), _layers_from(mixed["layers"]))
            for mixed in values.get("mixing", [])
        ),
        steps=tuple(_step_from(step) for step in values.get("steps", [])),
        noise=_noise_from(values["noise"]) if "noise" in values else Noise(),
        blend=_blend_from(values["blend"]) if "blend" in values else None,
    )


def latent_values(latent: Latent) -> dict[str, Any]:
    """A latent as JSON values."""
    values: dict[str, Any] = {"seed": latent.seed}
    if latent.overrides:
        values["overrides"] = [list(pair) for pair in latent.overrides]
    if latent.stored is not None:
        stored = latent.stored
        values["stored"] = {"space": stored.space, "name": stored.name, "vector": stored.vector.to_values()}
    if latent.walk is not None:
        values["walk"] = walk_values(latent.walk)
        values["position"] = latent.position
    return values


def latent_from(values: dict[str, Any], on_walk: bool = False) -> Latent:
    """The latent that latent_values described; errors as request_from.

    Args:
        on_walk: whether it is an anchor of a walk, and so on none itself.
    """
    overrides = {
        whole(index, _MOST_DIMENSIONS): number(value, -MAX_COMPONENT, MAX_COMPONENT)
        for index, value in values.get("overrides", [])
    }
    latent = Latent(whole(values["seed"], MAX_SEED)).with_components(overrides)
    if "stored" in values:
        stored = values["stored"]
        if stored["space"] not in SPACES:
            raise ValueError(f"{stored['space']!r:.40} is no latent space.")
        point = StoredPoint(stored["space"], Vector.from_values(stored["vector"]), text(stored["name"]))
        latent = dataclasses.replace(latent, stored=point)
    if "walk" not in values:
        return latent
    if on_walk:
        raise ValueError("A walk's anchor is on a walk.")
    walk = walk_from(values["walk"])
    if walk.length == 0:
        raise ValueError("A latent is on a walk of fewer than two anchors.")
    return dataclasses.replace(latent, walk=walk, position=number(values["position"], 0, walk.length))


def walk_values(walk: Walk) -> dict[str, Any]:
    """A walk as JSON values."""
    return {
        "anchors": [latent_values(anchor) for anchor in walk.anchors],
        "method": walk.method,
        "closed": walk.closed,
    }


def walk_from(values: dict[str, Any]) -> Walk:
    """The walk that walk_values described; errors as request_from."""
    anchors = values["anchors"]
    if len(anchors) > _MOST_ANCHORS or values["method"] not in METHODS:
        raise ValueError("A walk has too many anchors, or a method that is not known.")
    return Walk(
        tuple(latent_from(anchor, on_walk=True) for anchor in anchors),
        values["method"],
        values["closed"] is True,
    )


def direction_values(direction: Direction) -> dict[str, Any]:
    """A direction as JSON values."""
    values: dict[str, Any] = {
        "name": direction.name,
        "space": direction.space,
        "vector": direction.vector.to_values(),
        "origin": direction.origin,
    }
    return {**values, "layers": list(direction.layers)} if direction.layers else values


def direction_from(values: dict[str, Any]) -> Direction:
    """The direction that direction_values described; errors as request_from."""
    if values["space"] not in ("z", "w"):
        raise ValueError(f"{values['space']!r:.40} is no space of a direction.")
    vector = Vector.from_values(values["vector"])
    layers = _layers_from(values.get("layers", []))
    return Direction(text(values["name"]), values["space"], vector, text(values["origin"]), layers)


def text(value: Any, longest: int = 4096) -> str:
    """A text of bounded length; ValueError for anything else."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{value!r:.40} is no text of at most {longest} characters.")
    return value


def whole(value: Any, largest: int) -> int:
    """A whole number from 0 to `largest`; ValueError for anything else."""
    if type(value) is not int or not 0 <= value <= largest:
        raise ValueError(f"{value!r:.40} is no whole number from 0 to {largest}.")
    return value


def number(value: Any, smallest: float, largest: float) -> float:
    """A finite number between both; ValueError for anything else."""
    if type(value) not in (int, float) or not math.isfinite(value) or not smallest <= value <= largest:
        raise ValueError(f"{value!r:.40} is no number from {smallest:g} to {largest:g}.")
    return float(value)


def _step_values(step: Step) -> dict[str, Any]:
    return {
        "direction": direction_values(step.direction),
        "amount": step.amount,
        "layers": list(step.layers),
    }


def _step_from(values: dict[str, Any]) -> Step:
    amount = number(values["amount"], -MAX_AMOUNT, MAX_AMOUNT)
    return Step(direction_from(values["direction"]), amount, _layers_from(values["layers"]))


def _noise_values(noise: Noise) -> dict[str, Any]:
    values = {"mode": noise.mode, "strength": noise.strength, "seed": noise.seed}
    return values if noise.maps is None else {**values, "maps": maps_text(noise.maps)}


def _noise_from(values: dict[str, Any]) -> Noise:
    if values["mode"] not in NOISE_MODES:
        raise ValueError(f"{values['mode']!r:.40} is no noise.")
    return Noise(
        values["mode"],
        number(values["strength"], 0, MAX_NOISE_STRENGTH),
        whole(values["seed"], MAX_SEED),
        maps_from(values["maps"]) if "maps" in values else None,
    )


def _blend_values(blend: Blend) -> dict[str, Any]:
    around = {"before": blend.before, "after": blend.after}
    return {
        "start": values_of(blend.start),
        "end": values_of(blend.end),
        "share": blend.share,
        "method": blend.method,
        **{name: latent_values(latent) for name, latent in around.items() if latent is not None},
    }


def _blend_from(values: dict[str, Any]) -> Blend:
    if values["method"] not in BLEND_METHODS:
        raise ValueError(f"{values['method']!r:.40} is no way between two pictures.")
    ends = (request_from(values[end], in_blend=True) for end in ("start", "end"))
    around = (latent_from(values[name]) if name in values else None for name in ("before", "after"))
    return Blend(*ends, number(values["share"], 0, 1), values["method"], *around)


def _layers_from(values: Any) -> tuple[int, ...]:
    return tuple(whole(layer, _MOST_LAYERS) for layer in values)


def _optional(value: Any, largest: int) -> int | None:
    return None if value is None else whole(value, largest)

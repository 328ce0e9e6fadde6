"""A picture request as plain values of a JSON file, and back, with every value bounded."""

from __future__ import annotations

import math
from typing import Any

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.requests import MAX_COMPONENT, MAX_PSI, METHODS, Latent, PictureRequest, Walk

_MOST_DIMENSIONS = 2**14
_MOST_ANCHORS = 2**10
_MOST_CLASSES = 2**20
_MOST_LAYERS = 2**10


def values_of(request: PictureRequest) -> dict[str, Any]:
    """The request as JSON values."""
    return {
        "latent": _latent_values(request.latent),
        "psi": request.psi,
        "cutoff": request.cutoff,
        "label": request.label,
    }


def request_from(values: dict[str, Any]) -> PictureRequest:
    """The request that `values_of` described.

    Raises:
        ValueError, KeyError, TypeError or AttributeError: for anything it would not have written.
    """
    return PictureRequest(
        latent=_latent_from(values["latent"]),
        psi=_number(values["psi"], -MAX_PSI, MAX_PSI),
        cutoff=_optional(values["cutoff"], _MOST_LAYERS),
        label=_optional(values["label"], _MOST_CLASSES),
    )


def _latent_values(latent: Latent) -> dict[str, Any]:
    values: dict[str, Any] = {"seed": latent.seed}
    if latent.overrides:
        values["overrides"] = [list(pair) for pair in latent.overrides]
    if latent.walk is not None:
        values["walk"] = {
            "anchors": [_latent_values(anchor) for anchor in latent.walk.anchors],
            "method": latent.walk.method,
            "closed": latent.walk.closed,
        }
        values["position"] = latent.position
    return values


def _latent_from(values: dict[str, Any], on_walk: bool = False) -> Latent:
    overrides = {
        _whole(index, _MOST_DIMENSIONS): _number(value, -MAX_COMPONENT, MAX_COMPONENT)
        for index, value in values.get("overrides", [])
    }
    seed = Latent(_whole(values["seed"], MAX_SEED)).with_components(overrides)
    if "walk" not in values:
        return seed
    if on_walk:
        raise ValueError("A walk's anchor is on a walk.")
    walk = _walk_from(values["walk"])
    return Latent(seed.seed, seed.overrides, walk, _number(values["position"], 0, walk.length))


def _walk_from(values: dict[str, Any]) -> Walk:
    anchors = values["anchors"]
    if not 2 <= len(anchors) <= _MOST_ANCHORS or values["method"] not in METHODS:
        raise ValueError("A walk has too few or too many anchors, or a method that is not known.")
    return Walk(
        tuple(_latent_from(anchor, on_walk=True) for anchor in anchors),
        values["method"],
        values["closed"] is True,
    )


def _optional(value: Any, largest: int) -> int | None:
    return None if value is None else _whole(value, largest)


def _whole(value: Any, largest: int) -> int:
    if type(value) is not int or not 0 <= value <= largest:
        raise ValueError(f"{value!r:.40} is no whole number from 0 to {largest}.")
    return value


def _number(value: Any, smallest: float, largest: float) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not smallest <= value <= largest:
        raise ValueError(f"{value!r:.40} is no number from {smallest:g} to {largest:g}.")
    return float(value)

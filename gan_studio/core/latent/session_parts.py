"""Parts of a session that have no file of their own, as plain values of JSON and back."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import Any

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.direction_files import directions_from, directions_values
from gan_studio.core.latent.directions.plans import Tag
from gan_studio.core.latent.dragging.messages import MOST_PAIRS, DragPair, Place
from gan_studio.core.latent.dragging.plan import DragArea, DragPlan
from gan_studio.core.latent.planes import KINDS, PlaneChoice
from gan_studio.core.latent.recipe_values import (
    latent_from,
    latent_values,
    number,
    request_from,
    values_of,
    whole,
)

_MOST_TAGS = 1000
_MOST_CORNERS = 3
_LARGEST_SIDE = 2**14


def tags_values(tags: Sequence[Tag]) -> list[dict[str, Any]]:
    """Tagged pictures as JSON values."""
    return [{"is_positive": tag.is_positive, "request": values_of(tag.request)} for tag in tags]


def tags_from(values: Any) -> tuple[Tag, ...]:
    """The tags that tags_values described.

    Raises:
        ValueError, KeyError, TypeError or AttributeError: for anything it would not have written.
    """
    if not isinstance(values, list) or len(values) > _MOST_TAGS:
        raise ValueError(f"Tags are a list of at most {_MOST_TAGS}.")
    return tuple(Tag(request_from(tag["request"]), tag["is_positive"] is True) for tag in values)


def plane_values(plane: PlaneChoice) -> dict[str, Any]:
    """The plane of the latent pad as JSON values."""
    return {
        "kind": plane.kind,
        "seed": plane.seed,
        "directions": directions_values(plane.directions),
        "corners": [latent_values(corner) for corner in plane.corners],
        "centre": None if plane.centre is None else latent_values(plane.centre),
    }


def plane_from(values: dict[str, Any]) -> PlaneChoice:
    """The plane that plane_values described; errors as tags_from."""
    if values["kind"] not in KINDS or len(values["corners"]) > _MOST_CORNERS:
        raise ValueError(f"{values['kind']!r:.40} is no plane, or has too many corners.")
    centre = values["centre"]
    return PlaneChoice(
        values["kind"],
        whole(values["seed"], MAX_SEED),
        directions_from(values["directions"]),
        tuple(latent_from(corner, on_walk=True) for corner in values["corners"]),
        None if centre is None else latent_from(centre, on_walk=True),
    )


def drag_values(plan: DragPlan) -> dict[str, Any]:
    """What is set for a drag as JSON values."""
    return {
        "pairs": [{"handle": list(pair.handle), "target": list(pair.target)} for pair in plan.pairs],
        "pending": None if plan.pending is None else list(plan.pending),
        "area": None if plan.area is None else _area_values(plan.area),
    }


def drag_from(values: dict[str, Any] | None) -> DragPlan:
    """The plan that drag_values described, and an empty one where nothing was kept; errors as tags_from."""
    if values is None:
        return DragPlan()
    pairs, pending, area = values["pairs"], values["pending"], values["area"]
    if not isinstance(pairs, list) or len(pairs) > MOST_PAIRS:
        raise ValueError(f"Pairs of points are a list of at most {MOST_PAIRS}.")
    return DragPlan(
        tuple(DragPair(_place_from(pair["handle"]), _place_from(pair["target"])) for pair in pairs),
        None if pending is None else _place_from(pending),
        None if area is None else _area_from(area),
    )


def _place_from(values: Any) -> Place:
    column, row = values
    return number(column, 0, _LARGEST_SIDE), number(row, 0, _LARGEST_SIDE)


def _area_values(area: DragArea) -> dict[str, Any]:
    bits = base64.b64encode(zlib.compress(area.bits)).decode("ascii")
    return {"size": list(area.size), "bits": bits}


def _area_from(values: dict[str, Any]) -> DragArea:
    height, width = (whole(side, _LARGEST_SIDE) for side in values["size"])
    length = (height * width + 7) // 8
    unpacking = zlib.decompressobj()
    try:
        bits = unpacking.decompress(base64.b64decode(values["bits"], validate=True), length + 1)
    except zlib.error as error:
        raise ValueError(f"The area cannot be unpacked: {error}.") from error
    if len(bits) != length:
        raise ValueError(f"The area has {len(bits)} bytes, but {length} for {height} x {width} pixels.")
    return DragArea((height, width), bits)

"""Parts of a session that have no file of their own, as plain values of JSON and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.direction_files import directions_from, directions_values
from gan_studio.core.latent.directions.plans import Tag
from gan_studio.core.latent.planes import KINDS, PlaneChoice
from gan_studio.core.latent.recipe_values import latent_from, latent_values, request_from, values_of, whole

_MOST_TAGS = 1000
_MOST_CORNERS = 3


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

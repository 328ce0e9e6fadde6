"""Bookmarks: pictures that a person wants to come back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gan_studio.core.latent.recipe_values import request_from, text, values_of
from gan_studio.core.latent.requests import PictureRequest

MAX_BOOKMARKS = 1000
LONGEST_NAME = 200


@dataclass(frozen=True)
class Bookmark:
    """A picture with a name."""

    name: str
    request: PictureRequest


def bookmarks_values(bookmarks: Sequence[Bookmark]) -> list[dict[str, Any]]:
    """Bookmarks as JSON values, in their order."""
    return [{"name": kept.name, "request": values_of(kept.request)} for kept in bookmarks]


def bookmarks_from(values: list[dict[str, Any]]) -> tuple[Bookmark, ...]:
    """The bookmarks that bookmarks_values described.

    Raises:
        ValueError, KeyError, TypeError or AttributeError: for anything it would not have written.
    """
    if not isinstance(values, list) or len(values) > MAX_BOOKMARKS:
        raise ValueError(f"Bookmarks are a list of at most {MAX_BOOKMARKS}.")
    return tuple(Bookmark(text(kept["name"], LONGEST_NAME), request_from(kept["request"])) for kept in values)

"""Bookmarks: pictures that a person wants to come back to."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.latent.requests import PictureRequest


@dataclass(frozen=True)
class Bookmark:
    """A picture with a name."""

    name: str
    request: PictureRequest

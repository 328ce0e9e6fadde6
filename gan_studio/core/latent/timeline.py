"""Timelines: pictures at moments, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass

from gan_studio.core.latent.requests import PictureRequest


@dataclass(frozen=True)
class Keyframe:
    """A picture at a moment.

    Attributes:
        seconds: the moment.
        request: the picture, no blend.
        easing: how the way to the next keyframe is begun and ended.
    """

    seconds: float
    request: PictureRequest
    easing: str = "ease"


@dataclass(frozen=True)
class Timeline:
    """Keyframes by rising time.

    Attributes:
        method: as in Blend.
        loops: whether the last leads back to the first.
    """

    keyframes: tuple[Keyframe, ...] = ()
    method: str = "slerp"
    loops: bool = False

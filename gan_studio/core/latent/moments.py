"""Moments: the pictures of a film, of which each is made only when it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.series import Series


@dataclass(frozen=True)
class Moments(Series[PictureRequest]):
    """Pictures at even distances of time.

    Attributes:
        request_at: the picture at a moment in seconds.
        size: how many.
        step: seconds from one to the next; the first is at 0.
    """

    request_at: Callable[[float], PictureRequest]
    size: int
    step: float

    def __len__(self) -> int:
        return self.size

    def _made(self, place: int) -> PictureRequest:
        return self.request_at(place * self.step)

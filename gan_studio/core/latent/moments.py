"""Moments: the pictures of a film, of which each is made only when it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from gan_studio.core.latent.requests import PictureRequest


@dataclass(frozen=True)
class Moments(Sequence[PictureRequest]):
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

    @overload
    def __getitem__(self, index: int) -> PictureRequest: ...

    @overload
    def __getitem__(self, index: slice) -> list[PictureRequest]: ...

    def __getitem__(self, index: int | slice) -> PictureRequest | list[PictureRequest]:
        if isinstance(index, slice):
            return [self[place] for place in range(self.size)[index]]
        return self.request_at(range(self.size)[index] * self.step)

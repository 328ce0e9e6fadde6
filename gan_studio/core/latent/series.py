"""Series: many things in a row, of which each is made only when it is looked at."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class Series(Sequence[Item]):
    """A sequence that knows its length and how to make what stands at a place."""

    @abstractmethod
    def _made(self, place: int) -> Item:
        """What stands at a place, counted from 0."""

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        places = range(len(self))
        if isinstance(index, slice):
            return [self._made(place) for place in places[index]]
        return self._made(places[index])

"""The one thing that a worker's thread and the window's thread both touch."""

from __future__ import annotations

from collections import deque


class Mailbox:
    """A queue that one thread fills and another empties; nothing is lost and the order is kept."""

    def __init__(self) -> None:
        self._items: deque[object] = deque()

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: object) -> None:
        """Leave an item."""
        self._items.append(item)

    def take_all(self) -> list[object]:
        """Every item left since the last call, oldest first."""
        return [self._items.popleft() for _ in range(len(self._items))]

"""What a person may ask of a run while it trains; the run reads these between steps."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ChangeSetting:
    """Give a live setting, such as "optimizer.g_lr", another value."""

    path: str
    value: Any


@dataclass(frozen=True)
class SaveNow:
    """Save a checkpoint after the current step."""


@dataclass(frozen=True)
class CopyGenerator:
    """Hand out a frozen copy of the averaged generator after the current step."""


Command = ChangeSetting | SaveNow | CopyGenerator


class Commands:
    """An inbox that one thread fills and the run's thread empties."""

    def __init__(self) -> None:
        self._waiting: deque[Command] = deque()

    def put(self, command: Command) -> None:
        """Leave a command; the run reads it before its next step."""
        self._waiting.append(command)

    def take_all(self) -> list[Command]:
        """Every command left since the last call, oldest first."""
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return taken

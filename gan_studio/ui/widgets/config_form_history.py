"""What a form's undo stack is made of, and the edits that a running training is told of."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand

from gan_studio.core.config import RunConfig
from gan_studio.ui.widgets.config_form_draft import Origin

_MERGE_SECONDS = 1.0
_SETTLE_MS = 300


@dataclass(frozen=True)
class Snapshot:
    """All that a form holds at a moment."""

    origin: Origin
    config: RunConfig


class EditCommand(QUndoCommand):
    """One edit; quick edits of the same setting, as while an arrow is held, become one.

    Args:
        text: what is undone, in a person's words.
        path: the setting, or "" where everything was replaced.
        show: makes the form hold a snapshot and points at the path.
    """

    def __init__(
        self, text: str, path: str, change: tuple[Snapshot, Snapshot], show: Callable[[Snapshot, str], None]
    ) -> None:
        super().__init__(text)
        self.path = path
        self._old, self._new = change
        self._show = show
        self._made = time.monotonic()

    def id(self) -> int:
        """One kind of command only."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in an edit that followed at once at the same path."""
        is_same = isinstance(other, EditCommand) and bool(self.path) and other.path == self.path
        if not is_same or other._made - self._made > _MERGE_SECONDS:
            return False
        self._new, self._made = other._new, other._made
        return True

    def redo(self) -> None:
        """Make the form hold what it held after the edit."""
        self._show(self._new, self.path)

    def undo(self) -> None:
        """Make the form hold what it held before."""
        self._show(self._old, self.path)


class LiveEdits(QObject):
    """Edits of live settings on their way to a run: told once they settle, and matched with its answers.

    Signals:
        settled: (path, value) when a value has stayed for a moment.
    """

    settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Any] = {}
        self._unanswered: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._tell)

    def note(self, path: str, value: Any) -> None:
        """Tell of a value once no other follows."""
        self._waiting[path] = value
        self._timer.start()

    def is_news(self, path: str, value: Any) -> bool:
        """Whether a run's report of a change says something the form does not know or has overtaken."""
        if self._unanswered.get(path) == value:
            del self._unanswered[path]
            return False
        return path not in self._waiting and path not in self._unanswered

    def clear(self) -> None:
        """Forget everything, as when a run ends."""
        self._timer.stop()
        self._waiting.clear()
        self._unanswered.clear()

    def _tell(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for path, value in waiting.items():
            self._unanswered[path] = value
            self.settled.emit((path, value))

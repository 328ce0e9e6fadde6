"""Deleting runs so that it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gan_studio.core.run_folder import move_to_trash, restore
from gan_studio.session.notices import NoticeAction, Notices


class RunsTrash(QObject):
    """Moves runs to the studio's trash, offers to undo that, and remembers every deletion to undo.

    Signals:
        changed: runs went or came back; no argument.
    """

    changed = Signal()

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._deleted: list[list[Path]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a deletion to undo."""
        return bool(self._deleted)

    def delete(self, runs: Sequence[Path]) -> None:
        """Move runs to the trash and say so, with a button that undoes it."""
        moved = []
        for run in runs:
            try:
                moved.append(move_to_trash(run))
            except OSError as error:
                self._notices.warn(f"{run.name} could not be moved to the trash: {error.strerror or error}.")
        if moved:
            self._deleted.append(moved)
            what = runs[0].name if len(runs) == 1 else f"{len(moved)} runs"
            self._notices.info(f"{what} moved to the trash.", NoticeAction("Undo", lambda: self._undo(moved)))
        self.changed.emit()

    def undo(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted:
            self._undo(self._deleted[-1])

    def _undo(self, moved: list[Path]) -> None:
        if moved not in self._deleted:
            return
        self._deleted.remove(moved)
        for trashed in moved:
            try:
                restore(trashed)
            except OSError as error:
                self._notices.warn(f"{trashed.name} could not be brought back: {error.strerror or error}.")
        self.changed.emit()

"""Noticing that a run began, went on, ended or was moved, while the Runs page is seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from gan_studio import paths
from gan_studio.core.events import Event, Saved
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui.pages.runs.cards import RunCard

_SOON_MS = 300
_LOOK_MS = 5000


class RunsWatch(QObject):
    """Watches the folders of runs and models, and the runs that are being written.

    Signals:
        changed: the cards may not be right any more; no argument.
    """

    changed = Signal()

    def __init__(self, training: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_watching = False
        self._folders = QFileSystemWatcher(self)
        self._folders.directoryChanged.connect(self._look_soon)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.changed)
        self._again = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._again.timeout.connect(self.changed)
        training.state_changed.connect(self._look_soon)
        training.events_ready.connect(self._look_at_events)

    def begin(self) -> None:
        """Watch from now on."""
        self._is_watching = True
        self._watch([paths.home(), paths.runs(), paths.shipped_models()])

    def end(self) -> None:
        """Watch no more."""
        self._is_watching = False
        self._soon.stop()
        self._again.stop()
        if watched := self._folders.directories():
            self._folders.removePaths(watched)

    def follow(self, cards: Sequence[RunCard]) -> None:
        """Watch what these cards lack yet: new pictures, and the end of runs that are written now."""
        if not self._is_watching:
            return
        self._watch([paths.runs(), *(RunFolder(card.path).samples for card in cards if card.is_busy)])
        if any(card.is_busy for card in cards):
            self._again.start()

    def _watch(self, folders: list) -> None:
        watched = set(self._folders.directories())
        new = [str(folder) for folder in folders if folder.is_dir() and str(folder) not in watched]
        if new:
            self._folders.addPaths(new)

    def _look_at_events(self, events: list[Event]) -> None:
        if any(isinstance(event, Saved) for event in events):
            self._look_soon()

    def _look_soon(self, _: object = None) -> None:
        if self._is_watching and not self._soon.isActive():
            self._soon.start()

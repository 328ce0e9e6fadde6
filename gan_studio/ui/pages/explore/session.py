"""Keeping what a person makes in Explore from one launch to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from gan_studio.core.events import Preparing
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.latent.session_file import Session, write_session
from gan_studio.session.failure import Failure, failure_of
from gan_studio.session.notices import Notices
from gan_studio.session.task import BackgroundTask
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.view import View

_PAUSE_MS = 1000
_LONGEST_WRITE_MS = 10_000


class SessionKeeper(QObject):
    """Writes the session of the open model a moment after it changed, off the window's thread.

    A model that was only looked at leaves no file. The exploration reads sessions itself, when it
    opens a model.

    Attributes:
        task: the writing; its signals tell when it has ended.
    """

    def __init__(self, exploration: Exploration, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._notices = notices
        self._is_arriving = True
        self._known: Session | None = None
        self._pending: tuple[Path, ModelFacts, Session] | None = None
        self._writing: tuple[Path, ModelFacts, Session] | None = None
        self._has_told = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._write_soon)
        self.task = BackgroundTask(self._write, self)
        self.task.finished.connect(self._finish)
        self.task.failed.connect(self._tell)
        exploration.model_changed.connect(self._take_model)
        exploration.view_changed.connect(self._follow)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.flush)

    @property
    def has_changes(self) -> bool:
        """Whether there is something that is not on disk yet."""
        return self._pending is not None or self.task.is_running

    def begin_afresh(self) -> None:
        """Go back to how the model is first shown; bookmarks, directions and tags stay."""
        view, facts = self._exploration.view, self._exploration.facts
        if facts is not None:
            fresh = View(directions=view.directions, tags=view.tags, bookmarks=view.bookmarks)
            self._exploration.commit(fresh.fitted(facts), "Begin afresh")

    def flush(self) -> None:
        """Write what is not on disk yet, now."""
        self._timer.stop()
        self.task.wait(_LONGEST_WRITE_MS)
        if self._pending is None:
            return
        self._begin_writing()
        try:
            write_session(*self._writing)
        except Exception as error:  # noqa: BLE001  the window must close whatever is wrong with the disk
            self._tell(failure_of(error))
        else:
            self._has_told = False

    def _take_model(self) -> None:
        self.flush()
        self._is_arriving = True

    def _follow(self, view: View) -> None:
        kept, facts = self._exploration.kept, self._exploration.facts
        if kept is None or facts is None:
            return
        session = view.session()
        if self._is_arriving:
            self._is_arriving, self._known = False, session
        elif session == self._known:
            self._pending = None
        else:
            self._pending = (kept.path, facts, session)
            if not self._timer.isActive():
                self._timer.start()

    def _begin_writing(self) -> None:
        self._writing, self._pending = self._pending, None
        self._known = self._writing[2]

    def _write_soon(self) -> None:
        if self.task.is_running:
            self._timer.start()
        elif self._pending is not None:
            self._begin_writing()
            self.task.start()

    def _write(self) -> Iterator[Preparing]:
        yield Preparing("Keeping what you made")
        write_session(*self._writing)

    def _finish(self) -> None:
        self._has_told = False

    def _tell(self, failure: Failure) -> None:
        """Say once that nothing can be kept; every further change would only repeat it.

        It is tried again with the next change, and when the model or the window is closed.
        """
        self._known, self._pending = None, self._pending or self._writing
        if not self._has_told:
            self._has_told = True
            self._notices.error(failure.message, failure.advice, failure.trace)

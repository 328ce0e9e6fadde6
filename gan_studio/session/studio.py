"""What every page is given: the services of one window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gan_studio.core.events import Event, Finished, Warned
from gan_studio.session.error_catcher import keep_trace
from gan_studio.session.failure import Failure
from gan_studio.session.notices import Notices
from gan_studio.session.parts import PartsLoader
from gan_studio.session.preferences import Preferences
from gan_studio.session.training_session import TrainingSession
from gan_studio.session.visits import OpenModel as OpenModel
from gan_studio.session.visits import OpenRecipe as OpenRecipe
from gan_studio.session.visits import ResumeRun as ResumeRun
from gan_studio.session.visits import UseConfig as UseConfig
from gan_studio.session.visits import UseSource as UseSource
from gan_studio.session.visits import Visit as Visit


class Studio(QObject):
    """The training, the notices, the preferences and the parts of one window.

    It posts the notices that concern a run wherever the person is: a failure, a warning, the end.
    Pages need not post these again.

    Signals:
        visit_requested: a Visit; the main window shows the place and hands the page its payload.
    """

    visit_requested = Signal(object)

    def __init__(self, parent: QObject | None = None, *, training: TrainingSession | None = None) -> None:
        """Make the services.

        Args:
            training: another session, such as one with a scripted run for a test.
        """
        super().__init__(parent)
        self.notices = Notices(self)
        self.preferences = Preferences(self)
        self.parts = PartsLoader(self)
        self.training = training or TrainingSession(self)
        self.training.events_ready.connect(self._tell_news)
        self.training.failed.connect(self.tell_failure)
        self.parts.failed.connect(self.tell_failure)

    def visit(self, visit: Visit) -> None:
        """Ask the window to show a place."""
        self.visit_requested.emit(visit)

    def tell_failure(self, failure: Failure) -> None:
        """Post a Failure as an error, and keep its trace."""
        keep_trace(failure)
        self.notices.error(failure.message, failure.advice, failure.trace)

    def _tell_news(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Warned):
                self.notices.warn(event.message)
            elif isinstance(event, Finished) and event.reason == "done":
                self.notices.info(event.message)
            elif isinstance(event, Finished):
                self.notices.warn(event.message)

"""What the three views of Inspect have in common: they follow the picture, in a thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gan_studio.core.events import Preparing
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.failure import Failure
from gan_studio.session.newest_task import NewestTask, Work
from gan_studio.session.render_messages import Rendered
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.check_box import CheckBox

_REST_MS = 250
_OLDER = "The run is still learning: this is what its newest checkpoint makes of the latent, not the picture."


class InspectView(QWidget):
    """Finds something out about the picture that is shown, once it rests, while the view can be seen.

    A subclass says what is to be done (`work`), what it depends on (`wanted`), and shows what was
    found (`show_found`, `show_progress`, `forget`).

    Attributes:
        follow: whether every picture is looked at, or only when asked.
    """

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exploration = exploration
        self.studio = studio
        self.follow = CheckBox("Follow")
        self.again = QPushButton("Update")
        self.cancel = theme.as_quiet(QPushButton("Cancel"))
        self.progress = QProgressBar(textVisible=False, accessibleName="Progress")
        self.note = theme.as_note(QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText))
        self._asked: tuple[object, ...] | None = None
        self._is_due = False
        self._task = NewestTask(self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self.column = QVBoxLayout(self)
        self._lay_out_head()
        self._connect_head()

    def wanted(self, picture: Rendered) -> tuple[object, ...]:
        """What the answer depends on; nothing is done where it is as it was."""
        raise TypeError(f"{type(self).__name__} does not say what it wants.")

    def work(self, facts: ModelFacts, picture: Rendered) -> Work:
        """What is to be done in the thread."""
        raise TypeError(f"{type(self).__name__} does not say what it does.")

    def show_found(self, found: object) -> None:
        """Show what was found out."""

    def show_progress(self, event: object) -> None:
        """Show how far it is."""
        if isinstance(event, Preparing):
            self.progress.setRange(0, 0 if event.share is None else 1000)
            self.progress.setValue(round(1000 * (event.share or 0)))
            self._say(event.what)

    def forget(self) -> None:
        """Show nothing, for another model is open."""

    def may_follow(self) -> bool:
        """Whether it may begin without being asked."""
        return self.follow.isChecked()

    def end(self) -> None:
        """End the work."""
        self._rest.stop()
        self._task.end()

    def ask(self) -> None:
        """Look at the picture that is shown, unless that was done; if it is still being drawn, then."""
        facts, picture = self.exploration.facts, self.exploration.picture
        is_there = picture is not None and picture.is_exact and picture.facts is facts
        self._is_due = not is_there or picture.requests != (self.exploration.view.request,)
        if self._is_due:
            return
        wanted = (facts.checksum, *self.wanted(picture))
        if wanted != self._asked:
            self._asked = wanted
            self._set_running(True)
            self._task.start(self.work(facts, picture))

    def ask_again(self) -> None:
        """Look at the picture that is shown, once more."""
        self._asked = None
        self.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the picture."""
        super().showEvent(event)
        self._hear()

    def _lay_out_head(self) -> None:
        self.column.setContentsMargins(0, theme.spacing(), 0, 0)
        self.column.setSpacing(theme.spacing())
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.spacing())
        for widget in (self.follow, self.again):
            self._head.addWidget(widget)
        self._head.addStretch()
        self._head.addWidget(self.cancel)
        self.column.addLayout(self._head)
        self.column.addWidget(self.progress)
        self.column.addWidget(self.note)
        self.progress.setFixedHeight(theme.spacing(0.5))
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # else all below would jump at every picture
        self.progress.setSizePolicy(policy)
        self.note.hide()
        self.follow.setChecked(True)
        self.follow.setToolTip("Look at every picture that is shown for a moment; if not, only when asked.")
        self.follow.setAccessibleName("Follow the picture")
        self.again.setToolTip("Look at the picture that is shown now.")
        self.again.setAccessibleName("Look at the picture now")
        self.cancel.setToolTip("End early; what was found before stays.")
        self.cancel.setAccessibleName("Cancel")
        self._set_running(False)

    def _connect_head(self) -> None:
        self.follow.toggled.connect(self._hear)
        self.again.clicked.connect(self.ask_again)
        self.cancel.clicked.connect(self._task.cancel)
        self._rest.timeout.connect(self._ask_at_rest)
        self._task.progressed.connect(self.show_progress)
        self._task.finished.connect(self._take)
        self._task.failed.connect(self._tell_failure)
        self._task.cancelled.connect(self._tell_cancelled)
        self.exploration.pictured.connect(self._hear)
        self.exploration.model_changed.connect(self._begin_anew)

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def _hear(self) -> None:
        if self.isVisible() and (self._is_due or self.may_follow()):
            self._rest.start()

    def _ask_at_rest(self) -> None:
        if self.isVisible() and (self._is_due or self.may_follow()):
            self.ask()

    def _begin_anew(self) -> None:
        self._task.cancel()
        self._asked = None
        self._say("")
        self.forget()

    def _set_running(self, is_running: bool) -> None:
        self.progress.setRange(0, 0)
        self.progress.setVisible(is_running)
        self.cancel.setVisible(is_running)

    def _take(self, found: object) -> None:
        self._set_running(False)
        if self._asked is not None:  # else it is about the model before
            facts = self.exploration.facts
            self._say("" if facts is None or facts.checksum else _OLDER)
            self.show_found(found)

    def _tell_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self._say(failure.message)
        if failure.trace:
            self.studio.tell_failure(failure)

    def _tell_cancelled(self) -> None:
        self._set_running(False)
        if self._asked is not None:
            self._say("Cancelled.")

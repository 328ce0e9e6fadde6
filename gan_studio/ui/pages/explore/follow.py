"""Following a training: the picture shown is drawn by what the run has learned by now."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gan_studio.core.events import Event, GeneratorCopied
from gan_studio.core.latent.pace import Quality
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.core.run_folder import RunFolder
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.session.training_session import TrainingSession
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.check_box import CheckBox

_REST_MS = 2000
_REST_PER_WORK = 20
"""Copying and drawing take at most a twentieth of the training's time."""


class FollowBox(CheckBox):
    """While it is checked, Explore shows copies of the averaged generator of the running training.

    A copy is asked for once the last one is drawn and a rest is over, and only while this is seen. When
    the training ends, its newest checkpoint is opened.
    """

    def __init__(
        self, training: TrainingSession, exploration: Exploration, parent: QWidget | None = None
    ) -> None:
        super().__init__("Follow training", parent)
        self.setObjectName("explore.follow")
        self.setAccessibleName("Follow training")
        self.setToolTip(
            "Show what the running training has learned by now: the same latent again and again, every few "
            "seconds. It takes the training a few hundredths of its time."
        )
        self._training = training
        self._exploration = exploration
        self._is_arriving = False
        self._awaited: GeneratorCopied | None = None
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._ask)
        self.toggled.connect(self._begin_or_end)
        training.state_changed.connect(self._follow_state)
        training.events_ready.connect(self._take_copy)
        exploration.pictured.connect(self._rest_after)
        exploration.refused.connect(self._go_on_after_refusal)
        exploration.opening.connect(self._follow_opening)
        exploration.passing.connect(self._leave_to_checkpoint)
        if not training.is_busy:  # shown without a parent, it would be a window
            self.hide()

    def _begin_or_end(self, is_following: bool) -> None:
        self._awaited = None
        self._rest.stop()
        if is_following:
            self._ask()

    def _ask(self) -> None:
        if not self.isChecked():
            return
        if self.isVisible():
            self._training.copy_generator()
        else:
            self._rest.start(_REST_MS)

    def _take_copy(self, events: list[Event]) -> None:
        copies = [event for event in events if isinstance(event, GeneratorCopied)]
        if not copies or not self.isChecked():
            return
        self._awaited = copies[-1]
        self._is_arriving = True
        self._exploration.follow(self._awaited.model, RunFolder(self._training.run_folder).now_path)
        self._is_arriving = False

    def _rest_after(self, answer: Rendered) -> None:
        copied = self._awaited
        if copied is None or not _are_of(answer.facts, copied) or answer.quality is Quality.COARSE:
            return
        self._awaited = None
        work_ms = 1000 * copied.seconds + answer.milliseconds
        self._rest.start(round(max(_REST_MS, _REST_PER_WORK * work_ms)))

    def _go_on_after_refusal(self, frame: Frame) -> None:
        if self._awaited is not None and frame is Frame.PICTURE:
            self._awaited = None
            self._rest.start(_REST_MS)

    def _follow_opening(self, is_opening: bool) -> None:
        """Leave the training for another model, and where what was copied could not be opened."""
        copied, facts = self._awaited, self._exploration.facts
        is_leaving = is_opening and not self._is_arriving
        if is_leaving or (not is_opening and copied is not None and not _are_of(facts, copied)):
            self.setChecked(False)

    def _leave_to_checkpoint(self) -> None:
        self.setChecked(False)

    def _follow_state(self, state: str) -> None:
        self.setVisible(state != "idle")
        if state != "idle" or not self.isChecked():
            return
        is_on_its_way = self._awaited is not None
        self.setChecked(False)
        facts, run = self._exploration.facts, RunFolder(self._training.run_folder)
        newest = run.newest_checkpoint()
        is_shown = facts is not None and facts.path == run.now_path
        if newest is not None and (is_shown or is_on_its_way):
            self._exploration.open_model(newest, is_carrying=True)


def _are_of(facts: ModelFacts | None, copied: GeneratorCopied) -> bool:
    """Whether these are what is known of a copy."""
    return facts is not None and not facts.has_file and facts.step == copied.step

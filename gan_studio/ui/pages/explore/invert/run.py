"""An inversion done in a thread with a copy of the model, and what becomes of its latent."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gan_studio.core.events import Preparing
from gan_studio.core.latent.inversion.options import InversionStep
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.session.failure import Failure
from gan_studio.session.invert_order import InvertOrder
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui.pages.explore.state import Exploration

_STEP = "Invert a picture"
_ABANDONED = "Stopped, as another picture or model was chosen."


class InvertRun(QObject):
    """Inverts, and shows what was found at the end, unless the person went on to something else.

    Attributes:
        is_live: whether the big picture follows on the way.
        found: the nearest picture so far of the newest inversion, or None.

    Signals:
        preparing: the Preparing of what goes on before the first step.
        stepped: an InversionStep, about thirty times a second.
        ended: how it ended, in words.
    """

    preparing = Signal(object)
    stepped = Signal(object)
    ended = Signal(object)

    def __init__(self, exploration: Exploration, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_live = False
        self.found: InversionStep | None = None
        self._exploration = exploration
        self._studio = studio
        self._order: InvertOrder | None = None
        self._shown: PictureRequest | None = None
        self._is_abandoned = False
        self._task = BackgroundTask(self._work, self)
        self._task.progressed.connect(self._take_news)
        self._task.finished.connect(self._take_result)
        self._task.cancelled.connect(self._take_stop)
        self._task.failed.connect(self._take_failure)
        exploration.model_changed.connect(self._take_model)

    @property
    def is_running(self) -> bool:
        """Whether an inversion is under way."""
        return self._task.is_running

    def begin(self, order: InvertOrder) -> None:
        """Invert; ValueError where one is under way."""
        self._order, self.found, self._is_abandoned = order, None, False
        self._shown = self._exploration.view.request
        self._task.start()

    def stop(self) -> None:
        """End, and keep the nearest picture so far."""
        self._task.cancel()

    def abandon(self) -> None:
        """End, and keep nothing."""
        self._is_abandoned = True
        self.found = None
        self._task.cancel()

    def end(self) -> None:
        """End, and wait for the thread."""
        self._task.end()

    def use(self) -> None:
        """Make the latent that was found the one that is shown, so that it can be edited and undone."""
        if self.found is None:
            return
        if self._is_its_model():
            self._exploration.commit_request(self.found.request, _STEP)
        else:
            self.ended.emit("This latent is of a checkpoint that is no longer open; go back to it first.")

    def _work(self) -> Generator[Preparing | InversionStep, None, InversionStep]:
        return self._order.work()

    def _take_news(self, news: Preparing | InversionStep) -> None:
        if self._is_abandoned:
            return
        if isinstance(news, Preparing):
            self.preparing.emit(news)
            return
        self.found = news
        self.stepped.emit(news)
        if self.is_live and self._is_watched():
            self._exploration.show(replace(self._exploration.view, request=news.request))
            self._shown = self._exploration.view.request

    def _take_result(self, result: InversionStep) -> None:
        if self._is_abandoned:
            self.ended.emit(_ABANDONED)
            return
        self.found = result
        self.stepped.emit(result)
        self._finish("Done")

    def _take_stop(self) -> None:
        if self.found is None:
            self.ended.emit(_ABANDONED if self._is_abandoned else "Stopped before the first step.")
        else:
            self._finish("Stopped")

    def _finish(self, how: str) -> None:
        if self._is_watched():
            self.use()
            self.ended.emit(f"{how}; this latent is shown now.")
        else:
            self.ended.emit(f"{how}; the picture was changed meanwhile and stays as it is.")

    def _take_failure(self, failure: Failure) -> None:
        self.ended.emit("It failed; the message above says why.")
        self._studio.tell_failure(failure)

    def _take_model(self, _: ModelFacts) -> None:
        if not self._is_its_model():
            self.abandon()

    def _is_its_model(self) -> bool:
        facts = self._exploration.facts
        return facts is not None and self._order is not None and facts.path == self._order.facts.path

    def _is_watched(self) -> bool:
        """Whether the picture is still the one from before, or the newest of this inversion."""
        return self._is_its_model() and self._exploration.view.request == self._shown

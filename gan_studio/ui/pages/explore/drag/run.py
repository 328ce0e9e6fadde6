"""A drag of the picture that is shown, done in a thread with a copy of the model."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gan_studio.core.events import Preparing
from gan_studio.core.latent.dragging.messages import (
    DragResult,
    DragStep,
    check_drag,
    dragged_request,
)
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.drag_order import DragOrder
from gan_studio.session.failure import Failure
from gan_studio.session.studio import Studio
from gan_studio.session.task import BackgroundTask
from gan_studio.ui.pages.explore.state import Exploration


class DragRun(QObject):
    """Drags, and commits what came of it as one step of the history.

    A picture that is changed by hand meanwhile ends the drag, and nothing of it is kept.

    Attributes:
        order: the newest drag, or None before the first.

    Signals:
        stepped: a DragStep of the drag under way, about thirty times a second.
        ended: what came of it, in words.
    """

    stepped = Signal(object)
    ended = Signal(object)

    def __init__(self, exploration: Exploration, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order: DragOrder | None = None
        self._exploration = exploration
        self._studio = studio
        self._last: DragStep | None = None
        self._is_abandoned = False
        self._task = BackgroundTask(self._work, self)
        self._task.progressed.connect(self._take_step)
        self._task.finished.connect(self._take_result)
        self._task.cancelled.connect(self._take_stop)
        self._task.failed.connect(self._take_failure)
        exploration.view_changed.connect(self._follow)
        exploration.model_changed.connect(self._abandon)

    @property
    def is_running(self) -> bool:
        """Whether a drag is under way."""
        return self._task.is_running

    def begin(self, facts: ModelFacts) -> None:
        """Drag what the view has set.

        Raises:
            InputError: if that cannot be dragged.
        """
        view = self._exploration.view
        order = DragOrder(facts.path, view.request, replace(view.drag, pending=None))
        check_drag(order.pairs, order.mask(), facts.sample_shape[1:])
        self.order, self._last, self._is_abandoned = order, None, False
        self._task.start()

    def stop(self) -> None:
        """End and keep how far it has come."""
        self._task.cancel()

    def end(self) -> None:
        """End, and wait for the thread."""
        self._is_abandoned = True
        self._task.end()

    def _work(self) -> Generator[Preparing | DragStep, None, DragResult]:
        return self.order.work()

    def _take_step(self, news: Preparing | DragStep) -> None:
        if isinstance(news, DragStep) and not self._is_abandoned:
            self._last = news
            self.stepped.emit(news)

    def _take_result(self, result: DragResult) -> None:
        self._keep(result.best)
        self.ended.emit(result.reason)

    def _take_stop(self) -> None:
        words = "Stopped before the first step."
        if self._is_abandoned:
            words = "Stopped, as the picture was changed."
        elif self._last is not None:
            self._keep(self._last)
            words = f"Stopped with {self._last.remaining:.1f} px left."
        self.ended.emit(words)

    def _take_failure(self, failure: Failure) -> None:
        self.ended.emit("Dragging failed; the picture is as it was.")
        self._studio.tell_failure(failure)

    def _keep(self, step: DragStep) -> None:
        if step.step == 0 or self._is_abandoned or not self._is_shown():
            return
        plan = self.order.plan.with_handles(step.handles)
        request = dragged_request(self.order.request, step.latent)
        view = replace(self._exploration.view, request=request, drag=plan)
        self._exploration.commit(view, "Drag points")

    def _is_shown(self) -> bool:
        """Whether the picture is still the one that is dragged."""
        view, facts = self._exploration.view, self._exploration.facts
        return view.request == self.order.request and facts is not None and facts.path == self.order.model

    def _follow(self) -> None:
        if self.is_running and not self._is_shown():
            self._abandon()

    def _abandon(self) -> None:
        if self.is_running:
            self._is_abandoned = True
            self._task.cancel()

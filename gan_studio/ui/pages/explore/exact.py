"""Exact pictures to save and to copy, whatever is shown by the time they are drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from gan_studio.core.latent.requests import PictureRequest
from gan_studio.session.notices import Notices
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui.pages.explore.state import Exploration

Act = Callable[[Rendered], None]


class ExactPictures(QObject):
    """Does something with the exact picture of a request: at once where it is shown, else once drawn."""

    def __init__(self, exploration: Exploration, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._notices = notices
        self._awaited: list[tuple[PictureRequest, Act]] = []
        exploration.pictured.connect(self._take)
        exploration.rendered.connect(self._take)
        exploration.refused.connect(self._give_up)
        exploration.model_changed.connect(self._forget)

    def ask(self, request: PictureRequest, act: Act) -> None:
        """Act on the open model's picture of a request.

        Nothing is done where it cannot be drawn, or another model is opened before; that is told.
        """
        picture, facts = self._exploration.picture, self._exploration.facts
        is_of_model = picture is not None and picture.facts is facts
        if is_of_model and picture.requests == (request,) and picture.is_exact:
            act(picture)
        elif facts is not None:
            self._awaited.append((request, act))
            if len(self._awaited) == 1:
                self._draw_next()

    def _draw_next(self) -> None:
        if self._awaited:
            self._exploration.draw(Frame.ASKED, [self._awaited[0][0]])

    def _take(self, answer: Rendered) -> None:
        is_one = answer.frame in (Frame.PICTURE, Frame.ASKED) and answer.is_exact
        due = [act for request, act in self._awaited if is_one and answer.requests == (request,)]
        if not due:
            return
        in_work = self._awaited[0]
        self._awaited = [each for each in self._awaited if answer.requests != (each[0],)]
        if in_work not in self._awaited:
            self._draw_next()
        for act in due:
            act(answer)

    def _give_up(self, frame: Frame) -> None:
        if frame is Frame.ASKED:
            del self._awaited[:1]
            self._draw_next()

    def _forget(self) -> None:
        if self._awaited:
            self._awaited.clear()
            self._notices.warn(
                "Another model was opened before the picture was drawn, so it was neither saved nor copied; "
                "go back with Undo and try again."
            )

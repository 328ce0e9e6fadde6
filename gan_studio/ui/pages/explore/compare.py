"""Comparing the picture with other settings, or with what another model draws of the same latent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gan_studio.core.latent.fitting import fitted_request
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.session.failure import Failure
from gan_studio.session.notices import Notices
from gan_studio.session.render_messages import Frame, Opened, Rendered
from gan_studio.session.render_session import RenderSession
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import request_text


class Comparison(QObject):
    """What is beside the picture: settings that were kept as A, or another model as B.

    The picture itself is always the exploration's: it is B beside kept settings, A beside a model.

    Attributes:
        is_open: whether there is anything beside the picture.
        kept: the settings kept as A, or None beside a model.
        other: the model B, or None beside settings, or while it is being opened.
        is_same_latent: whether kept settings are drawn with the picture's latent, not their own.

    Signals:
        changed: something of the above; no argument.
        pictured: the Rendered of what is beside the picture.
    """

    changed = Signal()
    pictured = Signal(object)

    def __init__(self, exploration: Exploration, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_open = False
        self.kept: PictureRequest | None = None
        self.other: ModelFacts | None = None
        self.is_same_latent = True
        self._exploration = exploration
        self._notices = notices
        self._session: RenderSession | None = None
        self._last_failure = ""
        exploration.view_changed.connect(self._draw)
        exploration.passed.connect(self._tell)
        exploration.rendered.connect(self._take_settings_picture)
        exploration.comparison_asked.connect(self._keep_asked)

    def keep(self, request: PictureRequest, *, is_same_latent: bool = True) -> None:
        """Put settings beside the picture, as A."""
        self._leave_model()
        self.kept, self.is_same_latent, self.is_open = request, is_same_latent, True
        self._tell()

    def keep_current(self) -> None:
        """Keep the picture that is shown as A; what is changed from now on is B."""
        self.keep(self._exploration.view.request, is_same_latent=self.is_same_latent)

    def set_same_latent(self, is_same_latent: bool) -> None:
        """Draw the kept settings with the picture's latent, or with their own."""
        self.is_same_latent = is_same_latent
        self._tell()

    def open_model(self, path: Path) -> None:
        """Put what another model draws of the same latent beside the picture, as B."""
        if self._session is None:
            self._session = RenderSession(self)
            self._session.opened.connect(self._take_model)
            self._session.open_failed.connect(self._tell_open_failure)
            self._session.draw_failed.connect(self._tell_draw_failure)
            self._session.picture_ready.connect(self._take_model_picture)
        self.kept, self.other, self.is_open = None, None, True
        self._session.open(path)
        self.changed.emit()

    def swap(self) -> None:
        """Let A be B and B be A."""
        facts, request = self._exploration.facts, self.request()
        if facts is None or request is None:
            return
        if self.kept is not None:
            self.kept = self._exploration.view.request
            self._exploration.commit_request(request, "Swap A and B")
            self._tell()
        elif not facts.has_file:
            self._notices.warn(
                "A model that is still training cannot be B: no checkpoint holds it as it is now."
            )
        elif self.other is not None:
            other = self.other.path
            self.open_model(facts.path)
            self._exploration.open_model(other, is_carrying=True)

    def close(self) -> None:
        """Show the picture alone again."""
        self._leave_model()
        self.kept, self.is_open = None, False
        self.changed.emit()

    def request(self) -> PictureRequest | None:
        """What is drawn beside the picture, or None while nothing is."""
        now, facts = self._exploration.view.request, self._exploration.facts
        if self.other is not None:
            return fitted_request(now, self.other)
        if self.kept is None or facts is None:
            return None
        is_moved = self.is_same_latent and self.kept.blend is None and now.blend is None
        return fitted_request(replace(self.kept, latent=now.latent) if is_moved else self.kept, facts)

    def captions(self) -> tuple[str, str]:
        """What the picture is and what is beside it."""
        now, facts, request = self._exploration.view.request, self._exploration.facts, self.request()
        if self.kept is not None:
            return f"B · {request_text(now, facts)}", f"A · {request_text(request or self.kept, facts)}"
        other = _model_text(self.other) if self.other else "opening the model…"
        return f"A · {_model_text(facts) if facts else ''}", f"B · {other}"

    def _keep_asked(self, request: PictureRequest) -> None:
        self.keep(request, is_same_latent=False)

    def _tell(self) -> None:
        self.changed.emit()
        self._draw()

    def _draw(self) -> None:
        request = self.request() if self.is_open else None
        if request is None:
            return
        if self.other is not None:
            self._session.draw(Frame.PICTURE, [request])
        else:
            self._exploration.draw(Frame.COMPARED, [request])

    def _take_model(self, opened: Opened) -> None:
        if self._session is not None and self.sender() is self._session:  # else it was let go of meanwhile
            self.other = opened.facts
            self._tell()

    def _take_settings_picture(self, answer: Rendered) -> None:
        if answer.frame == Frame.COMPARED and self.kept is not None:
            self.pictured.emit(answer)

    def _take_model_picture(self, answer: Rendered) -> None:
        self._last_failure = ""
        self.pictured.emit(answer)

    def _tell_open_failure(self, failure: Failure) -> None:
        self._notices.error(failure.message, failure.advice, failure.trace)
        self.close()

    def _tell_draw_failure(self, failure: Failure) -> None:
        if failure.message != self._last_failure:  # a moving slider would tell it again and again
            self._last_failure = failure.message
            self._notices.error(failure.message, failure.advice, failure.trace)

    def _leave_model(self) -> None:
        """Let go of the other model's weights; its thread ends after what it is doing."""
        self.other = None
        if self._session is not None:
            self._session.picture_ready.disconnect(self._take_model_picture)
            self._session.deleteLater()
            self._session = None


def _model_text(facts: ModelFacts) -> str:
    return f"{facts.name}, {facts.images_seen:,} images"

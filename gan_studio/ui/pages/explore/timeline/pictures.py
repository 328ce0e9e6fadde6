"""The small pictures of a timeline's keyframes: drawn once, kept while their keyframe is there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap

from gan_studio.core.latent.requests import PictureRequest
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.widgets.image_grid_layout import picture_of
from gan_studio.ui.widgets.timeline_track import TimelineTrack

_PAUSE_MS = 40


class KeyframePictures(QObject):
    """Asks for the pictures that a track lacks, while it can be seen."""

    def __init__(self, exploration: Exploration, track: TimelineTrack) -> None:
        super().__init__(track)
        self._exploration, self._track = exploration, track
        self._drawn: dict[PictureRequest, QPixmap] = {}
        self._wished: tuple[PictureRequest, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._draw)
        exploration.model_changed.connect(self._forget)
        exploration.rendered.connect(self._take)
        exploration.refused.connect(self._take_refusal)

    def follow(self) -> None:
        """Show what is known of the view's keyframes, and soon the rest."""
        self._track.set_pictures([self._drawn.get(request) for request in self._requests()])
        self._timer.start()

    def _requests(self) -> list[PictureRequest]:
        return [keyframe.request for keyframe in self._exploration.view.timeline.keyframes]

    def _draw(self) -> None:
        missing = tuple(request for request in dict.fromkeys(self._requests()) if request not in self._drawn)
        if self._track.isVisible() and missing and missing != self._wished:
            self._wished = missing
            self._exploration.draw(Frame.TIMELINE, missing)

    def _take(self, answer: Rendered) -> None:
        if answer.frame != Frame.TIMELINE:
            return
        wanted = set(self._requests())
        self._drawn = {request: self._drawn[request] for request in wanted & self._drawn.keys()}
        for place, request in enumerate(answer.requests[: len(answer.images)]):
            self._drawn[request] = QPixmap.fromImage(picture_of(answer.images, place))
        if answer.is_complete:
            self._wished = ()
        self.follow()

    def _take_refusal(self, frame: Frame) -> None:
        """Ask again when the track is next followed; at once could be refused without end."""
        if frame is Frame.TIMELINE:
            self._wished = ()

    def _forget(self) -> None:
        self._drawn, self._wished = {}, ()
        self.follow()

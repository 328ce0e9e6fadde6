"""What a person does to the view's timeline, each one step of undo."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gan_studio.core.errors import InputError
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.timeline import LEAST_GAP, Keyframe, Timeline
from gan_studio.session.notices import Notices
from gan_studio.ui.pages.explore.state import Exploration

_APART = 2.0


class TimelineEdits(QObject):
    """Changes the view's timeline.

    Signals:
        chosen: the place of the keyframe that a change leaves in hand, or None.
    """

    chosen = Signal(object)

    def __init__(self, exploration: Exploration, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration, self._notices = exploration, notices

    @property
    def timeline(self) -> Timeline:
        """The view's."""
        return self._exploration.view.timeline

    def add(self, request: PictureRequest, here: float | None) -> None:
        """Keep a picture at the playhead, or after the last keyframe where it is on one or beyond.

        Args:
            here: the playhead's moment, or None.
        """
        timeline = self.timeline
        if not timeline.keyframes:
            moment = 0.0
        elif here is None or timeline.place_at(here) is not None or here >= timeline.duration:
            moment = timeline.keyframes[-1].seconds + _APART
        else:
            moment = here
        easing = timeline.keyframes[-1].easing if timeline.keyframes else "ease"
        try:
            longer = timeline.with_keyframe(Keyframe(moment, request, easing))
        except InputError as error:
            self._notices.error(str(error))
            return
        self._commit(longer, "Add a keyframe", request)
        self.chosen.emit(_nearest(longer, moment))

    def replace(self, place: int, request: PictureRequest) -> None:
        """Put a picture in place of a keyframe's."""
        self._commit(self.timeline.replaced(place, request), "Replace a keyframe", request)
        self.chosen.emit(place)

    def move(self, place: int, seconds: float, control: str = "") -> None:
        """Put a keyframe at another moment."""
        before = self.timeline
        after = before.moved(place, seconds)
        if after != before:
            self._commit(after, "Move a keyframe", control=control)
            self.chosen.emit(_nearest(after, before.free_moment(seconds, but=place)))

    def remove(self, place: int) -> None:
        """Have one keyframe less."""
        self._commit(self.timeline.without(place), "Remove a keyframe")
        left = len(self.timeline.keyframes)
        self.chosen.emit(min(place, left - 1) if left else None)

    def ease(self, place: int, easing: str) -> None:
        """Lead from a keyframe to the next in another way."""
        self._commit(self.timeline.with_easing(place, easing), "Change the easing")

    def choose_method(self, method: str) -> None:
        """Turn around the origin, or go straight."""
        self._commit(replace(self.timeline, method=method), "Change the way between keyframes")

    def choose_loop(self, loops: bool) -> None:
        """Lead back to the first keyframe, or not."""
        self._commit(replace(self.timeline, loops=loops), "Loop the timeline")

    def choose_duration(self, seconds: float) -> None:
        """Take so long in all."""
        self._commit(self.timeline.stretched(seconds), "Change the length", control="timeline length")

    def close_at(self, seconds: float) -> None:
        """Begin the loop again at a moment."""
        closing = max(LEAST_GAP, seconds - self.timeline.keyframes[-1].seconds)
        self._commit(replace(self.timeline, closing=round(closing, 3)), "Change the way back")

    def append(self, other: Timeline) -> None:
        """Add another timeline's keyframes after the last; to an empty one, also its way between them."""
        timeline = self.timeline
        if not timeline.keyframes:
            timeline = replace(timeline, method=other.method)
        start = timeline.keyframes[-1].seconds + _APART if timeline.keyframes else 0.0
        try:
            for keyframe in other.keyframes:
                timeline = timeline.with_keyframe(replace(keyframe, seconds=start + keyframe.seconds))
        except InputError as error:
            self._notices.error(str(error))
        self._commit(timeline, "Keep the random walk")

    def _commit(
        self, timeline: Timeline, what: str, request: PictureRequest | None = None, control: str = ""
    ) -> None:
        """Remember another timeline, and with it the picture where that changes too."""
        view = self._exploration.view
        changed = replace(view, timeline=timeline, request=request or view.request)
        self._exploration.commit(changed, what, control)


def _nearest(timeline: Timeline, moment: float) -> int:
    """The place of the keyframe that is nearest to a moment."""
    ways = [abs(keyframe.seconds - moment) for keyframe in timeline.keyframes]
    return ways.index(min(ways))

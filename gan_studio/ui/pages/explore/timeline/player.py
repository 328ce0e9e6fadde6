"""Playing a timeline, or wandering at random: the picture of every moment as it comes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.random_walk import RandomWalk
from gan_studio.core.latent.requests import CURVE, PictureRequest
from gan_studio.core.latent.timeline import Timeline
from gan_studio.ui.pages.explore.player import Player
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.view import View

_LONGEST_WAIT_MS = 500
_WHAT = "Move along the timeline"


class TimelinePlayer(QObject):
    """Shows moments of the view's timeline; where drawing takes longer than a moment, moments are left out.

    It pauses when something else changes the picture.

    Signals:
        moved: the moment in seconds; None while a random walk leads elsewhere.
        playing_changed: whether it plays now.
    """

    moved = Signal(object)
    playing_changed = Signal(object)

    def __init__(self, exploration: Exploration, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._clock = Player(self)
        self._clock.speed = 1.0
        self._random = np.random.default_rng()
        self._walk: RandomWalk | None = None
        self._walked = 0.0
        self._is_showing = self._is_interrupted = False
        self._asked: PictureRequest | None = None
        self._since = QElapsedTimer()
        self._clock.moved.connect(self._take_moment)
        self._clock.playing_changed.connect(self._take_change)
        exploration.view_changed.connect(self._watch)

    @property
    def is_playing(self) -> bool:
        """Whether the picture moves by itself."""
        return self._clock.is_playing

    @property
    def is_wandering(self) -> bool:
        """Whether a random walk is under way, or was the last thing played."""
        return self._walk is not None

    def play(self, seconds: float) -> None:
        """Play the timeline from a moment on; from the beginning if that is the end."""
        timeline = self._timeline
        if timeline.duration > 0:
            self.pause()
            self._walk = None
            self._clock.play(seconds, timeline.duration, timeline.loops)

    def wander(self, request: PictureRequest) -> None:
        """Go from a picture past random seeds, without end."""
        self.pause()
        seed = int(self._random.integers(MAX_SEED + 1))
        method = "lerp" if self._timeline.method == "lerp" else CURVE
        self._walk, self._walked = RandomWalk(request, seed, method=method), 0.0
        self._clock.play(0.0, math.inf, True)

    def pause(self) -> None:
        """Stay where it is."""
        self._clock.pause()

    def passed(self) -> Timeline | None:
        """The part of the last random walk that was seen, as keyframes; None before one began."""
        return self._walk.timeline(self._walked) if self._walk is not None and self._walked > 0 else None

    def forget_walk(self) -> None:
        """Have passed nothing."""
        self.pause()
        self._walk = None

    def leave_model(self) -> None:
        """Stop for another model: how far the movement came belongs to the one before."""
        self._give_way()
        self._walk = None

    def scrub(self, seconds: float) -> None:
        """Show a moment, as while the playhead is dragged."""
        self.pause()
        if self._timeline.keyframes:
            self._show(self._timeline.request_at(seconds))
            self.moved.emit(seconds)

    def release(self, seconds: float) -> None:
        """Show a moment and remember the movement that led there."""
        self.scrub(seconds)
        self._commit()

    @property
    def _timeline(self) -> Timeline:
        return self._exploration.view.timeline

    def _take_moment(self, seconds: float) -> None:
        is_last = self._walk is None and seconds >= self._timeline.duration
        if self._walk is not None:
            self._walked = seconds
        self.moved.emit(None if self._walk is not None else seconds)
        if is_last or self._is_drawn():
            path = self._timeline if self._walk is None else self._walk
            self._show(path.request_at(seconds))

    def _is_drawn(self) -> bool:
        """Whether the picture asked for last is on screen, or has taken too long."""
        picture = self._exploration.picture
        if self._asked is None or not self._since.isValid() or self._since.elapsed() > _LONGEST_WAIT_MS:
            return True
        return picture is not None and picture.requests[0] == self._asked

    def _show(self, request: PictureRequest) -> None:
        self._is_showing, self._asked = True, request
        self._since.start()
        self._exploration.show(replace(self._exploration.view, request=request))
        self._is_showing = False

    def _take_change(self, is_playing: bool) -> None:
        self._asked = None
        self.playing_changed.emit(is_playing)
        if not is_playing and not self._is_interrupted:
            self._commit()

    def _commit(self) -> None:
        what = _WHAT if self._walk is None else "Random walk"
        self._exploration.commit(self._exploration.view, what, "timeline")

    def _watch(self, _: View) -> None:
        """Pause where something else changed the picture; it remembers that itself."""
        if self.is_playing and not self._is_showing:
            self._give_way()

    def _give_way(self) -> None:
        """Pause without remembering it."""
        self._is_interrupted = True
        self.pause()
        self._is_interrupted = False

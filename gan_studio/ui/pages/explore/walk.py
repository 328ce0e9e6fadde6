"""The interpolation panel of Explore: stops, the strip between them, and playing it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gan_studio.core.latent.requests import Latent, PictureRequest, Walk, strip
from gan_studio.session.render_messages import Frame, Rendered
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.frames import frames_that_fit, latent_text, padded
from gan_studio.ui.pages.explore.player import Player
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.walk_bar import StopsBar, TransportBar
from gan_studio.ui.widgets.image_grid_layout import picture_of
from gan_studio.ui.widgets.latent_grid import LatentGrid

_PAUSE_MS = 40


class WalkPanel(QWidget):
    """Composes the view's interpolation and moves the view along it.

    The position is remembered for undo when a movement ends, not while it plays.
    """

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explore.interpolate")
        self.setAccessibleName("Interpolation")
        self._exploration = exploration
        self._shown = Walk()
        self._wished: tuple[PictureRequest, ...] = ()
        self.stops = StopsBar()
        self.frames = LatentGrid("Add two seeds or more to see what lies between them.")
        self.transport = TransportBar()
        self.player = Player(self)
        self._is_moving = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while it could not be seen."""
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop playing to nobody."""
        self.player.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw as many frames as fit now."""
        self._timer.start()

    def toggle_playing(self) -> None:
        """Play, or pause."""
        if self.player.is_playing:
            self.player.pause()
        else:
            walk = self._exploration.view.walk
            self.player.play(self._position(), walk.length, walk.closed)

    def add_current(self) -> None:
        """Make the latent that is shown the last stop."""
        walk = self._exploration.view.walk
        anchors = (*walk.anchors, self._exploration.fixed_latent())
        self._commit_walk(replace(walk, anchors=anchors), "Add to the interpolation")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self.stops)
        column.addWidget(self.frames, 1)
        column.addWidget(self.transport)
        self.frames.setObjectName("explore.strip")
        self.frames.setAccessibleName("Pictures along the interpolation")
        self.frames.setToolTip("Click a picture to go there.")

    def _connect(self) -> None:
        self.stops.add_asked.connect(self.add_current)
        self.stops.anchors.reordered.connect(self._reorder)
        self.stops.anchors.remove_asked.connect(self._remove)
        self.stops.anchors.visited.connect(self._visit)
        self.stops.clear_asked.connect(self._clear)
        self.frames.clicked.connect(self._go_to_frame)
        self.transport.play_asked.connect(self.toggle_playing)
        self.transport.speed_chosen.connect(self._choose_speed)
        self.transport.method_chosen.connect(self._choose_method)
        self.transport.loop_chosen.connect(self._choose_loop)
        self.transport.scrubbed.connect(self._scrub)
        self.transport.released.connect(self._release)
        self.player.moved.connect(self._move)
        self.player.playing_changed.connect(self._follow_player)
        self._timer.timeout.connect(self._draw)
        self._exploration.model_changed.connect(self._forget)
        self._exploration.view_changed.connect(self._follow)
        self._exploration.rendered.connect(self._show)

    def _position(self) -> float:
        latent = self._exploration.view.latent
        return latent.position if latent.walk is not None else 0.0

    def _commit_walk(self, walk: Walk, what: str) -> None:
        self.player.pause()
        self._exploration.commit(self._exploration.view.with_walk(walk), what)

    def _reorder(self, order: tuple[int, ...]) -> None:
        walk = self._exploration.view.walk
        anchors = tuple(walk.anchors[place] for place in order)
        self._commit_walk(replace(walk, anchors=anchors), "Reorder the interpolation")

    def _remove(self, place: int) -> None:
        walk = self._exploration.view.walk
        anchors = (*walk.anchors[:place], *walk.anchors[place + 1 :])
        self._commit_walk(replace(walk, anchors=anchors), "Remove from the interpolation")

    def _clear(self) -> None:
        self._commit_walk(replace(self._exploration.view.walk, anchors=()), "Clear the interpolation")

    def _choose_method(self, method: str) -> None:
        self._commit_walk(replace(self._exploration.view.walk, method=method), "Change the interpolation")

    def _choose_loop(self, is_closed: bool) -> None:
        self._commit_walk(replace(self._exploration.view.walk, closed=is_closed), "Loop the interpolation")

    def _visit(self, place: int) -> None:
        view = self._exploration.view
        if view.walk.length:
            self._release(float(place))
        else:
            self._exploration.commit_latent(view.walk.anchors[place], latent_text(view.walk.anchors[place]))

    def _go_to_frame(self, index: int) -> None:
        count = len(self.frames.images())
        self._release(self._exploration.view.walk.length * index / max(1, count - 1))

    def _choose_speed(self, speed: float) -> None:
        self.player.speed = speed

    def _scrub(self, position: float) -> None:
        self.player.pause()
        self._move(position)

    def _move(self, position: float) -> None:
        self._is_moving = True
        self._exploration.show(self._exploration.view.at_position(position))
        self._is_moving = False

    def _release(self, position: float) -> None:
        self.player.pause()
        view = self._exploration.view
        if view.walk.length:
            self._exploration.commit(view.at_position(position), "Move along the interpolation", "scrub")

    def _follow_player(self, is_playing: bool) -> None:
        self.transport.show_playing(is_playing)
        if not is_playing and self._exploration.view.latent.walk is not None:
            self._release(self._position())

    def _follow(self) -> None:
        view = self._exploration.view
        if self.player.is_playing and not self._is_moving and view.latent.walk is None:
            self.player.pause()
        if view.walk != self._shown:
            self._shown = view.walk
            self.stops.show_stops([_short_name(anchor) for anchor in view.walk.anchors])
        self.transport.show_walk(view.walk, self._position())
        self.transport.set_on_walk(view.latent.walk is not None)
        self._mark()
        if not self._timer.isActive():
            self._timer.start()

    def _mark(self) -> None:
        """Point out the picture of the strip that is nearest to the one on screen."""
        latent, count = self._exploration.view.latent, len(self.frames.images())
        is_on_strip = latent.walk is not None and latent.walk.length and count
        self.frames.select(round(latent.position / latent.walk.length * (count - 1)) if is_on_strip else None)

    def _forget(self) -> None:
        self._wished = ()
        self._timer.start()

    def _requests(self) -> tuple[PictureRequest, ...]:
        """The stops' pictures, then those of the strip."""
        view, facts = self._exploration.view, self._exploration.facts
        stops = tuple(replace(view.request.nearest, latent=anchor) for anchor in view.walk.anchors)
        if facts is None or not view.walk.length:
            return stops
        columns, _ = frames_that_fit(self.frames.width(), self.frames.height(), facts)
        return (*stops, *strip(view.request, view.walk, max(2, columns)))

    def _draw(self) -> None:
        requests = self._requests()
        if self.isVisible() and requests != self._wished and self._exploration.facts is not None:
            self._wished = requests
            self._exploration.draw(Frame.STRIP, requests)
            if not self._exploration.view.walk.length:
                self.frames.set_images(self.frames.images()[:0])

    def _show(self, answer: Rendered) -> None:
        if answer.frame != Frame.STRIP or answer.requests != self._wished:
            return
        anchors = self._exploration.view.walk.anchors
        if tuple(wanted.latent for wanted in answer.requests[: len(anchors)]) != anchors:
            self._wished = ()  # stops changed meanwhile; what belongs to them is about to be asked for
            return
        pictures, stops = padded(answer), len(anchors)
        self.stops.anchors.set_pictures(
            [QPixmap.fromImage(picture_of(pictures, index)) for index in range(stops)]
        )
        between = answer.requests[stops:]
        captions = [latent_text(wanted.latent) for wanted in between]
        self.frames.set_images(pictures[stops:], len(between), captions)
        self._mark()


def _short_name(anchor: Latent) -> str:
    return f"{anchor.seed:,}{'*' if anchor.overrides else ''}"

"""The timeline panel of Explore: pictures at moments, played, and written as a film."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.timeline import Timeline
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.actions import page_action
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.taking import taken_request
from gan_studio.ui.pages.explore.timeline.bar import KeyframeBar, PlayBar
from gan_studio.ui.pages.explore.timeline.edits import TimelineEdits
from gan_studio.ui.pages.explore.timeline.film import FilmDialog
from gan_studio.ui.pages.explore.timeline.pictures import KeyframePictures
from gan_studio.ui.pages.explore.timeline.player import TimelinePlayer
from gan_studio.ui.pages.explore.view import View
from gan_studio.ui.pages.explore.wording import request_text
from gan_studio.ui.widgets.timeline_scale import TrackKey
from gan_studio.ui.widgets.timeline_track import TimelineTrack

_EMPTY = (
    "Add the picture that is shown as a keyframe, go to another picture and add that too; the timeline "
    "leads from one to the next. Or press Random walk."
)


class TimelinePanel(ExplorePanel):
    """Composes the view's timeline, moves the picture along it, and exports it.

    Where on the timeline the picture is, is remembered for undo when a movement ends, not while it
    plays.
    """

    title = "Timeline"
    icon = "timeline"
    tip = "Set pictures at moments, watch what lies between them, and write it as a film."

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(exploration, studio, parent)
        self.setObjectName("explore.timeline")
        self.setAccessibleName("Timeline")
        self._shown = Timeline()
        self._pending: tuple[PictureRequest, Callable[[PictureRequest], None]] | None = None
        self.keyframe_bar = KeyframeBar()
        self.track = TimelineTrack(_EMPTY)
        self.pictures = KeyframePictures(exploration, self.track)
        self.play_bar = PlayBar()
        self.player = TimelinePlayer(exploration, self)
        self.edits = TimelineEdits(exploration, studio.notices, self)
        self.dialog: FilmDialog | None = None
        self._make_actions()
        self._lay_out()
        self._connect()
        self._follow(exploration.view)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while it could not be seen."""
        self.pictures.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop playing to nobody."""
        self.player.pause()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play or pause with Space, where no button takes it."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle_playing()
        else:
            super().keyPressEvent(event)

    def end(self) -> None:
        """Stop playing, and give up a film that is being written."""
        self.player.pause()
        if self.dialog is not None:
            self.dialog.end()

    def toggle_playing(self) -> None:
        """Play, or pause."""
        if self.player.is_playing:
            self.player.pause()
        else:
            self.player.play(self.track.playhead or 0.0)

    def add_keyframe(self) -> None:
        """Keep the picture that is shown at the playhead, or after the last keyframe."""
        self._with_picture(self._add)

    def replace_keyframe(self) -> None:
        """Put the picture that is shown in place of the chosen keyframe's."""
        if self.track.chosen is not None:
            self._with_picture(self._replace)

    def take_picture(self) -> None:
        """Make the moment that is shown a picture of its own."""
        self._with_picture(self._take)

    def export(self) -> None:
        """Let a person write the timeline as a film."""
        if self.exploration.facts is None or not self._timeline.keyframes:
            return
        self.player.pause()
        if self.dialog is not None and not self.dialog.is_running:
            self.dialog.deleteLater()
            self.dialog = None
        if self.dialog is None:
            self.dialog = FilmDialog(self.exploration.facts, self._timeline, self.studio, self)
        self.dialog.show()
        self.dialog.raise_()

    @property
    def _timeline(self) -> Timeline:
        return self.exploration.view.timeline

    def _add(self, request: PictureRequest) -> None:
        self.edits.add(request, self.track.playhead)

    def _replace(self, request: PictureRequest) -> None:
        if self.track.chosen is not None:
            self.edits.replace(self.track.chosen, request)

    def _take(self, request: PictureRequest) -> None:
        self.exploration.commit_request(request, "Take a moment of the timeline")

    def _make_actions(self) -> None:
        for text, icon, keys, act in (
            ("Add Keyframe", "plus", "Alt+K", self.add_keyframe),
            ("Play Timeline", "play", "Alt+P", self.toggle_playing),
            ("Export Film…", "film", "", self.export),
        ):
            self.addAction(page_action(self, text, icon, act, keys))

    def _lay_out(self) -> None:
        self.track.setObjectName("explore.timeline.track")
        self.track.setAccessibleName("Keyframes")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.spacing(), 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self.keyframe_bar)
        column.addWidget(self.track, 1)
        column.addWidget(self.play_bar)

    def _connect(self) -> None:
        keys, play, track = self.keyframe_bar, self.play_bar, self.track
        acts: dict[object, Callable[..., None]] = {
            keys.add.clicked: self.add_keyframe,
            keys.replace.clicked: self.replace_keyframe,
            keys.remove.clicked: self._remove_chosen,
            keys.take.clicked: self.take_picture,
            play.random.clicked: self._wander,
            keys.keep.clicked: self._keep_walk,
            keys.seconds_chosen: self._move_chosen,
            keys.easing_chosen: self._ease_chosen,
            play.play.clicked: self.toggle_playing,
            play.method_chosen: self.edits.choose_method,
            play.loop_chosen: self.edits.choose_loop,
            play.duration_chosen: self.edits.choose_duration,
            play.export.clicked: self.export,
            track.visited: self._visit,
            track.moved: self._move,
            track.closing_moved: self.edits.close_at,
            track.scrubbed: self.player.scrub,
            track.scrub_ended: self.player.release,
            track.remove_asked: self._remove,
            track.play_asked: self.toggle_playing,
            self.edits.chosen: self._choose,
            self.player.moved: self._show_moment,
            self.player.playing_changed: self._show_playing,
            self.exploration.model_changed: self._take_model,
            self.exploration.view_changed: self._follow,
            self.exploration.pictured: self._resume,
        }
        for signal, act in acts.items():
            signal.connect(act)

    def _with_picture(self, act: Callable[[PictureRequest], None]) -> None:
        """Do something with the picture of the view as one of its own, once it is drawn."""
        self.player.pause()
        request, picture = self.exploration.view.request, self.exploration.picture
        self._pending = None
        if self.exploration.facts is None:
            return
        if request.blend is None:
            act(request)
        elif picture is not None and picture.requests[0] == request:
            act(taken_request(picture))
        else:
            self._pending = request, act

    def _resume(self) -> None:
        """Do what waited for the picture, unless another one is shown meanwhile."""
        if self._pending is None:
            return
        request, act = self._pending
        if request == self.exploration.view.request:
            self._with_picture(act)
        else:
            self._wait_no_more()

    def _wait_no_more(self) -> None:
        self._pending = None
        self._show_playing(self.player.is_playing)

    def _choose(self, place: int | None) -> None:
        self.track.choose(place)
        if place is not None:
            self._show_moment(self._timeline.keyframes[place].seconds)
        self.keyframe_bar.show_choice(self._timeline, place)

    def _visit(self, place: int) -> None:
        self.player.pause()
        keyframe = self._timeline.keyframes[place]
        self.exploration.commit_request(keyframe.request, f"Go to keyframe {place + 1}", "timeline")
        self._choose(place)

    def _move(self, change: tuple[int, float]) -> None:
        self.player.pause()
        self.edits.move(*change)

    def _move_chosen(self, seconds: float) -> None:
        if self.track.chosen is not None:
            self.player.pause()
            self.edits.move(self.track.chosen, seconds, "keyframe's seconds")

    def _remove(self, place: int) -> None:
        self.player.pause()
        self.edits.remove(place)

    def _remove_chosen(self) -> None:
        if self.track.chosen is not None:
            self._remove(self.track.chosen)

    def _ease_chosen(self, easing: str) -> None:
        if self.track.chosen is not None:
            self.edits.ease(self.track.chosen, easing)

    def _wander(self, is_wanted: bool) -> None:
        if is_wanted:
            self._with_picture(self.player.wander)
        else:
            self.player.pause()

    def _keep_walk(self) -> None:
        """Add what the random walk passed, after the last keyframe."""
        passed = self.player.passed()
        if passed is not None:
            self.edits.append(passed)
        self.player.forget_walk()
        self.keyframe_bar.keep.hide()

    def _show_moment(self, seconds: float | None) -> None:
        self.track.set_playhead(seconds)
        self.play_bar.show_clock(seconds, self._timeline.duration)

    def _show_playing(self, is_playing: bool) -> None:
        is_walk = self.player.is_wandering
        self.play_bar.show_playing(is_playing and not is_walk)
        self.play_bar.random.setChecked(is_playing and is_walk)
        self.keyframe_bar.keep.setVisible(not is_playing and self.player.passed() is not None)

    def _follow(self, view: View) -> None:
        self.keyframe_bar.take.setEnabled(view.request.blend is not None)
        self.keyframe_bar.add.setEnabled(self.exploration.facts is not None)
        self.play_bar.random.setEnabled(self.exploration.facts is not None)
        if not self.player.is_playing:
            self.keyframe_bar.keep.setVisible(self.player.passed() is not None)
        if view.timeline is self._shown:
            return
        is_another = _is_another(self._shown, view.timeline)
        self._shown = timeline = view.timeline
        keys = [
            TrackKey(key.seconds, request_text(key.request, self.exploration.facts), key.easing == "hold")
            for key in timeline.keyframes
        ]
        self.track.set_keys(keys, timeline.duration, timeline.loops)
        self.play_bar.show_timeline(timeline)
        if is_another:  # such as that of a film, which begins with its first picture
            self.track.choose(None)
            self.track.set_playhead(0.0)
        self.keyframe_bar.show_choice(timeline, self.track.chosen)
        here = self.track.playhead
        self._show_moment(here if here is None else min(here, timeline.duration))
        self.pictures.follow()

    def _take_model(self) -> None:
        self.player.leave_model()
        self._wait_no_more()


def _is_another(before: Timeline, now: Timeline) -> bool:
    """Whether not one picture is left of those that there were."""
    if not before.keyframes or not now.keyframes:
        return False
    kept = [keyframe.request for keyframe in before.keyframes]
    return not any(keyframe.request in kept for keyframe in now.keyframes)

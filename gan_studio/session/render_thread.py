"""The thread that holds a model's weights and draws with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from gan_studio.session.easels import REST_SECONDS, PictureEasel, Rehearsal, SeriesEasel, easel_of
from gan_studio.session.failure import failure_of
from gan_studio.session.held_model import HeldModel, Opener, Recall
from gan_studio.session.mailbox import Mailbox
from gan_studio.session.render_messages import Drawing, Following, Frame, Opened, Opening, Refused, Rendered
from gan_studio.session.threads import start_thread

_PATIENCE_MS = 100
_MOVING_SECONDS = 0.25

Easel = SeriesEasel | PictureEasel | Rehearsal


class RenderThread:
    """Takes the newest wish for each frame, the most urgent frame first, a few pictures at a time.

    Attributes:
        mailbox: its answers, each an Opened, a Rendered or a Refused.
    """

    def __init__(self, opener: Opener | None, recall: Recall | None, tell: Callable[[], None]) -> None:
        """Prepare a thread; it starts with the first wish.

        Args:
            tell: called on the thread whenever it has put an answer into its mailbox.
        """
        self.mailbox = Mailbox()
        self._tell = tell
        self._news = threading.Condition()
        self._opening: Opening | Following | None = None
        self._waiting: dict[Frame, Drawing] = {}
        self._asked_at = self._still_at = 0.0
        self._is_ending = False
        self._thread: threading.Thread | None = None
        # Only the thread itself touches what follows.
        self._held = HeldModel(opener, recall)
        self._easels: dict[Frame, SeriesEasel | PictureEasel] = {}
        self._left: dict[Frame, Drawing] = {}  # drawn if the model that they mean comes back
        self._rehearsal: Rehearsal | None = None

    def put(self, wish: Opening | Following | Drawing) -> None:
        """Leave a wish; it replaces an older one of its kind that was not begun."""
        with self._news:
            if isinstance(wish, Drawing):
                self._waiting[wish.frame] = wish
                if wish.frame is Frame.PICTURE:
                    self._note_movement(wish.made)
            else:
                # Pictures that wait stay: where nothing can be opened they are still wanted, and for
                # another model nobody draws them.
                self._opening = wish
            self._news.notify()
            if self._thread is None and not self._is_ending:
                self._thread = start_thread(self._run, "gan-studio-render")

    def _note_movement(self, now: float) -> None:
        """A hand that wishes for one big picture after another is still only a moment after the last."""
        is_moving = now - self._asked_at < _MOVING_SECONDS
        self._asked_at, self._still_at = now, now + REST_SECONDS if is_moving else 0.0

    def ask_to_end(self) -> None:
        """Let the thread end after what it is doing now."""
        with self._news:
            self._is_ending = True
            self._news.notify()

    def wait(self) -> None:
        """Block until the thread has ended."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (task := self._next()) is not None:
            if isinstance(task, Opening | Following):
                self._open(task)
            else:
                self._draw_some(task)

    def _next(self) -> Opening | Following | Easel | None:
        """What to do now; waits until there is something, None to end."""
        with self._news:
            while True:
                if self._is_ending:
                    return None
                if self._opening is not None:
                    opening, self._opening = self._opening, None
                    return opening
                self._begin_drawings()
                now, in_turn = time.monotonic(), self._in_turn()
                ready = next((easel for easel in in_turn if self._due(easel) <= now), None)
                if ready is not None:
                    return ready
                self._news.wait(min((self._due(easel) - now for easel in in_turn), default=None))

    def _due(self, easel: Easel) -> float:
        """When to go on with it; a slow network leaves all else alone while a hand moves the picture."""
        if isinstance(easel, PictureEasel) or _is_asked(easel) or self._held.painter.pace.is_fast:
            return easel.due
        return max(easel.due, self._still_at)

    def _in_turn(self) -> list[Easel]:
        """What there is to draw, the most urgent first."""
        frames = sorted(self._easels)
        rehearsed = [] if self._rehearsal is None else [self._rehearsal]
        # What plays would let a picture to save wait until it stops.
        is_moving = self._still_at > time.monotonic()
        leading = (Frame.ASKED, Frame.PICTURE) if is_moving else (Frame.PICTURE,)
        first = [frame for frame in leading if frame in frames]
        others = [frame for frame in frames if frame not in leading]
        return [*map(self._easels.get, first), *rehearsed, *map(self._easels.get, others)]

    def _begin_drawings(self) -> None:
        for frame in list(self._waiting):
            begun = self._easels.get(frame)
            # What was begun is finished first if that is quick, so that something is seen while a
            # slider moves; else it makes way, as the big picture does once it was seen.
            if not isinstance(begun, SeriesEasel) or begun.milliseconds > _PATIENCE_MS:
                wish = self._waiting.pop(frame)
                if wish.facts is self._held.facts:
                    self._held.let_go()
                    self._left.clear()
                if self._held.is_asked_by(wish.facts):
                    self._easels[frame] = easel_of(replace(wish, facts=self._held.facts))
                else:
                    self._left[frame] = wish

    def _open(self, wish: Opening | Following) -> None:
        try:
            if self._held.painter is None:
                _limit_threads()
            is_copy = isinstance(wish, Following)
            answer = self._held.followed(wish) if is_copy else self._held.opened(wish)
        except Exception as error:  # noqa: BLE001  torch raises RuntimeError for nearly everything
            if self._held.come_back_to(wish.told):
                self._begin_anew(goes_on=True)
            self._answer(Refused(wish.number, True, failure_of(error)))
            return
        self._begin_anew(goes_on=answer.is_passing)
        self._answer(answer)

    def _answer(self, answer: Opened | Rendered | Refused) -> None:
        self.mailbox.put(answer)
        self._tell()

    def _begin_anew(self, *, goes_on: bool) -> None:
        """Leave the drawings of the model before, unless the one that is held now goes on with them."""
        self._left |= {frame: easel.wish for frame, easel in self._easels.items()}
        self._easels.clear()
        self._rehearsal = None
        if goes_on:
            with self._news:
                self._waiting = self._left | self._waiting
            self._left = {}

    def _draw_some(self, easel: Easel) -> None:
        from gan_studio.core.latent.live import Overtaken

        painter, facts = self._held.painter, self._held.facts
        try:
            easel.draw_some(painter, facts, self._what_overtakes(easel))
        except Overtaken:
            return
        except Exception as error:  # noqa: BLE001  torch raises RuntimeError for nearly everything
            self._remove(easel)
            if easel.wish is not None:
                self._answer(Refused(easel.wish.number, False, failure_of(error), easel.wish.frame))
            return
        if easel.is_done:
            self._remove(easel)
            if isinstance(easel, PictureEasel) and painter.pace.is_worth_rehearsing(easel.milliseconds):
                self._rehearsal = Rehearsal(easel.wish.requests[0])
        if easel.is_worth_showing:
            self._answer(easel.answer(facts))

    def _remove(self, easel: Easel) -> None:
        if easel is self._rehearsal:
            self._rehearsal = None
        else:
            del self._easels[easel.wish.frame]

    def _what_overtakes(self, easel: Easel) -> Callable[[], bool]:
        """Tells whether something came that a drawing makes way for; asked at every layer."""
        if _is_asked(easel):
            return self._is_leaving
        return self._has_newer if isinstance(easel, PictureEasel) else self._has_more_urgent

    def _is_leaving(self) -> bool:
        return self._opening is not None or self._is_ending

    def _has_newer(self) -> bool:
        """Whether something came that the big picture makes way for."""
        return self._is_leaving() or Frame.PICTURE in self._waiting

    def _has_more_urgent(self) -> bool:
        """Whether something came that all else makes way for, or the big picture is due to be exact."""
        picture = self._easels.get(Frame.PICTURE)
        return self._has_newer() or (picture is not None and picture.due <= time.monotonic())


def _is_asked(easel: Easel) -> bool:
    """Whether a person waits for this very picture, to save or to copy it."""
    return easel.wish is not None and easel.wish.frame is Frame.ASKED


def _limit_threads() -> None:
    """Let this thread leave a core to the window."""
    from gan_studio.core.latent.picture import cores_for_one
    from gan_studio.core.latent.threads import compute_on

    compute_on(cores_for_one())

"""The thread that holds a model's weights and draws with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from gan_studio.core.latent.checks import check
from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.failure import failure_of
from gan_studio.session.render_messages import Drawing, Frame, Opened, Opening, Refused, Rendered

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.latent.recipe import Recipe
    from gan_studio.core.latent.requests import PictureRequest

Opener = Callable[[Path], tuple[Any, ModelFacts]]

_PICTURES_AT_ONCE = 8
_PATIENCE_MS = 100
_PROGRESS_MS = 250


class Outbox(QObject):
    """What the thread has to say, delivered on the thread of whoever connects.

    Signals:
        sent: an Opened, a Rendered or a Refused.
    """

    sent = Signal(object)


class RenderThread:
    """Takes the newest wish for each frame, the most urgent frame first, a few pictures at a time.

    Attributes:
        outbox: where answers come from.
    """

    def __init__(self, opener: Opener | None) -> None:
        self.outbox = Outbox()
        self._opener = opener or _open_model
        self._news = threading.Condition()
        self._opening: Opening | None = None
        self._waiting: dict[Frame, Drawing] = {}
        self._is_ending = False
        self._thread: threading.Thread | None = None
        # Only the thread itself touches what follows.
        self._model: TrainedGenerator | None = None
        self._facts: ModelFacts | None = None
        self._easels: dict[Frame, _Easel] = {}

    def put(self, wish: Opening | Drawing) -> None:
        """Leave a wish; it replaces an older one of its kind that was not begun."""
        with self._news:
            if isinstance(wish, Opening):
                self._opening = wish
                self._waiting.clear()
            else:
                self._waiting[wish.frame] = wish
            self._news.notify()
            if self._thread is None and not self._is_ending:
                self._thread = threading.Thread(target=self._run, name="gan-studio-render", daemon=True)
                self._thread.start()

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
            if isinstance(task, Opening):
                self._open(task)
            else:
                self._draw_some(task)

    def _next(self) -> Opening | _Easel | None:
        """What to do now; waits until there is something, None to end."""
        with self._news:
            while True:
                if self._is_ending:
                    return None
                if self._opening is not None:
                    opening, self._opening = self._opening, None
                    return opening
                self._begin_drawings()
                if self._easels:
                    return self._easels[min(self._easels)]
                self._news.wait()

    def _begin_drawings(self) -> None:
        for frame in list(self._waiting):
            begun = self._easels.get(frame)
            # What was begun is finished first if that is quick, so that something is seen while a
            # slider moves; else it makes way.
            if begun is None or begun.milliseconds > _PATIENCE_MS:
                wish = self._waiting.pop(frame)
                if wish.facts is self._facts:
                    self._easels[frame] = _Easel(wish)

    def _open(self, wish: Opening) -> None:
        try:
            if self._model is None:
                _limit_threads()
            if wish.recipe is None:
                answer = self._opened(wish.number, wish.model)
            else:
                answer = self._opened_recipe(wish.number, wish.recipe())
        except Exception as error:  # noqa: BLE001  torch raises RuntimeError for nearly everything
            self.outbox.sent.emit(Refused(wish.number, True, failure_of(error)))
            return
        self._easels.clear()
        self.outbox.sent.emit(answer)

    def _opened(self, number: int, path: Path) -> Opened:
        from gan_studio.core.shipped import find_model

        self._model, self._facts = self._opener(find_model(str(path)))
        return Opened(number, self._facts)

    def _opened_recipe(self, number: int, recipe: Recipe) -> Opened:
        from gan_studio.core.latent.opening import checkpoint_of

        if self._facts is None or self._facts.checksum != recipe.checksum:
            model, facts = self._opener(checkpoint_of(recipe))
            check(recipe.request, facts)
            self._model, self._facts = model, facts
        warning = ""
        if self._facts.checksum != recipe.checksum:
            warning = (
                f"{recipe.model_name} has changed since this picture was saved, so it may look different."
            )
        return Opened(number, self._facts, recipe.request, warning)

    def _draw_some(self, easel: _Easel) -> None:
        try:
            easel.draw_some(self._model, self._facts)
        except Exception as error:  # noqa: BLE001  torch raises RuntimeError for nearly everything
            del self._easels[easel.wish.frame]
            self.outbox.sent.emit(Refused(easel.wish.number, False, failure_of(error)))
            return
        if easel.is_done:
            del self._easels[easel.wish.frame]
        if easel.is_worth_showing:
            self.outbox.sent.emit(easel.answer(self._facts))


class _Easel:
    """A wish for pictures that is being granted, some pictures at a time."""

    def __init__(self, wish: Drawing) -> None:
        self.wish = wish
        self.milliseconds = 0.0
        self._shown_ms = 0.0
        self._images: list[np.ndarray] = []
        self._base = self._z = np.empty(0, np.float32)
        self._styles: np.ndarray | None = None
        self._base_styles: np.ndarray | None = None
        self._own_styles: np.ndarray | None = None

    @property
    def is_done(self) -> bool:
        """Whether every picture is drawn."""
        return self._count == len(self.wish.requests)

    @property
    def is_worth_showing(self) -> bool:
        """Whether all is done, or so much time has passed that a person wants to see something."""
        return self.is_done or self.milliseconds - self._shown_ms > _PROGRESS_MS

    def draw_some(self, model: TrainedGenerator, facts: ModelFacts) -> None:
        """Draw a few of the pictures that are missing."""
        from gan_studio.core.latent.picture import batch_size, draw

        start = time.perf_counter()
        few = min(_PICTURES_AT_ONCE, batch_size(model))
        requests = self.wish.requests[self._count : self._count + few]
        for request in requests:
            check(request, facts)
        if not self._images:
            self._note_latent(model, requests[0], facts)
        self._images.append(draw(model, requests))
        self.milliseconds += 1000 * (time.perf_counter() - start)

    def answer(self, facts: ModelFacts) -> Rendered:
        """What is drawn so far."""
        self._shown_ms = self.milliseconds
        images = np.concatenate(self._images)
        wish = self.wish
        return Rendered(
            wish.number,
            wish.frame,
            wish.requests,
            facts,
            images,
            self._base,
            self._z,
            self.milliseconds,
            self._styles,
            self._base_styles,
            self._own_styles,
        )

    def _note_latent(self, model: TrainedGenerator, request: PictureRequest, facts: ModelFacts) -> None:
        """Keep the numbers that the first picture is drawn from, for the controls that show them."""
        from gan_studio.core.latent.drawable import drawable, styles_before
        from gan_studio.core.latent.sample import base_latent, latent_vector

        latent = request.latent
        if latent.space == "z" and request.blend is None:
            self._base = base_latent(latent, facts.z_dim, request.z_limit).numpy()
            self._z = latent_vector(latent, facts.z_dim, request.z_limit).numpy()
        if facts.num_ws and self.wish.frame is Frame.PICTURE:
            self._styles = drawable(model.module, request).styles.cpu().numpy()
            if request.blend is None:
                base, own = styles_before(model.module, request)
                self._base_styles, self._own_styles = base.cpu().numpy(), own.cpu().numpy()

    @property
    def _count(self) -> int:
        return sum(map(len, self._images))


def _open_model(path: Path) -> tuple[TrainedGenerator, ModelFacts]:
    from gan_studio.core.latent.opening import open_model

    return open_model(path)


def _limit_threads() -> None:
    """Let this thread leave a core to the window."""
    from gan_studio.core.latent.picture import cores_for_one
    from gan_studio.core.latent.threads import compute_on

    compute_on(cores_for_one())

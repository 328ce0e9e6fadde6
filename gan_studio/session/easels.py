"""Wishes for pictures on the render thread while they are being granted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_studio.core.latent.checks import check
from gan_studio.core.latent.pace import Quality
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.session.render_messages import Drawing, Frame, Rendered

if TYPE_CHECKING:
    from gan_studio.core.latent.live import LivePainter, Prepared

REST_SECONDS = 0.12
"""How long a hand must rest before a live picture is drawn exactly."""

_PICTURES_AT_ONCE = 8
_PROGRESS_MS = 250


class SeriesEasel:
    """Pictures that are drawn some at a time.

    Attributes:
        wish: what was asked for.
        milliseconds: time spent drawing so far.
        due: the moment before which nothing of it is drawn, as time.monotonic() tells it.
    """

    due = 0.0

    def __init__(self, wish: Drawing) -> None:
        self.wish = wish
        self.milliseconds = 0.0
        self._shown_ms = 0.0
        self._images: list[np.ndarray] = []
        self._numbers: dict[str, Any] = {}

    @property
    def is_done(self) -> bool:
        """Whether every picture is drawn."""
        return self._count == len(self.wish.requests)

    @property
    def is_worth_showing(self) -> bool:
        """Whether all is done, or so much time has passed that a person wants to see something."""
        return self.is_done or self.milliseconds - self._shown_ms > _PROGRESS_MS

    def draw_some(self, painter: LivePainter, facts: ModelFacts, is_overtaken: Callable[[], bool]) -> None:
        """Draw a few of the pictures that are missing.

        Raises:
            Overtaken: if something more urgent came; those few are missing still.
        """
        from gan_studio.core.latent.picture import batch_size, draw

        start = time.perf_counter()
        few = min(_PICTURES_AT_ONCE, batch_size(painter.model))
        requests = self.wish.requests[self._count : self._count + few]
        for request in requests:
            check(request, facts)
        with painter.watched(is_overtaken):
            if not self._images:
                self._numbers = latent_numbers(requests[0], facts)
            self._images.append(draw(painter.model, requests))
        self.milliseconds += 1000 * (time.perf_counter() - start)

    def answer(self, facts: ModelFacts) -> Rendered:
        """What is drawn so far."""
        self._shown_ms = self.milliseconds
        wish = self.wish
        return Rendered(
            wish.number,
            wish.frame,
            wish.requests,
            facts,
            np.concatenate(self._images),
            milliseconds=self.milliseconds,
            **self._numbers,
        )

    @property
    def _count(self) -> int:
        return sum(map(len, self._images))


class PictureEasel:
    """The big picture, drawn in one quality after another until it is exact.

    Attributes:
        wish, milliseconds, due: as in SeriesEasel; the time is that of the newest quality.
        has_shown: whether a person has seen it in any quality.
    """

    is_worth_showing = True

    def __init__(self, wish: Drawing) -> None:
        self.wish = wish
        self.milliseconds = 0.0
        self.due = 0.0
        self.has_shown = False
        self._images = np.empty(0, np.uint8)
        self._quality = Quality.EXACT
        self._left: tuple[Quality, ...] | None = None
        self._prepared: Prepared | None = None
        self._numbers: dict[str, Any] = {}

    @property
    def is_done(self) -> bool:
        """Whether it is exact."""
        return self._left == ()

    def draw_some(self, painter: LivePainter, facts: ModelFacts, is_overtaken: Callable[[], bool]) -> None:
        """Draw it in the next quality.

        Raises:
            Overtaken: if a newer picture is wanted and this one has been seen in some quality.
        """
        (request,) = self.wish.requests
        if self._left is None:
            check(request, facts)
            self._prepared = painter.prepared(request)
            self._numbers = latent_numbers(request, facts, self._prepared)
            self._left = painter.pace.qualities()
        self._quality, *left = self._left
        asks = is_overtaken if self.has_shown else None
        self._images, self.milliseconds = painter.draw(self._prepared, self._quality, asks)
        self._left, self.has_shown = tuple(left), True
        # A hand that still moves would give the exact picture up again and again.
        self.due = self.wish.made + REST_SECONDS if Quality.LIVE is self._quality else 0.0

    def answer(self, facts: ModelFacts) -> Rendered:
        """The picture as it was drawn last."""
        wish = self.wish
        return Rendered(
            wish.number,
            wish.frame,
            wish.requests,
            facts,
            self._images,
            milliseconds=self.milliseconds,
            quality=self._quality,
            **self._numbers,
        )


class Rehearsal:
    """Drawing unseen, so that the first movement of a hand finds the network prepared.

    Attributes:
        is_done: whether every quality was rehearsed.
    """

    wish = None
    due = 0.0
    is_worth_showing = False

    def __init__(self, request: PictureRequest) -> None:
        self.is_done = False
        self._request = request

    def draw_some(self, painter: LivePainter, _: ModelFacts, is_overtaken: Callable[[], bool]) -> None:
        """Draw in the next quality, for nobody."""
        quality = painter.pace.next_rehearsal()
        if quality is not None:
            painter.draw(painter.prepared(self._request), quality, is_overtaken)
        self.is_done = painter.pace.next_rehearsal() is None


def latent_numbers(
    request: PictureRequest, facts: ModelFacts, prepared: Prepared | None = None
) -> dict[str, Any]:
    """The numbers that a picture is drawn from, for the controls that show them, by their names in Rendered.

    Args:
        prepared: what the big picture is drawn from; where it is None, styles are left out.
    """
    from gan_studio.core.latent.sample import base_latent, latent_vector

    latent = request.latent
    numbers: dict[str, Any] = {"base": np.empty(0, np.float32), "z": np.empty(0, np.float32)}
    if latent.space == "z" and request.blend is None:
        numbers["base"] = base_latent(latent, facts.z_dim, request.z_limit).numpy()
        numbers["z"] = latent_vector(latent, facts.z_dim, request.z_limit).numpy()
    elif request.blend is not None and prepared is not None and prepared.made.z is not None:
        numbers["base"] = numbers["z"] = prepared.made.z.cpu().numpy()
    if prepared is not None and prepared.made.styles is not None:
        numbers["styles"] = prepared.made.styles.cpu().numpy()
    if prepared is not None and prepared.stages is not None:
        numbers["base_styles"] = prepared.stages.base.cpu().numpy()
        numbers["own_styles"] = prepared.stages.own.cpu().numpy()
    return numbers


def easel_of(wish: Drawing) -> SeriesEasel | PictureEasel:
    """Where a wish is granted."""
    is_picture = wish.frame is Frame.PICTURE and len(wish.requests) == 1
    return PictureEasel(wish) if is_picture else SeriesEasel(wish)

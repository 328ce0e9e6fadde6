"""Drawing single pictures while a hand moves them: soon before fine, and in the end exact."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from gan_studio.core.device import chosen_precision, usable_cores
from gan_studio.core.latent.drawable import (
    Drawable,
    StyleStages,
    drawable,
    images_from,
    noise_of,
    style_stages,
)
from gan_studio.core.latent.pace import Pace, Quality
from gan_studio.core.latent.picture import cores_for_one, images_of_requests, shown
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.threads import compute_on

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator


class Overtaken(Exception):
    """A picture was given up on the way because something newer is wanted."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A request with what is found out once for all qualities.

    Attributes:
        made: latent or styles that the network is given.
        stages: the styles on their way, or None without styles and between two pictures.
    """

    request: PictureRequest
    made: Drawable
    stages: StyleStages | None = None


@dataclass(eq=False)
class _Begun:
    """A picture that was drawn coarsely.

    Attributes:
        rest: yields the whole picture.
        milliseconds: spent so far.
    """

    prepared: Prepared
    rest: Iterator[Tensor]
    milliseconds: float = 0.0


class LivePainter:
    """Draws with one model, in the quality that is asked for, and learns its pace.

    Every layer first asks whether the picture is still wanted.

    Args:
        pace: of an earlier model that is computed alike, or None.
    """

    def __init__(self, model: TrainedGenerator, pace: Pace | None = None) -> None:
        self.model = model
        self._device = next(model.module.parameters()).device
        self._precision = chosen_precision("auto", self._device)
        self._is_overtaken: Callable[[], bool] = _never
        self._begun: _Begun | None = None
        self.pace = pace or Pace(model.module.coarse_sides, has_live=self._has_live)
        self._hooks = [
            module.register_forward_pre_hook(self._ask)
            for module in model.module.modules()
            if next(module.parameters(recurse=False), None) is not None
        ]

    def release(self) -> None:
        """Leave the model as it was."""
        for hook in self._hooks:
            hook.remove()

    def prepared(self, request: PictureRequest) -> Prepared:
        """What all qualities of a picture are drawn from."""
        generator = self.model.module
        if not generator.num_ws or request.blend is not None:
            return Prepared(request, drawable(generator, request))
        stages = style_stages(generator, request)
        return Prepared(request, Drawable(None, stages.drawn, None, request.noise), stages)

    def draw(
        self, prepared: Prepared, quality: Quality, is_overtaken: Callable[[], bool] | None = None
    ) -> tuple[np.ndarray, float]:
        """One picture uint8 [1, H, W, C], whatever its quality, and the milliseconds it took.

        A live picture whose coarse one was drawn just before goes on from there; its time is that of both.

        Args:
            is_overtaken: asked on the way; none of it is drawn further once it is true.

        Raises:
            Overtaken: if it was.
            InputError: as picture.draw.
        """
        begun, self._begun = self._begun, None
        if quality is not Quality.LIVE or (begun is not None and begun.prepared is not prepared):
            begun = None
        start = time.perf_counter()
        with self.watched(is_overtaken or _never):
            pixels = shown(self._images(prepared, quality, begun))
        spent = 1000 * (time.perf_counter() - start) + (begun.milliseconds if begun else 0.0)
        if self._begun is not None:
            self._begun.milliseconds = spent
        self.pace.note(quality, spent)
        return pixels, spent

    @contextlib.contextmanager
    def watched(self, is_overtaken: Callable[[], bool]) -> Iterator[None]:
        """Within the block, whatever the model draws is given up once it is overtaken."""
        self._is_overtaken = is_overtaken
        try:
            yield
        finally:
            self._is_overtaken = _never

    @torch.inference_mode()
    def _images(self, prepared: Prepared, quality: Quality, begun: _Begun | None) -> Tensor:
        if quality is Quality.EXACT:
            compute_on(cores_for_one())
            return self._whole(prepared)
        compute_on(usable_cores())
        is_lower = self._precision != torch.float32
        try:
            with torch.autocast(self._device.type, self._precision, enabled=is_lower):
                if quality is Quality.COARSE:
                    return self._small(prepared)
                return self._whole(prepared) if begun is None else next(begun.rest).float()
        finally:
            compute_on(cores_for_one())

    def _whole(self, prepared: Prepared) -> Tensor:
        if prepared.made.styles is None:
            return images_of_requests(self.model, [prepared.request])
        return images_from(self.model.module, [prepared.made])

    def _small(self, prepared: Prepared) -> Tensor:
        made, side = prepared.made, self.pace.coarse_side
        styles, noise = made.styles.unsqueeze(0), noise_of([made.noise])
        steps = self.model.module.in_two_steps(styles, side, noise)
        images = next(steps).float()
        self._begun = _Begun(prepared, steps)
        size = self.model.sample_shape[1:]
        return functional.interpolate(images, size, mode="bilinear", align_corners=False)

    def _ask(self, _: nn.Module, __: tuple[object, ...]) -> None:
        if self._is_overtaken():
            raise Overtaken

    @property
    def _has_live(self) -> bool:
        has_more_cores = self._device.type == "cpu" and usable_cores() > cores_for_one()
        return self._precision != torch.float32 or has_more_cores


def _never() -> bool:
    return False

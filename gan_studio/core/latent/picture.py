"""From requests to pictures."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.device import usable_cores
from gan_studio.core.drawing import images_of
from gan_studio.core.errors import InputError
from gan_studio.core.latent.drawable import drawable, images_from
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.sample import labels_of, latents_of, psi_of
from gan_studio.core.latent.threads import compute_on
from gan_studio.core.pictures import as_pixels

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_PIXELS_PER_BATCH = 2**15
_LARGEST_BATCH = 64


def batch_size(model: TrainedGenerator) -> int:
    """Pictures to draw at once: few enough for a processor's cache, which is faster than more."""
    _, height, width = model.sample_shape
    return max(1, min(_LARGEST_BATCH, _PIXELS_PER_BATCH // (height * width)))


@torch.inference_mode()
def draw(model: TrainedGenerator, requests: Sequence[PictureRequest]) -> np.ndarray:
    """Pictures uint8 [N, H, W, C] of requests, all at once.

    A picture drawn among others may differ in a last bit from the same drawn alone, and one drawn on
    few cores from the same on many; who promises a picture bit for bit uses draw_alone.

    Raises:
        InputError: if the model's pictures are not finite.
    """
    return shown(images_of_requests(model, requests))


@torch.inference_mode()
def images_of_requests(model: TrainedGenerator, requests: Sequence[PictureRequest]) -> Tensor:
    """Images float32 [N, C, H, W] of requests, all at once."""
    if all(wanted.is_plain for wanted in requests):
        z, psi = latents_of(requests, model.z_dim), psi_of(requests, model.num_ws)
        return images_of(model.module, z, labels_of(requests), psi)
    return images_from(model.module, [drawable(model.module, wanted) for wanted in requests])


def shown(images: Tensor) -> np.ndarray:
    """Pictures uint8 [N, H, W, C] of images [N, C, H, W].

    Raises:
        InputError: if the images are not finite.
    """
    if not torch.isfinite(images).all():
        raise InputError("This model draws no pictures: its training diverged; open an earlier checkpoint.")
    return as_pixels(images.cpu().numpy())


def draw_in_batches(
    model: TrainedGenerator, requests: Sequence[PictureRequest], size: int | None = None
) -> Iterator[np.ndarray]:
    """Pictures uint8 [n, H, W, C] of all requests, a batch after another.

    On a CPU every core draws batches of its own, which is faster than all cores sharing each layer
    and does not suffer when something else needs a core.

    Args:
        size: pictures per batch, or None for what is fastest.
    """
    return _drawn(model, requests, size or batch_size(model), cores_each=1)


def draw_alone(model: TrainedGenerator, requests: Sequence[PictureRequest]) -> Iterator[np.ndarray]:
    """Pictures uint8 [1, H, W, C] one by one, with the very bytes that Explore shows for each."""
    return _drawn(model, requests, 1, cores_each=cores_for_one())


def cores_for_one() -> int:
    """Cores that a picture drawn alone is computed on: all but one, which is left to the window."""
    return max(1, usable_cores() - 1)


def _drawn(
    model: TrainedGenerator, requests: Sequence[PictureRequest], size: int, cores_each: int
) -> Iterator[np.ndarray]:
    """Batches in order; on a CPU drawn a few ahead by workers that have `cores_each` to themselves."""
    batches = (requests[start : start + size] for start in range(0, len(requests), size))
    if next(model.module.parameters()).device.type != "cpu":
        yield from (draw(model, batch) for batch in batches)
        return
    workers = max(1, min(usable_cores() // cores_each, -(-len(requests) // size)))
    pool = ThreadPoolExecutor(workers, "gan-studio-draw", initializer=compute_on, initargs=(cores_each,))
    ahead: deque[Future[np.ndarray]] = deque()
    try:
        for batch in batches:
            ahead.append(pool.submit(draw, model, batch))
            if len(ahead) > 2 * workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def render(
    model: TrainedGenerator, requests: Sequence[PictureRequest], size: int | None = None
) -> np.ndarray:
    """Pictures uint8 [N, H, W, C] of requests; `size` as in draw_in_batches."""
    channels, height, width = model.sample_shape
    nothing = np.empty((0, height, width, channels), np.uint8)
    return np.concatenate([nothing, *draw_in_batches(model, requests, size)])

"""From requests to pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.errors import InputError
from gan_studio.core.latent.requests import ModelFacts, PictureRequest
from gan_studio.core.latent.sample import labels_of, latents_of

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_PIXELS_PER_BATCH = 2**15
_LARGEST_BATCH = 64


def facts_of(model: TrainedGenerator, path: Path, name: str, checksum: str) -> ModelFacts:
    """What the model is able to do, for those who must not hold its weights."""
    classes = model.classes if model.num_classes else ()
    numbers = tuple(str(label) for label in range(model.num_classes))
    return ModelFacts(
        path=path,
        name=name,
        checksum=checksum,
        z_dim=model.z_dim,
        sample_shape=tuple(model.sample_shape),
        num_classes=model.num_classes,
        classes=tuple(classes) if len(classes) == model.num_classes else numbers,
        latent_spaces=tuple(model.latent_spaces),
        num_ws=model.num_ws,
        step=model.step,
        images_seen=model.images_seen,
    )


def ready_to_draw(model: TrainedGenerator) -> TrainedGenerator:
    """The model with its weights laid out channels last, which convolutions on a CPU read faster."""
    model.module.to(memory_format=torch.channels_last)
    return model


def batch_size(model: TrainedGenerator) -> int:
    """Pictures to draw at once: few enough for a processor's cache, which is faster than more."""
    _, height, width = model.sample_shape
    return max(1, min(_LARGEST_BATCH, _PIXELS_PER_BATCH // (height * width)))


@torch.inference_mode()
def draw(model: TrainedGenerator, requests: Sequence[PictureRequest]) -> np.ndarray:
    """Pictures uint8 [N, H, W, C] of requests, all at once.

    A picture drawn among others may differ in a last bit from the same drawn alone; who promises a
    picture bit for bit, as a recipe does, draws it alone.

    Raises:
        InputError: if the model's pictures are not finite.
    """
    device = next(model.module.parameters()).device
    labels = labels_of(requests)
    images = model.module(
        latents_of(requests, model.z_dim).to(device), None if labels is None else labels.to(device)
    )
    if not torch.isfinite(images).all():
        raise InputError("This model draws no pictures: its training diverged; open an earlier checkpoint.")
    return _as_bytes(images)


def draw_in_batches(
    model: TrainedGenerator, requests: Sequence[PictureRequest], size: int | None = None
) -> Iterator[np.ndarray]:
    """Pictures uint8 [n, H, W, C] of all requests, a batch after another.

    Args:
        size: pictures per batch, or None for what is fastest.
    """
    size = size or batch_size(model)
    for start in range(0, len(requests), size):
        yield draw(model, requests[start : start + size])


def render(
    model: TrainedGenerator, requests: Sequence[PictureRequest], size: int | None = None
) -> np.ndarray:
    """Pictures uint8 [N, H, W, C] of requests; `size` as in draw_in_batches."""
    channels, height, width = model.sample_shape
    nothing = np.empty((0, height, width, channels), np.uint8)
    return np.concatenate([nothing, *draw_in_batches(model, requests, size)])


def _as_bytes(images: Tensor) -> np.ndarray:
    """Images [N, C, H, W] in [-1, 1] as the nearest of 256 values, [N, H, W, C]."""
    scaled = images.float().mul(127.5).add(128).clamp(0, 255).to(torch.uint8)
    return scaled.permute(0, 2, 3, 1).contiguous().cpu().numpy()

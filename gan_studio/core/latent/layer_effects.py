"""What each layer of a generator does to a picture: change one, and see what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.latent.drawable import Drawable, drawable, images_from, styles_of
from gan_studio.core.latent.findings import Effects, LayerEffect
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.latent.stages import Stage, changed, stages_of
from gan_studio.core.pictures import as_pixels

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.contracts import Generator as GeneratorNetwork

_CHANGES = 4
"""Changed pictures for each layer: enough that one odd one does not decide."""

Change = tuple[str, Callable[[], Tensor]]


def layer_effects(
    model: TrainedGenerator, request: PictureRequest, strength: float
) -> Generator[Effects, None, Effects]:
    """Find out what every layer does, the first first; what is known so far is yielded.

    In a network with styles, a layer is given part of the styles that several other seeds have there.
    In another, noise is added to the last features of each side, in proportion to how much each channel
    varies over the picture.

    Args:
        request: one that core.latent.checks.check lets pass.
        strength: 0 changes nothing; 1 takes the other styles wholly, or adds as much noise as there is
            variation.
    """
    generator = model.module
    # Drawn as often as the changed pictures are, for in a batch of another size a last bit may differ.
    made = [drawable(generator, request)] * _CHANGES
    base = _pictures(images_from(generator, made))
    way = _style_changes if generator.num_ws else _stage_changes
    changes = list(way(generator, request, made, strength))
    found = Effects(base[0], (), len(changes))
    for name, draw in changes:
        yield found
        pictures = _pictures(draw())
        differences = np.abs(pictures.astype(np.int16) - base).mean(axis=(0, 3)) / 255
        effect = LayerEffect(name, pictures[0], differences.astype(np.float32), float(differences.mean()))
        found = replace(found, layers=(*found.layers, effect))
    return found


def _style_changes(
    generator: GeneratorNetwork, request: PictureRequest, made: list[Drawable], strength: float
) -> Iterator[Change]:
    own = made[0].styles
    plain = replace(request, blend=None, mixing=(), steps=(), style_overrides=())
    if generator.num_classes and plain.label is None and not plain.classes:
        plain = replace(plain, label=0)  # a blend names its classes at both its ends
    seeds = [(request.latent.seed + 1 + number) % (MAX_SEED + 1) for number in range(_CHANGES)]
    others = [styles_of(generator, replace(plain, latent=Latent(seed))) for seed in seeds]

    def draw(layer: int) -> Tensor:
        with torch.inference_mode():
            moved = [own.clone() for _ in others]
            for ws, other in zip(moved, others, strict=True):
                ws[layer] = own[layer].lerp(other[layer], strength)
            changes = [replace(one, styles=ws) for one, ws in zip(made, moved, strict=True)]
            return images_from(generator, changes)

    for layer, side in enumerate(generator.layer_sides):
        yield f"Layer {layer} · {side} px", lambda layer=layer: draw(layer)


def _stage_changes(
    generator: GeneratorNetwork, _: PictureRequest, made: list[Drawable], strength: float
) -> Iterator[Change]:
    def draw(stage: Stage) -> Tensor:
        with changed(generator, stage, lambda features: _noisy(features, strength)):
            return images_from(generator, made)

    for stage in stages_of(generator):
        yield f"{stage.side} px · {stage.channels} channels", lambda stage=stage: draw(stage)


def _noisy(features: Tensor, strength: float) -> Tensor:
    """Features [N, C, H, W] with noise, always the same, in proportion to their spread over the map."""
    random = torch.Generator().manual_seed(features.shape[1])
    noise = torch.randn(features.shape, generator=random).to(features)
    return features + strength * features.std(dim=(2, 3), keepdim=True) * noise


def _pictures(images: Tensor) -> np.ndarray:
    return as_pixels(images.cpu().numpy())

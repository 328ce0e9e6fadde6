"""What the stages of a generator make on the way to a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_studio.core.errors import InputError
from gan_studio.core.latent.drawable import drawable, images_from
from gan_studio.core.latent.findings import Activations
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.stages import Stage, stages_of, tapped

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator


def activations(model: TrainedGenerator, request: PictureRequest, index: int) -> Activations:
    """The channels of a stage, the one that varies most over the picture first.

    Args:
        request: one that core.latent.checks.check lets pass.
        index: which of stages_of, the last one where there are fewer.

    Raises:
        InputError: if the network makes no maps.
    """
    stages = stages_of(model.module)
    if not stages:
        raise InputError("This network makes its pictures at once, without maps that could be looked at.")
    stage = stages[min(index, len(stages) - 1)]
    with tapped(model.module, [stage]) as taken:
        images_from(model.module, [drawable(model.module, request)])
    maps = taken[stage][0].float().cpu().numpy()
    order = np.argsort(-maps.std(axis=(1, 2)), kind="stable")
    return Activations(tuple(map(_name, stages)), stages.index(stage), maps[order], order)


def _name(stage: Stage) -> str:
    return f"{stage.side} × {stage.side}, {stage.channels} channels"

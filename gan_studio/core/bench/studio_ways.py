"""The studio's own step and its own picture, as callables that can be timed."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import torch

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import SampleShape
from gan_studio.core.data.loader import Batch
from gan_studio.core.device import chosen_precision, precision_name
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.core.networks import build_networks


def precision_of_training() -> str:
    """What the studio trains in on this processor, where nobody chooses."""
    return precision_name(chosen_precision("auto", torch.device("cpu")))


def studio_step(config: RunConfig, sample_shape: SampleShape) -> Callable[[], object]:
    """One step of a run with that config on the processor, on random images without classes."""
    device = torch.device("cpu")
    precision = chosen_precision(config.training.precision, device)
    trainer = config.task.trainer(
        config, sample_shape, 0, device, precision, torch.Generator().manual_seed(0)
    )
    trainer.set_rates(config.schedule.factor(0.0))
    images = torch.rand(config.training.batch_size, *sample_shape) * 2 - 1
    real = Batch(images.contiguous(memory_format=torch.channels_last), None)
    return lambda: trainer.step(lambda size: real)


def untrained(config: RunConfig, sample_shape: SampleShape) -> TrainedGenerator:
    """A generator with fresh weights, opened as one is for drawing."""
    module = build_networks(config, sample_shape, 0).generator
    module = module.to(memory_format=torch.channels_last).eval().requires_grad_(False)
    return TrainedGenerator(module, config, (), 0, 0)


def studio_picture(model: TrainedGenerator) -> Callable[[], np.ndarray]:
    """Draws one picture of the next seed as Explore does: latent, network, bytes."""
    seeds = itertools.count()
    return lambda: draw(model, [PictureRequest(Latent(next(seeds)))])

"""Latents to learn directions from, and what a model makes of them."""

from __future__ import annotations

import math
from collections.abc import Generator as Work

import torch
from torch import Tensor
from torch.nn import functional

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.requests import PictureRequest
from gan_studio.core.latent.sample import class_weights
from gan_studio.core.latent.stages import Stage, changed, stages_of

_AT_ONCE = 500
_PIXELS_AT_ONCE = 2**15
_MOST_FEATURES = 2**26
"""Numbers kept of features at most, for all samples: 256 MB."""

SPREAD_SAMPLES = 2000


class _ReachedError(Exception):
    """The features looked for are there; the rest of the picture need not be drawn."""

    def __init__(self, features: Tensor) -> None:
        self.features = features


def latents(generator: Generator, count: int, seed: int) -> Tensor:
    """Latents [N, Z] from N(0, I)."""
    return torch.randn(count, generator.z_dim, generator=torch.Generator().manual_seed(seed))


def classes_like(generator: Generator, like: PictureRequest, count: int) -> Tensor | None:
    """The class weights of a request [N, K] for each of so many latents, or None without classes."""
    weights = class_weights(like, generator.num_classes)
    return None if weights is None else weights.to(_device(generator)).expand(count, -1)


def styles(generator: Generator, z: Tensor, like: PictureRequest) -> Work[Preparing, None, Tensor]:
    """The styles w [N, D] of latents z [N, Z], in main memory."""
    made: list[Tensor] = []
    for some in z.split(_AT_ONCE):
        with torch.inference_mode():
            labels = classes_like(generator, like, len(some))
            made.append(generator.mapping(some.to(_device(generator)), labels).cpu())
        yield Preparing("Mapping latents to styles", sum(map(len, made)) / len(z))
    return torch.cat(made).clone()


def nearest_stage(generator: Generator, side: int) -> Stage:
    """The stage whose side is nearest to the one wanted.

    Raises:
        InputError: for a network that makes no maps.
    """
    stages = stages_of(generator)
    if not stages:
        raise InputError("This network draws all pixels at once and has no features of a place to look at.")
    return min(stages, key=lambda stage: abs(math.log(stage.side / side)))


def features(
    generator: Generator, z: Tensor, stage: Stage, like: PictureRequest
) -> Work[Preparing, None, Tensor]:
    """The features [N, F] of latents at a stage, in main memory.

    Where there would be too many of them they are averaged over squares of places.
    """
    side = _pooled_side(stage, len(z))
    made: list[Tensor] = []
    few = max(1, min(64, _PIXELS_AT_ONCE // stage.side**2))
    for some in z.split(few):
        with torch.inference_mode():
            seen = _features(generator, some.to(_device(generator)), stage, like).float()
            made.append(functional.adaptive_avg_pool2d(seen, side).flatten(1).cpu())
        yield Preparing("Drawing pictures to look at", sum(map(len, made)) / len(z))
    return torch.cat(made).clone()


def spread(generator: Generator, like: PictureRequest) -> Work[Preparing, None, Tensor]:
    """The covariance float64 [D, D] of styles, by which directions in W are given their length."""
    w = yield from styles(generator, latents(generator, SPREAD_SAMPLES, 0), like)
    return torch.cov(w.double().t())


def typical(vectors: Tensor, covariance: Tensor | None) -> Tensor:
    """Vectors [K, Z], [K, D] or [K, L, D] made as long as one standard deviation along them.

    Args:
        vectors: float64, none of them 0.
        covariance: of styles [D, D], or None in Z, where every component has deviation 1. Of several
            layers' vectors the mean of the variances counts.
    """
    layered = vectors if vectors.ndim == 3 else vectors.unsqueeze(1)
    unit = layered / layered.square().sum(dim=2).mean(dim=1).sqrt()[:, None, None]
    if covariance is not None:
        variances = torch.einsum("kld,de,kle->kl", unit, covariance, unit).mean(dim=1)
        unit = unit * variances.clamp(min=0).sqrt()[:, None, None]
    return unit.view_as(vectors)


def _pooled_side(stage: Stage, count: int) -> int:
    """The side, halved as often as needed, at which the features of all samples can be kept."""
    side = stage.side
    while side > 1 and count * stage.channels * side**2 > _MOST_FEATURES:
        side //= 2
    return side


def _features(generator: Generator, z: Tensor, stage: Stage, like: PictureRequest) -> Tensor:
    def stop(seen: Tensor) -> Tensor:
        raise _ReachedError(seen)

    with changed(generator, stage, stop):
        try:
            generator.draw(z, classes_like(generator, like, len(z)))
        except _ReachedError as reached:
            return reached.features
    raise ValueError(f"The network was drawn without the stage {stage}.")


def _device(generator: Generator) -> torch.device:
    return next(generator.parameters()).device

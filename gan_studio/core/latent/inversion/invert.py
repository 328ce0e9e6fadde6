"""Finding a latent whose picture is a given one: inversion, which papers also call projection.

Of many random points the best are followed for a while, then the best of these: by Adam, as in StyleGAN2
[Karras 2020, appendix D], with rates that rise at first and fall as a cosine and with styles shaken at
first; and for the last steps by L-BFGS, which learns how slopes change and so comes several decibels
nearer in as many steps. In W+ all layers share one style at first. Noise stays the model's own, or where
that is wished is looked for too, once the best points are known.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing
from gan_studio.core.latent.inversion.options import (
    InversionOptions,
    InversionStep,
    check_options,
    default_space,
    psnr_of,
)
from gan_studio.core.latent.inversion.search import InversionSearch, Nearest
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import batch_size, cores_for_one
from gan_studio.core.latent.requests import Noise, PictureRequest
from gan_studio.core.latent.threads import compute_on
from gan_studio.core.latent.vectors import SPACES
from gan_studio.core.pictures import as_pixels

if TYPE_CHECKING:
    from gan_studio.core.checkpoint import TrainedGenerator

_STARTING = "Looking for where to begin"


@torch.inference_mode(False)
@torch.enable_grad()
def invert(
    model: TrainedGenerator, target: np.ndarray, options: InversionOptions | None = None
) -> Iterator[Preparing | InversionStep]:
    """Looks for the latent of a picture, nearer step by step; ends early once every byte is right.

    The same for the same seed, on as many cores.

    Args:
        target: uint8 [H, W, C] of the model's own shape.
        options: those that inversion_options.check_options lets pass.

    Returns:
        The last step. Every step holds the nearest picture so far.

    Raises:
        InputError: if the model's pictures are not finite.
        ValueError: if the target has another shape, or the model has no such space or no noise.
    """
    options = _with_space(options or InversionOptions(), model)
    channels, height, width = model.sample_shape
    if target.shape != (height, width, channels):
        raise ValueError(f"The target is {target.shape}; the model draws {(height, width, channels)}.")
    if options.noise and not model.module.has_noise:
        raise ValueError("Noise is to be looked for; the model adds none.")
    device = next(model.module.parameters()).device
    wanted = torch.tensor(target, device=device).permute(2, 0, 1).float() / 127.5 - 1
    yield Preparing(_STARTING, 0.0)
    search = InversionSearch(_with_gradients(model.module), wanted, options)
    for share in search.find_starts(batch_size(model)):
        yield Preparing(_STARTING, share)
    report = _Report(search, target, options)
    for _ in search.descend():
        yield report.newest()
        if report.newest().psnr == float("inf"):
            break
    return report.newest()


def invert_in_file(
    checkpoint: Path, target: np.ndarray, options: InversionOptions
) -> Iterator[Preparing | InversionStep]:
    """Inverts with a copy of its own of a model, on all cores but one; otherwise as invert."""
    compute_on(cores_for_one())
    yield Preparing("Opening the model")
    model, facts = open_model(checkpoint)
    check_options(options, facts)
    return (yield from invert(model, target, options))


class _Report:
    """Tells of a search, and makes anew only what changed."""

    def __init__(self, search: InversionSearch, target: np.ndarray, options: InversionOptions) -> None:
        self._search, self._target, self._options = search, target, options
        self._told: tuple[Nearest, InversionStep] | None = None

    def newest(self) -> InversionStep:
        """How near the search has come."""
        search, steps = self._search, self._options.steps
        nearest = search.nearest
        if nearest is None:
            raise InputError(
                "This model draws no pictures: its training diverged; open an earlier checkpoint."
            )
        if self._told is None or self._told[0] is not nearest:
            self._told = nearest, self._step_of(nearest)
        return replace(self._told[1], step=min(search.done, steps), losses=dict(search.losses))

    def _step_of(self, nearest: Nearest) -> InversionStep:
        image = as_pixels(nearest.image.unsqueeze(0).cpu().numpy())[0]
        latent = self._search.space.latent(nearest.point, f"Inverted in {SPACES[self._options.space]}")
        noise = Noise() if nearest.maps is None else Noise(maps=self._search.noise.stored(nearest.maps))
        request = PictureRequest(latent, label=nearest.label, noise=noise)
        psnr = psnr_of(image, self._target)
        return InversionStep(0, self._options.steps, {}, nearest.distance, psnr, image, request)


def _with_gradients(generator: Generator) -> Generator:
    """The generator, or a copy of one that was opened in inference mode, which allows no gradients."""
    tensors = [*generator.parameters(), *generator.buffers()]
    return copy.deepcopy(generator) if any(tensor.is_inference() for tensor in tensors) else generator


def _with_space(options: InversionOptions, model: TrainedGenerator) -> InversionOptions:
    space = options.space or default_space(model.latent_spaces)
    if space not in model.latent_spaces:
        raise ValueError(f"The space is {space}; the model has {', '.join(model.latent_spaces)}.")
    return replace(options, space=space)

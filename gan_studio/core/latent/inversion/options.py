"""What inversion is asked for, and what it tells on the way: plain frozen values, without torch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.core.latent.vectors import SPACES

LOSSES = {
    "mse": "Pixels",
    "l1": "Pixels, forgiving",
    "features": "Features",
    "mse+features": "Pixels and features",
    "l1+features": "Pixels, forgiving, and features",
}
"""What may be compared: squared or absolute differences of pixels, a network's features, or both."""

FITS = {"crop": "Middle cut out", "pad": "White border", "stretch": "Squeezed"}
"""How a picture that is no square becomes one."""

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".gif")

DEFAULT_STEPS, MAX_STEPS = 400, 100_000


@dataclass(frozen=True)
class InversionOptions:
    """How a latent is looked for.

    Attributes:
        space: a key of SPACES that the model has, or None for W, and Z where there is no W.
        steps: how often the picture is drawn and improved.
        loss: a key of LOSSES.
        feature_weight: what the distance of features counts beside that of pixels.
        learning_rate: of Adam, where 1 is as long as a latent is on average in each component.
        w_noise: how much styles are shaken at first, as a share of their spread
            [Karras 2020, appendix D].
        label: the class, or None to take the one that comes nearest.
        seed: of the latents that are tried first.
        samples: how many of them; fewer where pictures are large or slow.
        starts: how many of the best are followed at first, fewer where pictures are large or slow; half
            of them are left after every few steps.
        noise: whether the noise maps of a network that adds noise are looked for too
            [Karras 2020, appendix D].
        noise_weight: what likeness of neighbours in noise maps counts.
    """

    space: str | None = None
    steps: int = DEFAULT_STEPS
    loss: str = "mse"
    feature_weight: float = 0.1
    learning_rate: float = 0.1
    w_noise: float = 0.05
    label: int | None = None
    seed: int = 0
    samples: int = 512
    starts: int = 32
    noise: bool = False
    noise_weight: float = 0.1


@dataclass(frozen=True)
class InversionStep:
    """How near inversion has come.

    Attributes:
        step, steps: how many are done of how many.
        losses: the terms of the distance at this step: "pixels", "features", "prior" and "noise", as far
            as they count.
        distance: the smallest distance so far, which image, psnr and request belong to.
        psnr: of the nearest picture in decibels; infinite where all bytes are the target's.
        image: the nearest picture, uint8 [H, W, C].
        request: what draws it: a stored latent at psi 1, with the noise that was found where it was
            looked for.
    """

    step: int
    steps: int
    losses: dict[str, float]
    distance: float
    psnr: float
    image: np.ndarray = field(repr=False)
    request: PictureRequest = field(repr=False)

    @property
    def latent(self) -> Latent:
        """The latent of the nearest picture."""
        return self.request.latent


def default_space(spaces: tuple[str, ...]) -> str:
    """The space to look in where a person names none."""
    return "w" if "w" in spaces else "z"


def check_options(options: InversionOptions, facts: ModelFacts) -> None:
    """Raises InputError, with a sentence, for options that the model cannot be inverted with."""
    if options.space is not None and options.space not in facts.latent_spaces:
        there = ", ".join(facts.latent_spaces)
        name = SPACES.get(options.space, options.space)
        raise InputError(f"{facts.name} has no latent space {name}; choose one that it has: {there}.")
    if options.loss not in LOSSES:
        raise unknown_name("loss", options.loss, LOSSES)
    if not 1 <= options.steps <= MAX_STEPS:
        raise InputError(f"The steps are {options.steps:,}; they must be from 1 to {MAX_STEPS:,}.")
    if not 0 <= options.seed <= MAX_SEED:
        raise InputError(f"The seed is {options.seed:,}; it must be from 0 to {MAX_SEED:,}.")
    if options.noise and not facts.has_noise:
        raise InputError(f"{facts.name} adds no noise to its layers; leave the noise out.")
    if options.label is not None and not facts.num_classes:
        raise InputError(f"{facts.name} was trained without classes; leave the class out.")
    if options.label is not None and not 0 <= options.label < facts.num_classes:
        raise InputError(
            f"There is no class {options.label} in {facts.name}; it has 0 to {facts.num_classes - 1}."
        )


def psnr_of(image: np.ndarray, target: np.ndarray) -> float:
    """Peak signal-to-noise ratio of two uint8 pictures in decibels; infinite where they are equal."""
    error = np.square(image.astype(np.float64) - target).mean()
    return math.inf if error == 0 else 10 * math.log10(255**2 / error)

"""`gan-studio invert`: the latent of a picture."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from gan_studio import paths
from gan_studio.cli.progress import show_progress
from gan_studio.core.errors import InputError, unknown_name
from gan_studio.core.events import Preparing
from gan_studio.core.latent.inversion.options import (
    DEFAULT_STEPS,
    FITS,
    LOSSES,
    InversionOptions,
    InversionStep,
    check_options,
    default_space,
)

if TYPE_CHECKING:
    import numpy as np

    from gan_studio.core.checkpoint import TrainedGenerator
    from gan_studio.core.latent.requests import ModelFacts

HELP = "Find the latent of a picture."

_EXACT_PSNR = 150.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help="a checkpoint file, a run's folder (best, else newest checkpoint), or a shipped model's name",
    )
    parser.add_argument("image", metavar="IMAGE", help="the picture: PNG, JPEG, WebP and others")
    _configure_search(parser)
    parser.add_argument(
        "--fit",
        choices=tuple(FITS),
        default=next(iter(FITS)),
        help="how a picture that is no square becomes one (default crop: its middle)",
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="DIR",
        help="a folder for target.png, result.png with its recipe, and latent.npz",
    )


def _configure_search(parser: argparse.ArgumentParser) -> None:
    """Declare how the latent is looked for."""
    parser.add_argument(
        "--space",
        metavar="z|w|w_plus",
        help="where to look: w_plus comes nearest to pictures that the model did not draw, w keeps them "
        "easier to edit, z is all that a model without styles has (default: w, else z)",
    )
    parser.add_argument(
        "--steps",
        type=int,
        default=DEFAULT_STEPS,
        metavar="N",
        help=f"how often the picture is drawn and improved (default {DEFAULT_STEPS})",
    )
    parser.add_argument(
        "--loss",
        default=InversionOptions.loss,
        metavar="|".join(LOSSES),
        help="what is compared (default mse)",
    )
    parser.add_argument(
        "--noise",
        action="store_true",
        help="look for the noise of the layers too, which keeps fine details that no latent has; only for a "
        "model that adds noise (default: the noise stays the model's own)",
    )
    parser.add_argument(
        "--label",
        metavar="K",
        help="the class, as its number from 0 or its name (default: the one that comes nearest)",
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="of the latents that are tried first (default 0)"
    )


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Invert and write; Ctrl-C writes the best so far.

    Raises:
        KeyboardInterrupt: after writing, where it was pressed.
    """
    from gan_studio.core.latent.inversion.files import make_folder, write_inversion
    from gan_studio.core.latent.inversion.target import read_target
    from gan_studio.core.latent.opening import open_model
    from gan_studio.core.shipped import find_model

    out = paths.typed(arguments.out)
    model, facts = open_model(find_model(arguments.model))
    options = _options(arguments, facts)
    target = read_target(paths.typed(arguments.image), model.sample_shape, arguments.fit)
    make_folder(out)
    start = time.perf_counter()
    found, was_pressed = _searched(model, target, options)
    if found is not None:
        found = write_inversion(out, target, found, (model, facts))
    if found is None or was_pressed:
        raise KeyboardInterrupt
    return {
        "distance": found.distance,
        "psnr": min(found.psnr, _EXACT_PSNR),
        "out": str(out),
        "space": options.space,
        "label": found.request.label,
        "noise": options.noise,
        "steps": found.step,
        "seconds": time.perf_counter() - start,
    }


def describe(result: dict[str, Any]) -> str:
    """How near it came, and where it is."""
    psnr = result["psnr"]
    nearness = "every byte is right" if psnr == _EXACT_PSNR else f"{psnr:.1f} dB"
    return (
        f"Found in {result['seconds']:.0f} s: {nearness}. {result['out']} holds the latent and its picture."
    )


def _options(arguments: argparse.Namespace, facts: ModelFacts) -> InversionOptions:
    options = InversionOptions(
        space=arguments.space or default_space(facts.latent_spaces),
        steps=arguments.steps,
        loss=arguments.loss,
        label=_label(arguments.label, facts),
        seed=arguments.seed,
        noise=arguments.noise,
    )
    check_options(options, facts)
    return options


def _label(text: str | None, facts: ModelFacts) -> int | None:
    if text is None or text.isdecimal():
        return None if text is None else int(text)
    if not facts.num_classes:
        raise InputError(f"{facts.name} was trained without classes; leave --label out.")
    names = {name.casefold(): label for label, name in enumerate(facts.classes)}
    if text.casefold() not in names:
        raise unknown_name(f"class in {facts.name} called", text, facts.classes)
    return names[text.casefold()]


def _searched(
    model: TrainedGenerator, target: np.ndarray, options: InversionOptions
) -> tuple[InversionStep | None, bool]:
    """The nearest picture, if there is one yet, and whether Ctrl-C ended the search."""
    from gan_studio.cli.train import interruptible
    from gan_studio.core.latent.inversion.invert import invert

    found: InversionStep | None = None
    events = invert(model, target, options)
    with interruptible() as pressed:
        for event in events:
            if isinstance(event, InversionStep):
                found = event
                what = f"Inverting: step {event.step:,} of {event.steps:,}, {event.psnr:.1f} dB"
                event = Preparing(what, event.step / event.steps)
            show_progress(event)
            if pressed:
                break
        events.close()
    return found, bool(pressed)

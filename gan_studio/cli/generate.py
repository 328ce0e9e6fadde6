"""`gan-studio generate`: pictures from a trained model."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gan_studio import paths
from gan_studio.cli.progress import show_progress
from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.errors import InputError, unknown_name

if TYPE_CHECKING:
    from gan_studio.core.latent.requests import ModelFacts, PictureRequest

HELP = "Draw pictures with a trained model."

_MOST_PICTURES = 10_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help="a checkpoint file, a run's folder (best, else newest checkpoint), or a shipped model's name",
    )
    parser.add_argument("--n", type=int, default=64, metavar="N", help="how many pictures (default 64)")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="picture i is drawn from seed S + i (default 0)"
    )
    parser.add_argument(
        "--psi",
        type=float,
        default=1.0,
        metavar="P",
        help="truncation: below 1 gives more typical and less varied pictures (default 1)",
    )
    parser.add_argument(
        "--cutoff",
        type=int,
        metavar="L",
        help="truncate the first L style layers only, for a model that has them",
    )
    parser.add_argument(
        "--label",
        metavar="K",
        help="the class of every picture, as its number from 0 or its name; “all”, which is the default "
        "for a model with classes, takes the classes in turn",
    )
    parser.add_argument(
        "--space", metavar="z|w", help="where truncation happens (default: w for a model that has it, else z)"
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="X",
        help="a .npz of arrays, a .png of all pictures in a grid, or a folder of PNGs with their recipes",
    )


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Draw and write the pictures; the time counts from the first picture on."""
    _check_seeds(arguments.seed, arguments.n)
    from gan_studio.core.latent.opening import open_model
    from gan_studio.core.latent.writing import write_pictures
    from gan_studio.core.shipped import find_model

    model, facts = open_model(find_model(arguments.model))
    check_space(arguments.space, facts)
    requests = _requests(arguments, facts)
    out = paths.typed(arguments.out)
    start = time.perf_counter()
    for progress in write_pictures((model, facts), requests, out):
        show_progress(progress)
    return {"images": len(requests), "seconds": time.perf_counter() - start, "out": str(out)}


def describe(result: dict[str, Any]) -> str:
    """How many pictures are where, and how fast they were drawn."""
    count, seconds = result["images"], result["seconds"]
    speed = f"{count / seconds:,.0f} images/s" if seconds else "at once"
    return (
        f"{count:,} {'picture' if count == 1 else 'pictures'} in {result['out']} ({seconds:.1f} s, {speed})"
    )


def _requests(arguments: argparse.Namespace, facts: ModelFacts) -> Sequence[PictureRequest]:
    from gan_studio.core.latent.checks import check
    from gan_studio.core.latent.requests import Latent, PictureRequest, SeedSeries

    labels = labels_named(arguments.label, facts)
    first = PictureRequest(Latent(arguments.seed), arguments.psi, arguments.cutoff, next(iter(labels), None))
    check(first, facts)
    return SeedSeries(first, arguments.seed, arguments.n, labels)


def labels_named(text: str | None, facts: ModelFacts) -> tuple[int, ...]:
    """The classes that take turns: one by its number or name, or “all”; none for a model without classes."""
    if not facts.num_classes:
        if text is not None:
            raise InputError(f"{facts.name} was trained without classes; leave --label out.")
        return ()
    if text is None or text == "all":
        return tuple(range(facts.num_classes))
    if text.isdecimal():
        return (int(text),)
    names = {name.casefold(): label for label, name in enumerate(facts.classes)}
    if text.casefold() not in names:
        raise unknown_name(f"class in {facts.name} called", text, [*facts.classes, "all"])
    return (names[text.casefold()],)


def _check_seeds(seed: int, count: int) -> None:
    if not 1 <= count <= _MOST_PICTURES:
        raise InputError(f"--n is {count:,}; it must be from 1 to {_MOST_PICTURES:,}.")
    if not 0 <= seed <= MAX_SEED - count + 1:
        raise InputError(
            f"Seeds {seed:,} to {seed + count - 1:,} are out of range; they must be from 0 to {MAX_SEED:,}."
        )


def check_space(space: str | None, facts: ModelFacts) -> None:
    """Raises InputError for a space that the model's latents cannot be in."""
    if space is not None and space not in facts.latent_spaces:
        spaces = " and ".join(facts.latent_spaces)
        raise InputError(
            f"{facts.name} has no latent space {space}; use --space with one that it has: {spaces}."
        )

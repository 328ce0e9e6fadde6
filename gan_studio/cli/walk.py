"""`gan-studio walk`: films through latent space."""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_studio import paths
from gan_studio.cli.generate import check_space, labels_named
from gan_studio.cli.progress import show_progress
from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.errors import InputError

if TYPE_CHECKING:
    from gan_studio.core.latent.requests import ModelFacts, PictureRequest
    from gan_studio.core.latent.timeline import Timeline

HELP = "Make a film through a model's latent space."

_MOST_SECONDS = 36_000
_SECONDS_EACH = 2.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help="a checkpoint file, a run's folder (best, else newest checkpoint), or a shipped model's name",
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--seeds", metavar="1,2,3", help="the seeds that the film passes, in order")
    way.add_argument(
        "--random", type=int, metavar="N", help="pass N random seeds at a steady speed, which --seed decides"
    )
    way.add_argument(
        "--timeline", metavar="FILE", help="show a timeline: a .json file of one, or a film that holds one"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="decides the seeds of --random (default 0)"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        metavar="T",
        help="how long the film is (default 2 for each way from seed to seed; a timeline's own)",
    )
    parser.add_argument("--fps", type=float, default=30.0, metavar="F", help="frames per second (default 30)")
    parser.add_argument("--psi", type=float, default=1.0, metavar="P", help="truncation (default 1)")
    parser.add_argument(
        "--label",
        metavar="K",
        help="the class, as its number or name (default the first); “all” takes the classes in turn",
    )
    parser.add_argument(
        "--space",
        metavar="z|w",
        help="z turns latents around the origin (default), w goes straight from style to style",
    )
    parser.add_argument("--loop", action="store_true", help="lead from the last seed back to the first")
    _configure_file(parser)


def _configure_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        metavar="X",
        help="how many times larger than the model's pictures; a whole number keeps pixels sharp (default 1)",
    )
    parser.add_argument("--smooth", action="store_true", help="blur enlarged pixels into each other")
    parser.add_argument(
        "--quality", default="high", metavar="Q", help="high, medium or small, for .mp4 and .webp"
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="X",
        help="a .mp4, .gif or .webp, or a new folder of PNGs; each holds the recipe it was made from",
    )


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """Draw and write the film."""
    _check_times(arguments)
    from gan_studio.core.latent.film.options import FilmOptions, check_film, kind_of
    from gan_studio.core.latent.film.write import write_film
    from gan_studio.core.latent.opening import open_model
    from gan_studio.core.shipped import find_model

    out = paths.typed(arguments.out)
    kind = kind_of(out)
    model, facts = open_model(find_model(arguments.model))
    timeline = _timeline(arguments, facts)
    frames = timeline.frames(arguments.fps)
    options = FilmOptions(
        arguments.fps, arguments.scale, arguments.smooth, arguments.quality, timeline=timeline
    )
    check_film(facts.sample_shape, len(frames), options, kind)
    for progress in write_film((model, facts), frames, out, options):
        show_progress(progress)
    return {"frames": len(frames), "out": str(out)}


def describe(result: dict[str, Any]) -> str:
    """How many frames are where."""
    count = result["frames"]
    return f"{count:,} {'frame' if count == 1 else 'frames'} in {result['out']}"


def _timeline(arguments: argparse.Namespace, facts: ModelFacts) -> Timeline:
    """The timeline that was asked for, of pictures that the model can draw, as long as was asked for."""
    from gan_studio.core.latent.checks import check
    from gan_studio.core.latent.requests import CURVE
    from gan_studio.core.latent.timeline import Keyframe, Timeline

    if arguments.timeline is not None:
        if (arguments.psi, arguments.label, arguments.space) != (1.0, None, None):
            raise InputError(
                "A timeline says psi, class and space itself; leave --psi, --label, --space out."
            )
        timeline = read_timeline(paths.typed(arguments.timeline))
        timeline = replace(timeline, loops=timeline.loops or arguments.loop)
    else:
        stops = _stops(arguments, facts)
        is_random = arguments.random is not None
        method = "lerp" if arguments.space == "w" else CURVE if is_random else "slerp"
        easing = "linear" if is_random else "ease"
        keyframes = (Keyframe(place * _SECONDS_EACH, stop, easing) for place, stop in enumerate(stops))
        timeline = Timeline(tuple(keyframes), method, arguments.loop, _SECONDS_EACH)
    try:
        for keyframe in timeline.keyframes:
            check(keyframe.request, facts)
    except InputError as error:
        if arguments.timeline is None:
            raise
        raise InputError(f"{arguments.timeline} does not suit this model: {error}") from error
    return timeline if arguments.seconds is None else timeline.stretched(arguments.seconds)


def _stops(arguments: argparse.Namespace, facts: ModelFacts) -> list[PictureRequest]:
    """The pictures that the film passes."""
    from gan_studio.core.latent.random_walk import random_seed
    from gan_studio.core.latent.requests import Latent, PictureRequest

    check_space(arguments.space, facts)
    if arguments.random is not None:
        seeds = [random_seed(arguments.seed, place) for place in range(arguments.random)]
    else:
        seeds = _seeds(arguments.seeds)
    if len(seeds) < 2:
        raise InputError("A film needs two seeds or more to lead from one to another; give more.")
    labels = labels_named("0" if arguments.label is None and facts.num_classes else arguments.label, facts)
    return [
        PictureRequest(Latent(seed), arguments.psi, None, labels[place % len(labels)] if labels else None)
        for place, seed in enumerate(seeds)
    ]


def read_timeline(path: Path) -> Timeline:
    """The timeline in a .json file, or in a film's recipe.

    Raises:
        InputError: if there is none.
    """
    from gan_studio.core.latent.film.recipe import read_film_recipe
    from gan_studio.core.latent.timeline import timeline_from

    if path.suffix.lower() != ".json":
        timeline = read_film_recipe(path).timeline
    else:
        try:
            timeline = timeline_from(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(f"{path} holds no timeline that can be read; it may be damaged.") from error
    if timeline is None or not timeline.keyframes:
        raise InputError(f"{path} holds no keyframes; give a timeline with one or more.")
    return timeline


def _seeds(text: str | None) -> list[int]:
    if text is None:
        raise InputError("The film needs a way: give --seeds 1,2,3, --random N, or --timeline FILE.")
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not part.isdecimal() or int(part) > MAX_SEED:
            raise InputError(f"“{part}” is no seed; give numbers from 0 to {MAX_SEED:,}, such as 1,2,3.")
    return [int(part) for part in parts]


def _check_times(arguments: argparse.Namespace) -> None:
    seconds, fps = arguments.seconds, arguments.fps
    if seconds is not None and not (math.isfinite(seconds) and 0 < seconds <= _MOST_SECONDS):
        raise InputError(f"--seconds is {seconds:g}; it must be above 0, at most {_MOST_SECONDS:,}.")
    if not (math.isfinite(fps) and fps > 0):
        raise InputError(f"--fps is {fps:g}; it must be above 0.")
    for option, value, most in (("--seed", arguments.seed, MAX_SEED), ("--random", arguments.random, 1024)):
        if value is not None and not 0 <= value <= most:
            raise InputError(f"{option} is {value}; it must be from 0 to {most:,}.")
    if arguments.seeds is not None and arguments.seeds.count(",") >= 1024:
        raise InputError("--seeds lists more than 1,024 seeds; give fewer.")

"""`gan-studio evaluate`: scores of trained models against data and against each other."""

from __future__ import annotations

import argparse
import math
from typing import Any

from gan_studio.cli.scores_text import described
from gan_studio.cli.scoring import chosen_metrics, configure_scoring, scored
from gan_studio.core.errors import InputError

HELP = "Score trained models against data and against each other."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the models, the data and how to score."""
    parser.add_argument(
        "models",
        nargs="+",
        metavar="MODEL",
        help="a checkpoint file, a run's folder (best, else newest checkpoint), or a shipped model's name",
    )
    parser.add_argument(
        "--data",
        metavar="SOURCE",
        help="what to compare with: a shipped set's name, a folder of images, a zip, an IDX or .npz file, or "
        "torchvision:NAME (default: what the model was trained on)",
    )
    parser.add_argument(
        "--split",
        default="auto",
        metavar="auto|held-out|training|all",
        help="which pictures of the data; auto takes those held out from training where they are enough",
    )
    parser.add_argument(
        "--repeats",
        type=int,
        default=1,
        metavar="R",
        help="draw and score this often with other seeds, and give mean and spread (default 1)",
    )
    parser.add_argument(
        "--psi", type=float, default=1.0, metavar="P", help="truncation while drawing (default 1, none)"
    )
    configure_scoring(parser)


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """One entry for each metric; with several models, those of the first, and all under "models"."""
    from gan_studio.core.evaluation_plan import Plan, Subject

    _check_psi(arguments.psi)
    plan = Plan(
        subjects=tuple(Subject(text) for text in dict.fromkeys(arguments.models)),
        data=arguments.data or "",  # each model's own
        metrics=chosen_metrics(arguments.metrics),
        extractor=arguments.features,
        weights=arguments.weights,
        count=arguments.n,
        split=arguments.split,
        repeats=arguments.repeats,
        psi=arguments.psi,
        seed=arguments.seed,
        device=arguments.device,
    )
    return scored(plan, arguments.out, may_download=arguments.download)


def describe(result: dict[str, Any]) -> str:
    """A table of the scores, what they were computed from, and notes."""
    return described(result)


def _check_psi(psi: float) -> None:
    from gan_studio.core.latent.requests import MAX_PSI

    if not math.isfinite(psi) or abs(psi) > MAX_PSI:
        raise InputError(f"--psi is {psi:g}; it must be from {-MAX_PSI:g} to {MAX_PSI:g}.")

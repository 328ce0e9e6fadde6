"""`gan-studio compare`: scores of one set of pictures against another."""

from __future__ import annotations

import argparse
from typing import Any

from gan_studio.cli.scores_text import described
from gan_studio.cli.scoring import chosen_metrics, configure_scoring, scored

HELP = "Score one set of pictures against another."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the two sets and how to score."""
    what = "a folder of images, a zip, an IDX or .npz file, a shipped set's name, or torchvision:NAME"
    parser.add_argument("judged", metavar="A", help=f"the pictures to judge: {what}")
    parser.add_argument("reference", metavar="B", help="the pictures they are compared with, given likewise")
    configure_scoring(parser)


def execute(arguments: argparse.Namespace) -> dict[str, Any]:
    """One entry for each metric."""
    from gan_studio.core.evaluation_plan import Plan, Subject

    plan = Plan(
        subjects=(Subject(arguments.judged, "pictures"),),
        data=arguments.reference,
        metrics=chosen_metrics(arguments.metrics),
        extractor=arguments.features,
        weights=arguments.weights,
        count=arguments.n,
        split="all",
        seed=arguments.seed,
        device=arguments.device,
    )
    return scored(plan, arguments.out, may_download=arguments.download)


def describe(result: dict[str, Any]) -> str:
    """A table of the scores, what they were computed from, and notes."""
    return described(result)

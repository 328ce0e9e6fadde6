"""What the commands that score have in common: their options, the scoring itself, what they print."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_studio import paths
from gan_studio.cli.progress import end_line, show_progress
from gan_studio.cli.scores_text import described
from gan_studio.core.errors import InputError
from gan_studio.core.events import Preparing

if TYPE_CHECKING:
    from gan_studio.core.evaluate import Evaluation
    from gan_studio.core.evaluation_plan import Plan

_ALL = "all"


def configure_scoring(parser: argparse.ArgumentParser) -> None:
    """Declare the options of every command that scores."""
    parser.add_argument(
        "--n",
        type=int,
        default=10_000,
        metavar="N",
        help="how many pictures to judge (default 10,000, the fewest that a published FID is computed from)",
    )
    parser.add_argument(
        "--metrics",
        metavar="M,M,…",
        help="names separated by commas, or “all” for every metric that applies "
        "(default: Fréchet and kernel distance, precision and recall)",
    )
    parser.add_argument(
        "--features",
        default="embedded",
        metavar="NAME",
        help="what features are taken with: embedded, inception-v3 or torchvision:NAME (default embedded, "
        "whose scores are not comparable with published ones)",
    )
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="the weights of --features, where they do not ship"
    )
    parser.add_argument(
        "--download",
        action="store_true",
        help="allow the published weights of --features to be fetched, where they are not here",
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="decides every random choice (default 0)"
    )
    parser.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda, mps or xpu")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="also write a .csv, a .json, an .html page with pictures, or a .toml for a card",
    )


def chosen_metrics(text: str | None) -> tuple[str, ...]:
    """The names that --metrics asks for."""
    from gan_studio.core.evaluation_plan import DEFAULT_METRICS
    from gan_studio.core.registry import METRICS

    if text is None:
        return DEFAULT_METRICS
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if _ALL in names:
        return tuple(METRICS.names())
    return tuple(METRICS.entry(name).name for name in dict.fromkeys(names))


def scored(plan: Plan, out: Path | None, may_download: bool) -> dict[str, Any]:
    """Carry a plan out; the object that --json prints.

    Args:
        out: where a report goes, or None.
        may_download: whether weights that are not here may be fetched.

    Raises:
        InputError: if there is not one score, or the report cannot be written.
    """
    from gan_studio.core.device import chosen_device
    from gan_studio.core.report import check_report_path

    chosen_device(plan.device)
    if out is not None:
        out = paths.typed(str(out))
        check_report_path(out)
    if may_download and plan.weights is None:
        _fetch_weights(plan.extractor)
    evaluation = _evaluated(plan, out)
    if not evaluation.scores:
        raise InputError(evaluation.refused[0].why)
    return _kept(evaluation, out)


def _fetch_weights(extractor: str) -> None:
    """Download what an extractor needs and is not here."""
    import torch

    from gan_studio.core.features import published_weights_of
    from gan_studio.core.weights import download, found_weights

    wanted = published_weights_of(extractor)
    if wanted is None:
        return
    try:
        found_weights(wanted, None, [Path(torch.hub.get_dir()) / "checkpoints"])
    except InputError:
        for event in download(wanted):
            show_progress(event)


def _evaluated(plan: Plan, out: Path | None) -> Evaluation:
    """The evaluation, its progress shown; if a person ends it, what there is until then is kept."""
    from gan_studio.core.evaluate import Evaluation, Scored, evaluate

    so_far = Evaluation(plan)
    events = evaluate(plan)
    try:
        while True:
            event = next(events)
            if isinstance(event, Preparing):
                show_progress(event)
            else:
                (so_far.scores if isinstance(event, Scored) else so_far.refused).append(event)
    except StopIteration as stop:
        return stop.value
    except KeyboardInterrupt:
        if so_far.scores:
            end_line()
            print(described(_kept(so_far, out)), file=sys.stderr)
        raise
    finally:
        events.close()


def _kept(evaluation: Evaluation, out: Path | None) -> dict[str, Any]:
    """The evaluation as a command's result, after its report is written.

    The first subject's metrics come first; where there are several subjects, all follow by name.
    """
    from gan_studio.core.report import subject_values, table_of, write_report

    table = table_of(evaluation)
    subjects = {row.subject.text: subject_values(table, place) for place, row in enumerate(table.rows)}
    result: dict[str, Any] = dict(next(iter(subjects.values())))
    if len(subjects) > 1:
        result["models"] = subjects
    if out is not None:
        try:
            write_report(evaluation, out)
        except InputError:
            end_line()
            print(described(result), file=sys.stderr)  # what took long to compute is not lost
            raise
        result["out"] = str(out)
    return result

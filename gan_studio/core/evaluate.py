"""Scoring models and sets of pictures: one flow for the command line, the window and the tests."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from gan_studio.core.config.options import MAX_SEED
from gan_studio.core.device import chosen_device
from gan_studio.core.errors import InputError
from gan_studio.core.evaluation_plan import Plan, Subject
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Evidence, Metric
from gan_studio.core.features import FeatureNetwork, open_extractor
from gan_studio.core.registry import METRICS
from gan_studio.core.repeated import over_repeats
from gan_studio.core.scores import Measured, Protocol, Score
from gan_studio.core.subjects import data_sides, open_subject


@dataclass(frozen=True, eq=False)
class Scored:
    """One score of one subject is there."""

    subject: Subject
    score: Score


@dataclass(frozen=True, eq=False)
class Refused:
    """One metric cannot be computed for one subject, or the subject cannot be opened.

    Attributes:
        metric: registered name, or "" where it is the subject itself.
        label: of the metric, for a person.
        why: a sentence that says what to do.
    """

    subject: Subject
    metric: str
    label: str
    why: str


@dataclass(eq=False)
class Evaluation:
    """Everything that was found.

    Attributes:
        plan: what was asked.
        scores, refused: in the order they came.
        seconds: how long it took.
    """

    plan: Plan
    scores: list[Scored] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    seconds: float = 0.0


Evaluating = Generator[Preparing | Scored | Refused, None, Evaluation]


def evaluate(plan: Plan) -> Evaluating:
    """Score every subject; closing the generator cancels.

    A subject or a metric that does not work is told as Refused, and the others go on; where there is
    only one subject, its fault is raised.

    Raises:
        InputError: for an unknown metric, extractor or data set, or a number out of range.
    """
    began = time.perf_counter()
    metrics = chosen_metrics(plan)
    _check(plan)
    extractor = None
    if any("features" in metric.needs or "probabilities" in metric.needs for metric in metrics):
        yield Preparing(f"Opening the feature extractor {plan.extractor}")
        extractor = open_extractor(plan.extractor, chosen_device(plan.device), plan.weights)
    evaluation = Evaluation(plan)
    for subject in plan.subjects:
        for found in _one_subject(plan, subject, metrics, extractor):
            if isinstance(found, Scored):
                evaluation.scores.append(found)
            elif isinstance(found, Refused):
                evaluation.refused.append(found)
            yield found
    evaluation.seconds = time.perf_counter() - began
    return evaluation


def chosen_metrics(plan: Plan) -> list[Metric]:
    """The metrics of a plan, those given by name with their defaults.

    Raises:
        InputError: for an unknown name, with the nearest one, or if there is none.
    """
    if not plan.metrics:
        raise InputError("No metric is chosen; choose one or more.")
    chosen = [METRICS.entry(wanted).part() if isinstance(wanted, str) else wanted for wanted in plan.metrics]
    return list(dict.fromkeys(chosen))


def _check(plan: Plan) -> None:
    if not plan.subjects:
        raise InputError("Nothing is chosen to be scored; choose one or more models.")
    for value, least, most, what in (
        (plan.count, 2, 1_000_000, "The number of pictures"),
        (plan.repeats, 1, 100, "The number of repeats"),
        (plan.seed, 0, MAX_SEED - plan.count * plan.repeats, "The seed"),
    ):
        if not least <= value <= most:
            raise InputError(f"{what} is {value:,}; it must be from {least:,} to {most:,}.")
    if plan.split not in ("auto", "held-out", "training", "all"):
        raise InputError(f"There is no split “{plan.split}”; choose auto, held-out, training or all.")


def _one_subject(
    plan: Plan, subject: Subject, metrics: list[Metric], extractor: FeatureNetwork | None
) -> Iterator[Preparing | Scored | Refused]:
    try:
        opened = yield from open_subject(subject.text, subject.kind, plan)
        sides = yield from data_sides(plan, opened)
        found: dict[Metric, list[Measured]] = {metric: [] for metric in metrics}
        faults: dict[Metric, str] = {}
        for repeat in range(plan.repeats):
            evidence = Evidence(
                fake=opened.pictures(plan.seed + repeat * plan.count),
                real=sides.real,
                training=sides.training,
                held_out=sides.held_out,
                extractor=extractor,
                model=opened.model,
                checkpoint=opened.checkpoint,
                psi=plan.psi,
                seed=plan.seed + repeat,
            )
            yield from _measured(evidence, found, faults)
    except InputError as error:
        if len(plan.subjects) == 1:
            raise
        yield Refused(subject, "", "", str(error))
        return
    for metric in metrics:
        yield _told(plan, subject, metric, faults.get(metric, ""), found[metric], evidence)


def _measured(
    evidence: Evidence, found: dict[Metric, list[Measured]], faults: dict[Metric, str]
) -> Iterator[Preparing]:
    """Measure once, adding to what was found; a metric that does not apply gets a fault."""
    needs = frozenset().union(*(metric.needs for metric in found))
    yield from _see(evidence, needs)
    for metric, results in found.items():
        why = faults.get(metric) or _refusal(metric, evidence)
        if why:
            faults[metric] = why
            continue
        yield Preparing(f"Computing {_label(metric)}")
        results.append((yield from metric.measure(evidence)))


def _told(
    plan: Plan, subject: Subject, metric: Metric, fault: str, results: list[Measured], evidence: Evidence
) -> Scored | Refused:
    entry = METRICS.entry_of(metric)
    if fault:
        return Refused(subject, entry.name, entry.label, fault)
    measured = over_repeats(results)
    protocol = _protocol(plan, metric, measured, evidence)
    return Scored(subject, Score(entry.name, entry.label, metric.better, metric.aspect, measured, protocol))


def _see(evidence: Evidence, needs: frozenset[str]) -> Iterator[Preparing]:
    if evidence.extractor is None:
        return
    yield from evidence.fake.see(evidence.extractor)
    if evidence.real is not None and "real" in needs:
        yield from evidence.real.see(evidence.extractor)
    if evidence.training is not None and needs & {"training", "labels"}:
        yield from evidence.training.see(evidence.extractor)


def _refusal(metric: Metric, evidence: Evidence) -> str:
    """Why a metric does not apply, or ""."""
    label, needs = _label(metric), metric.needs
    if "model" in needs and evidence.model is None:
        return f"{label} judges a model, and these are pictures; choose a model."
    if "real" in needs and evidence.real is None:
        return f"{label} compares with real pictures; choose a data set."
    if "training" in needs and evidence.training is None:
        return f"{label} compares with training pictures; choose the data set that the model learned from."
    if "labels" in needs and (evidence.training is None or evidence.training.labels is None):
        return f"{label} needs classes, and this data set has none; choose one whose folders are classes."
    if "asked labels" in needs and evidence.fake.labels is None:
        return f"{label} needs a model that is told the class; choose one that was trained with classes."
    if "probabilities" in needs and not (evidence.extractor and evidence.extractor.num_classes):
        return f"{label} needs a feature extractor with classes of its own; choose another extractor."
    return metric.refusal(evidence)


def _label(metric: Metric) -> str:
    return METRICS.entry_of(metric).label


def _protocol(plan: Plan, metric: Metric, measured: Measured, evidence: Evidence) -> Protocol:
    extractor = evidence.extractor if metric.needs & {"features", "probabilities"} else None
    side = evidence.real if "real" in metric.needs else None
    if side is None and metric.needs & {"training", "labels"}:
        side = evidence.training
    n_real = side.count if side else 0
    return Protocol(
        data=side.name if side else "",
        split=side.split if side else "",
        n_real=n_real if measured.n_real is None else measured.n_real,
        n_fake=evidence.fake.count if measured.n_fake is None else measured.n_fake,
        extractor=extractor.name if extractor else "",
        checksum=extractor.checksum if extractor else "",
        resize=extractor.resize if extractor else "",
        psi=plan.psi if evidence.model else None,
        seed=plan.seed,
        repeats=plan.repeats,
    )

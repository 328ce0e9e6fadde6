"""The one evaluation that a window may have going, and what it has found so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gan_studio.core.events import Preparing
from gan_studio.core.report import Table, table_of
from gan_studio.session.feed import Feed
from gan_studio.session.task import BackgroundTask
from gan_studio.session.worker import Worker

_QUIT_WAIT_MS = 5000
Evaluate = Callable[[Any], Iterator[object]]


@dataclass(frozen=True)
class Candidate:
    """A model to be scored.

    Attributes:
        label: what a person calls it.
        text: what finds it: the name of a model or run, or a path.
    """

    label: str
    text: str


@dataclass(frozen=True)
class Wanted:
    """What a person asked for; a Plan without its torch.

    Attributes:
        models: one row of the table each.
        metrics: registered names, one column each.
        data: the SOURCE to compare with, or "" for what each model was trained on.
        extractor, weights, count, split, repeats, psi, seed: as in a Plan.
    """

    models: tuple[Candidate, ...]
    metrics: tuple[str, ...]
    data: str
    extractor: str
    weights: Path | None
    count: int
    split: str
    repeats: int
    psi: float
    seed: int


@dataclass(frozen=True)
class Standing:
    """How far an evaluation is.

    Attributes:
        what: what is being done, as a person would say it.
        share: how much of that is done, 0 to 1, or None where that is not known.
        row: which of the models it is about, the first being 0.
    """

    what: str
    share: float | None
    row: int


class EvaluationSession(QObject):
    """Scores models in a thread; what was found before a cancel or a failure stays.

    Attributes:
        wanted: what is, or was last, asked for; None before the first start.
        evaluation: the science's own record of all that was found, or None; for reports.

    Signals:
        started: an evaluation begins and the last one is forgotten; no argument.
        moved: a Standing, at most every 33 ms.
        found: something was found that table() holds now; no argument.
        ended: it is over: "done", "cancelled" or "failed".
        failed: the Failure, before `ended`.
    """

    started = Signal()
    moved = Signal(object)
    found = Signal()
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, evaluate: Evaluate | None = None) -> None:
        """Make an idle session.

        Args:
            evaluate: has the signature of core.evaluate.evaluate, which is the default, imported on
                the worker's thread; tests give scripted generators.
        """
        super().__init__(parent)
        self.wanted: Wanted | None = None
        self.evaluation: Any = None
        self._evaluate = evaluate or _evaluate_of_core
        self._finished: set[Any] = set()
        self._began = 0.0
        self._feed = Feed(self)
        self._feed.arrived.connect(self._take)
        self._feed.ended.connect(self._end)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.stop)

    @property
    def is_running(self) -> bool:
        """Whether an evaluation goes on."""
        return self._feed.worker is not None

    def table(self) -> Table:
        """All that was found so far, models by metrics."""
        return Table((), ()) if self.evaluation is None else table_of(self.evaluation)

    def start(self, wanted: Wanted) -> None:
        """Score; ValueError if an evaluation goes on already."""
        if self.is_running:
            raise ValueError("An evaluation goes on; cancel it before starting another.")
        self.wanted, self.evaluation = wanted, None
        self._finished = set()
        self._began = time.perf_counter()
        self._feed.start(lambda: self._work(wanted))
        self.started.emit()

    def cancel(self) -> None:
        """Ask for an early end; `ended` says when it has come."""
        if self._feed.worker is not None:
            self._feed.worker.stop()

    def wait(self, milliseconds: int) -> bool:
        """Block until it has ended and its signals were emitted; False if it takes longer."""
        return self._feed.wait(milliseconds)

    def stop(self) -> None:
        """Cancel and wait for the end, so that no thread outlives the application."""
        self.cancel()
        self.wait(_QUIT_WAIT_MS)

    def _work(self, wanted: Wanted) -> Generator[object, None, object]:
        # Called on the worker's thread, where importing the science holds up nothing.
        yield Preparing("Loading the metrics")
        plan = plan_of(wanted)
        self.evaluation = _empty_evaluation(plan)
        return (yield from self._evaluate(plan))

    def _take(self, items: list[object]) -> None:
        from gan_studio.core.evaluate import Refused, Scored  # loaded by the worker's thread

        results = [item for item in items if isinstance(item, Scored | Refused)]
        for item in results:
            kept = self.evaluation.scores if isinstance(item, Scored) else self.evaluation.refused
            kept.append(item)
        if results:
            self._finished.update(item.subject for item in results)
            self.found.emit()
        steps = [item for item in items if isinstance(item, Preparing)]
        if steps:
            row = min(len(self._finished), len(self.wanted.models) - 1)
            self.moved.emit(Standing(steps[-1].what, steps[-1].share, row))

    def _end(self, worker: Worker) -> None:
        if self.evaluation is not None:  # what is left of one that did not end by itself says it too
            self.evaluation.seconds = time.perf_counter() - self._began
        if worker.failure is not None:
            self.failed.emit(worker.failure)
            self.ended.emit("failed")
        elif worker.was_stopped:
            self.ended.emit("cancelled")
        else:
            self.evaluation = worker.result or self.evaluation
            self.ended.emit("done")


class ReportTask(BackgroundTask):
    """Writes an evaluation to a file, off the window's thread; the file's ending says how."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(self._written, parent)
        self._evaluation: Any = None
        self._path = Path()

    def write(self, evaluation: Any, path: Path) -> None:
        """Begin to write; `finished` tells the path."""
        self._evaluation, self._path = evaluation, path
        self.start()

    def _written(self) -> Generator[Preparing, None, Path]:
        from gan_studio.core.report import write_report

        yield Preparing(f"Writing {self._path.name}")
        write_report(self._evaluation, self._path)
        return self._path


def plan_of(wanted: Wanted) -> Any:
    """The Plan that says the same; imports torch."""
    from gan_studio.core.evaluation_plan import Plan, Subject

    return Plan(
        subjects=tuple(Subject(model.text) for model in wanted.models),
        data=wanted.data,
        metrics=wanted.metrics,
        extractor=wanted.extractor,
        weights=wanted.weights,
        count=wanted.count,
        split=wanted.split,
        repeats=wanted.repeats,
        psi=wanted.psi,
        seed=wanted.seed,
    )


def default_metrics() -> Sequence[str]:
    """The metrics that are computed where none is asked for; only once the parts are loaded."""
    from gan_studio.core.evaluation_plan import DEFAULT_METRICS

    return DEFAULT_METRICS


def default_extractor() -> str:
    """The extractor that is used where none is asked for; only once the parts are loaded."""
    from gan_studio.core.evaluation_plan import Plan

    return Plan.extractor


def _empty_evaluation(plan: Any) -> Any:
    from gan_studio.core.evaluate import Evaluation

    return Evaluation(plan)


def _evaluate_of_core(plan: Any) -> Iterator[object]:
    from gan_studio.core.evaluate import evaluate

    return (yield from evaluate(plan))

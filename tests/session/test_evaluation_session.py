"""An evaluation in a thread: what is found arrives in order, and stays whatever ends it."""

from __future__ import annotations

import csv
import dataclasses
import threading

import pytest
from scripted_scores import score

from gan_studio.core.errors import InputError
from gan_studio.core.evaluate import Evaluation, Refused, Scored
from gan_studio.core.evaluation_plan import DEFAULT_METRICS, Plan
from gan_studio.core.events import Preparing
from gan_studio.session.evaluation_session import (
    Candidate,
    EvaluationSession,
    ReportTask,
    Standing,
    Wanted,
    default_extractor,
    default_metrics,
    plan_of,
)

LONG_MS = 10_000


def wanted(*models: str, **changes) -> Wanted:
    plan = Plan((), "")
    plain = {
        name: getattr(plan, name)
        for name in ("data", "extractor", "weights", "count", "split", "repeats", "psi", "seed")
    }
    candidates = tuple(Candidate(name.upper(), name) for name in models)
    return Wanted(candidates, ("sharpness",), **{**plain, **changes})


@pytest.fixture
def heard(qtbot):
    """Makes a session and remembers its signals."""

    def make(script):
        session = EvaluationSession(evaluate=script)
        signals = []
        session.started.connect(lambda: signals.append(("started", None)))
        session.found.connect(lambda: signals.append(("found", values(session))))
        for name in ("moved", "ended", "failed"):
            getattr(session, name).connect(lambda value, name=name: signals.append((name, value)))
        return session, signals

    return make


def values(session: EvaluationSession) -> dict[str, list[float | None]]:
    """The values found so far, by the model's name."""
    return {row.subject.text: [one.value for one in row.scores] for row in session.table().rows}


def names(signals) -> list[str]:
    return [name for name, _ in signals]


def scores_each(plan):
    """Every subject gets its place in the row as its score."""
    evaluation = Evaluation(plan)
    for place, subject in enumerate(plan.subjects):
        yield Preparing(f"Looking at {subject.text}", 0.5)
        evaluation.scores.append(Scored(subject, score("sharpness", float(place))))
        yield evaluation.scores[-1]
    return evaluation


def test_every_score_arrives_and_the_end_is_told_last(heard):
    session, signals = heard(scores_each)
    session.start(wanted("a", "b", "c"))
    assert session.is_running
    assert session.wait(LONG_MS)
    assert (names(signals)[0], signals[-1]) == ("started", ("ended", "done"))
    assert values(session) == {"a": [0.0], "b": [1.0], "c": [2.0]}
    assert not session.is_running


def test_the_plan_says_what_was_wanted(heard):
    plans = []

    def remember(plan):
        plans.append(plan)
        yield Preparing("Remembering")
        return Evaluation(plan)

    session, _ = heard(remember)
    asked = wanted("a", data="shirts", count=7, split="all", repeats=3, psi=0.5, seed=9)
    session.start(asked)
    assert session.wait(LONG_MS)
    (plan,) = plans
    assert [(subject.text, subject.kind) for subject in plan.subjects] == [("a", "model")]
    assert plan.metrics == asked.metrics
    for field in ("data", "extractor", "weights", "count", "split", "repeats", "psi", "seed"):
        assert getattr(plan, field) == getattr(asked, field)


def test_progress_says_which_model_it_is_about(heard):
    goes_on = threading.Event()

    def script(plan):
        first, second = plan.subjects
        yield Preparing("Looking at one")
        yield Scored(first, score("sharpness", 1.0))
        yield Preparing("Looking at another", 0.25)
        goes_on.wait(10)
        yield Scored(second, score("sharpness", 2.0))
        return Evaluation(plan)

    session, signals = heard(script)
    session.start(wanted("a", "b"))
    while ("moved", Standing("Looking at another", 0.25, 1)) not in signals:
        session.wait(50)
    goes_on.set()
    assert session.wait(LONG_MS)


def test_cancelling_keeps_what_was_found(heard):
    def endless(plan):
        yield Scored(plan.subjects[0], score("sharpness", 1.5))
        while True:
            yield Preparing("for ever")

    session, signals = heard(endless)
    session.start(wanted("a", "b"))
    while "found" not in names(signals):
        session.wait(50)
    session.cancel()
    assert session.wait(LONG_MS)
    assert signals[-1] == ("ended", "cancelled")
    assert session.evaluation.seconds > 0
    assert values(session) == {"a": [1.5], "b": []}


def test_a_failure_keeps_what_was_found(heard):
    def breaks(plan):
        yield Scored(plan.subjects[0], score("sharpness", 1.5))
        raise InputError("The second model is broken; choose another.")

    session, signals = heard(breaks)
    session.start(wanted("a", "b"))
    assert session.wait(LONG_MS)
    assert names(signals)[-2:] == ["failed", "ended"]
    assert signals[-2][1].message == "The second model is broken; choose another."
    assert values(session) == {"a": [1.5], "b": []}


def test_a_refusal_is_a_cell_with_a_reason(heard):
    def refuses(plan):
        yield Refused(plan.subjects[0], "sharpness", "Sharpness", "It needs classes; choose others.")
        return Evaluation(plan, refused=[Refused(plan.subjects[0], "sharpness", "Sharpness", "It needs.")])

    session, _ = heard(refuses)
    session.start(wanted("a"))
    assert session.wait(LONG_MS)
    assert [cell.why for row in session.table().rows for cell in row.cells] == ["It needs."]


def test_a_new_start_forgets_the_last_one(heard):
    session, _ = heard(scores_each)
    for name in ("a", "b"):
        session.start(wanted(name))
        assert session.wait(LONG_MS)
    assert values(session) == {"b": [0.0]}


def test_there_is_one_evaluation_at_a_time(heard):
    session, _ = heard(scores_each)
    session.start(wanted("a"))
    with pytest.raises(ValueError, match="goes on"):
        session.start(wanted("b"))
    assert session.wait(LONG_MS)


def test_before_the_first_start_the_table_is_empty(heard):
    session, _ = heard(scores_each)
    assert session.table().rows == ()


def test_a_report_is_written_of_what_was_found(qtbot, heard, tmp_path):
    session, _ = heard(scores_each)
    session.start(wanted("a", "b"))
    assert session.wait(LONG_MS)
    task = ReportTask()
    with qtbot.waitSignal(task.finished, timeout=LONG_MS) as written:
        task.write(session.evaluation, tmp_path / "scores.csv")
    assert written.args == [tmp_path / "scores.csv"]
    rows = list(csv.reader((tmp_path / "scores.csv").read_text(encoding="utf-8").splitlines()))
    assert {row[0] for row in rows[1:]} == {"a", "b"}


def test_a_report_of_an_unknown_kind_fails_with_a_sentence(qtbot, heard, tmp_path):
    session, _ = heard(scores_each)
    session.start(wanted("a"))
    assert session.wait(LONG_MS)
    task = ReportTask()
    with qtbot.waitSignal(task.failed, timeout=LONG_MS) as failed:
        task.write(session.evaluation, tmp_path / "scores.doc")
    assert "scores.doc" in failed.args[0].message
    assert not failed.args[0].trace


def test_the_defaults_are_those_of_the_science():
    assert tuple(default_metrics()) == DEFAULT_METRICS
    assert default_extractor() == Plan((), "").extractor
    assert {field.name for field in dataclasses.fields(Wanted)} - {"models"} <= set(
        vars(plan_of(wanted("a")))
    )

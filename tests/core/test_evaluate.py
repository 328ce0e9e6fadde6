"""Evaluating: one flow for models and pictures, with its refusals, repeats and what it keeps on disk."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from small_features import Projection
from small_runs import small_config, trained, write_data

from gan_studio import paths
from gan_studio.core import evaluate as evaluating
from gan_studio.core.errors import InputError
from gan_studio.core.evaluate import Refused, Scored, evaluate
from gan_studio.core.evaluation_plan import Plan, Subject
from gan_studio.core.events import Preparing
from gan_studio.core.evidence import Metric
from gan_studio.core.registry import METRICS
from gan_studio.core.run_folder import RunFolder
from gan_studio.core.scores import Measured


@dataclass(frozen=True)
class Distance(Metric):
    """Between the means of both sides."""

    is_live: ClassVar[bool] = False

    def measure(self, evidence):
        yield Preparing("Comparing")
        gap = np.linalg.norm(evidence.real.moments.mean - evidence.fake.moments.mean)
        return Measured(float(gap), n_real=evidence.real.count)


@dataclass(frozen=True)
class Asked(Metric):
    """Needs a model that is told the class."""

    needs: ClassVar[frozenset[str]] = frozenset({"model", "asked labels"})

    def measure(self, evidence):
        return Measured(float(evidence.fake.count))
        yield


@pytest.fixture(autouse=True)
def parts(monkeypatch):
    opened = []

    def open_extractor(*about):
        opened.append(about)
        return Projection()

    monkeypatch.setattr(evaluating, "open_extractor", open_extractor)
    METRICS.names()
    entries = dict(METRICS._entries)
    METRICS.register("distance", label="Distance", summary="Between means.")(Distance)
    METRICS.register("asked", label="Asked", summary="Needs classes.")(Asked)
    yield opened
    METRICS._entries = entries


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path)


@pytest.fixture
def model(tmp_path, data):
    trained(small_config(data, "training.steps=2"), tmp_path / "run")
    return str(RunFolder(tmp_path / "run").newest_checkpoint())


def finished(plan):
    run, found = evaluate(plan), []
    while True:
        try:
            found.append(next(run))
        except StopIteration as end:
            return end.value, found


def plan_for(model, data, **changes):
    return dataclasses.replace(Plan((Subject(model),), str(data), metrics=("distance",), count=20), **changes)


def test_a_score_says_what_it_was_computed_from(model, data):
    evaluation, found = finished(plan_for(model, data, psi=0.5, seed=3))
    (scored,) = evaluation.scores
    about = scored.score.protocol
    assert scored.score.value > 0
    assert (about.n_fake, about.split, about.psi, about.seed) == (20, "training", 0.5, 3)
    assert (about.extractor, about.checksum, about.resize) == ("projection", "0" * 12, "none")
    assert isinstance(found[0], Preparing)


def test_equal_seeds_give_equal_scores_and_others_do_not(model, data):
    first, again, other = (
        finished(plan_for(model, data, seed=seed))[0].scores[0].score.value for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_a_set_compared_with_itself_is_at_no_distance(data):
    plan = plan_for("", data, subjects=(Subject(str(data), "pictures"),), count=1000)
    (scored,) = finished(plan)[0].scores
    assert scored.score.value == pytest.approx(0.0, abs=1e-6)
    assert scored.score.protocol.psi is None


def test_repeats_are_drawn_from_other_seeds_and_their_spread_is_told(model, data):
    (once,) = finished(plan_for(model, data))[0].scores
    (often,) = finished(plan_for(model, data, repeats=3))[0].scores
    assert once.score.spread is None
    assert often.score.spread > 0
    singles = [finished(plan_for(model, data, seed=20 * turn))[0].scores[0].score.value for turn in range(3)]
    assert often.score.value == pytest.approx(np.mean(singles))
    assert often.score.spread == pytest.approx(np.std(singles, ddof=1))


def test_a_metric_that_does_not_apply_is_refused_and_the_others_go_on(model, data):
    evaluation, _ = finished(plan_for(model, data, metrics=("asked", "distance")))
    (refused,) = evaluation.refused
    assert refused.metric == "asked"
    assert "trained with classes" in refused.why
    assert [scored.score.metric for scored in evaluation.scores] == ["distance"]


def test_pictures_are_no_model(data):
    plan = plan_for("", data, subjects=(Subject(str(data), "pictures"),), metrics=("asked", "distance"))
    assert "choose a model" in finished(plan)[0].refused[0].why


def test_one_broken_subject_of_several_does_not_stop_the_others(model, data, tmp_path):
    broken = tmp_path / "broken.pt"
    broken.write_bytes(b"PK not a checkpoint")
    plan = plan_for(model, data, subjects=(Subject(str(broken)), Subject(model)))
    evaluation, found = finished(plan)
    kinds = [type(item) for item in found if not isinstance(item, Preparing)]
    assert kinds == [Refused, Scored]
    assert evaluation.refused[0].metric == ""


def test_one_broken_subject_alone_is_an_error(data, tmp_path):
    with pytest.raises(InputError, match="no file"):
        finished(plan_for(str(tmp_path / "missing.pt"), data))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"metrics": ()}, "No metric"),
        ({"metrics": ("distanse",)}, "distance"),
        ({"subjects": ()}, "Nothing is chosen"),
        ({"count": 1}, "must be from 2"),
        ({"repeats": 0}, "repeats"),
        ({"split": "half"}, "There is no split"),
        ({"seed": 2**32 - 2}, "The seed"),
        ({"split": "held-out"}, "two are needed"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_a_sentence(changes, words, model, tmp_path):
    data = write_data(tmp_path, count=9)  # too few to hold one out
    with pytest.raises(InputError, match=words):
        finished(plan_for(model, data, **changes))


def test_the_data_set_of_the_model_is_compared_with_where_none_is_named(model, data):
    (named,), (unnamed,) = (finished(plan_for(model, text))[0].scores for text in (data, ""))
    assert named.score.value == unnamed.score.value
    assert named.score.protocol == unnamed.score.protocol


def test_what_was_seen_of_a_data_set_is_kept_and_used_again(model, data, monkeypatch):
    before = finished(plan_for(model, data))[0].scores[0].score.value
    (kept,) = (paths.cache() / "features").glob("*.npz")
    looked = []
    see = Projection.__call__
    monkeypatch.setattr(
        Projection, "__call__", lambda self, images: looked.append(len(images)) or see(self, images)
    )
    assert finished(plan_for(model, data))[0].scores[0].score.value == before
    assert sum(looked) == 20, "only the generated pictures are looked at"
    kept.write_bytes(b"damaged")
    looked.clear()
    assert finished(plan_for(model, data))[0].scores[0].score.value == before
    assert sum(looked) > 20


def test_other_pictures_of_the_same_number_are_not_taken_for_the_kept_ones(model, tmp_path, data):
    finished(plan_for(model, data))
    np.savez(tmp_path / "changed.npz", images=255 - np.load(data)["images"])
    finished(plan_for(model, tmp_path / "changed.npz"))
    assert len(list((paths.cache() / "features").glob("*.npz"))) == 2


def test_closing_the_generator_cancels(model, data):
    run = evaluate(plan_for(model, data))
    next(run)
    run.close()
    with pytest.raises(StopIteration):
        next(run)

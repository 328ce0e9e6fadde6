"""Precision, recall, density and coverage of evidence: what is used, shared and said."""

import numpy as np
import pytest
from metric_evidence import evidence_of, measured, value

from gan_studio.core.metrics.coverage import Coverage
from gan_studio.core.metrics.density import Density
from gan_studio.core.metrics.precision import Precision
from gan_studio.core.metrics.recall import Recall

FOUR = (Precision(), Recall(), Density(), Coverage())


@pytest.fixture
def features():
    return np.random.default_rng(0).standard_normal((400, 6)).astype(np.float32)


@pytest.mark.parametrize("metric", FOUR, ids=lambda metric: type(metric).__name__)
def test_equal_sets_score_one(metric, features):
    assert value(metric, evidence_of(features, features[::-1])) == 1.0


def test_few_kinds_of_sharp_pictures_lack_variety_alone(features):
    narrow = np.random.default_rng(1).standard_normal((400, 6)).astype(np.float32) * 0.3
    evidence = evidence_of(features, narrow)
    fidelity = [value(metric, evidence) for metric in (Precision(), Density())]
    variety = [value(metric, evidence) for metric in (Recall(), Coverage())]
    assert min(fidelity) > 0.99
    assert max(variety) < 0.5


def test_one_far_real_picture_raises_precision_but_hardly_density(features):
    real = features.copy()
    real[0] = 30
    fake = np.random.default_rng(2).uniform(-20, 20, (400, 6)).astype(np.float32)
    apart, with_outlier = evidence_of(features, fake), evidence_of(real, fake)
    assert value(Precision(), with_outlier) > value(Precision(), apart) + 0.2
    assert value(Density(), with_outlier) < value(Density(), apart) + 0.1


def test_one_far_generated_picture_raises_recall_but_not_coverage(features):
    narrow = np.random.default_rng(3).standard_normal((400, 6)).astype(np.float32) * 0.2
    outlier = narrow.copy()
    outlier[0] = 30
    apart, with_outlier = evidence_of(features, narrow), evidence_of(features, outlier)
    assert value(Recall(), with_outlier) > value(Recall(), apart) + 0.2
    assert value(Coverage(), with_outlier) <= value(Coverage(), apart) + 0.01


def test_the_four_share_their_distances(features):
    evidence = evidence_of(features, features + 0.1)
    values = [value(metric, evidence) for metric in FOUR]
    (shared,) = evidence.kept.values()
    apart = [value(metric, evidence_of(features, features + 0.1)) for metric in FOUR]
    assert values == apart
    assert evidence.kept[next(iter(evidence.kept))] is shared


@pytest.mark.parametrize("side", [0, 1])
def test_as_many_pictures_are_used_as_the_smaller_side_has(features, side):
    sides = [features, features]
    sides[side] = features[:150]
    found = measured(Precision(), evidence_of(*sides))
    assert (found.n_real, found.n_fake) == (150, 150)


def test_a_larger_side_is_thinned_evenly_and_not_cut():
    random = np.random.default_rng(4)
    centers = np.array([[0, 0], [50, 0], [0, 50], [50, 50]])
    real = centers[np.arange(800) // 200] + random.standard_normal((800, 2))  # sorted by class
    fake = centers[np.arange(200) % 4] + random.standard_normal((200, 2))
    assert value(Precision(), evidence_of(real, fake)) > 0.9


@pytest.mark.parametrize("metric", FOUR, ids=lambda metric: type(metric).__name__)
def test_no_more_pictures_than_neighbours_give_no_value_and_a_note(metric, features):
    found = measured(metric, evidence_of(features, features[: metric.k]))
    assert found.value is None
    assert f"more than {metric.k} pictures" in found.notes[0]
    assert measured(metric, evidence_of(features, features[: metric.k + 1])).value is not None


def test_features_that_are_not_finite_give_no_value_and_a_note(features):
    broken = features.copy()
    broken[0, 0] = np.inf
    found = measured(Recall(), evidence_of(broken, features))
    assert found.value is None
    assert "not finite" in found.notes[0]

"""Inception Score of probabilities whose score is known by hand."""

import numpy as np
import pytest
from metric_evidence import FewFeatures, measured, probabilities_evidence, value

from gan_studio.core.metrics.inception_score import InceptionScore


def certain(count, classes, shown):
    """Pictures that a classifier is certain of, of the first `shown` classes in turn."""
    return np.eye(classes)[np.arange(count) % shown]


def test_certain_and_even_predictions_score_the_number_of_classes():
    assert value(InceptionScore(splits=1), probabilities_evidence(certain(500, 5, 5))) == pytest.approx(5)


def test_one_missing_class_scores_one_less():
    assert value(InceptionScore(splits=1), probabilities_evidence(certain(400, 5, 4))) == pytest.approx(4)


@pytest.mark.parametrize("row", [[1, 0, 0], [0.2, 0.3, 0.5]])
def test_a_collapsed_set_scores_one(row):
    evidence = probabilities_evidence(np.tile(row, (100, 1)))
    found = measured(InceptionScore(), evidence)
    assert found.value == pytest.approx(1)
    assert found.spread == pytest.approx(0, abs=1e-9)


def test_two_half_certain_classes_are_known_by_hand():
    """Both KL divergences are 0.8 ln(0.8 / 0.5) + 0.2 ln(0.2 / 0.5)."""
    evidence = probabilities_evidence(np.tile([[0.8, 0.2], [0.2, 0.8]], (50, 1)))
    expected = np.exp(0.8 * np.log(1.6) + 0.2 * np.log(0.4))
    assert value(InceptionScore(splits=1), evidence) == pytest.approx(expected)


def test_pictures_sorted_by_class_score_as_mixed_ones():
    ordered = np.sort(certain(1000, 5, 5).argmax(axis=1))
    found = measured(InceptionScore(), probabilities_evidence(np.eye(5)[ordered]))
    assert found.value == pytest.approx(5, rel=0.05)
    assert found.spread < 0.2


def test_the_seed_decides_the_splits():
    random = np.random.default_rng(0).dirichlet(np.ones(4), 200)
    first, same, other = (
        value(InceptionScore(), probabilities_evidence(random, seed=seed)) for seed in (1, 1, 2)
    )
    assert first == same
    assert first != other


def test_the_spread_is_over_splits_and_one_split_has_none():
    random = probabilities_evidence(np.random.default_rng(0).dirichlet(np.ones(4), 200))
    assert measured(InceptionScore(), random).spread > 0
    assert measured(InceptionScore(splits=1), random).spread is None


def test_splits_smaller_than_the_number_of_classes_say_so():
    assert "5 classes" in " ".join(
        measured(InceptionScore(), probabilities_evidence(certain(40, 5, 5))).notes
    )
    assert measured(InceptionScore(), probabilities_evidence(certain(50, 5, 5))).notes == ()


def test_two_pictures_are_enough_and_one_is_not():
    assert value(InceptionScore(), probabilities_evidence(certain(2, 2, 2))) == pytest.approx(2)
    found = measured(InceptionScore(), probabilities_evidence(certain(1, 2, 2)))
    assert found.value is None
    assert found.notes


def test_probabilities_that_are_not_numbers_give_no_value_and_a_note():
    found = measured(InceptionScore(), probabilities_evidence(np.full((20, 3), np.nan)))
    assert found.value is None
    assert "not finite" in found.notes[0]


def test_another_extractor_than_the_published_one_is_marked():
    for comparable in (False, True):
        evidence = probabilities_evidence(certain(100, 2, 2), extractor=FewFeatures(comparable))
        notes = " ".join(measured(InceptionScore(), evidence).notes)
        assert ("not comparable with published Inception Score" in notes) is not comparable

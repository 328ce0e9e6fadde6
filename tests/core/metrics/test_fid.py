"""FID on features whose distance is known by hand, and what it says beside the value."""

import numpy as np
import pytest
from metric_evidence import FewFeatures, evidence_of, measured, value

from gan_studio.core.metrics.fid import FrechetInceptionDistance

FID = FrechetInceptionDistance()


@pytest.fixture
def features():
    random = np.random.default_rng(0)
    return (random.standard_normal((500, 8)) @ random.standard_normal((8, 8))).astype(np.float32)


def notes(real, fake, **about):
    return " ".join(measured(FID, evidence_of(real, fake, **about)).notes)


def test_equal_sets_are_at_no_distance(features):
    assert value(FID, evidence_of(features, features[::-1])) == pytest.approx(0, abs=1e-6)


def test_a_shift_counts_its_square_in_every_feature(features):
    assert value(FID, evidence_of(features, features + 0.5)) == pytest.approx(8 * 0.25, rel=1e-5)


def test_a_collapsed_set_is_as_far_as_the_variance_and_the_shift(features):
    collapsed = np.repeat(features[:1], 500, axis=0)
    exact = features.astype(np.float64)
    expected = np.square(exact[0] - exact.mean(axis=0)).sum() + exact.var(axis=0, ddof=1).sum()
    assert value(FID, evidence_of(features, collapsed)) == pytest.approx(expected, rel=1e-6)


def test_sides_that_vary_in_unequally_many_directions_are_told_apart(features):
    collapsed = np.repeat(features[:1], 500, axis=0)
    assert "generated pictures vary in 0 directions" in notes(features, collapsed)
    assert "real pictures vary in 0 directions" in notes(collapsed, features)
    assert "those of the real ones in 8" in notes(features, collapsed)
    assert "KID" in notes(features, collapsed)
    assert "directions" not in notes(features, features * 2)


def test_a_missing_class_is_further_away_than_a_fresh_draw():
    random = np.random.default_rng(1)
    centers = random.standard_normal((4, 8)) * 3
    real, whole = (centers[np.arange(800) % 4] + random.standard_normal((800, 8)) for _ in range(2))
    missing = centers[np.arange(800) % 3] + random.standard_normal((800, 8))
    assert value(FID, evidence_of(real, missing)) > 5 * value(FID, evidence_of(real, whole))


@pytest.mark.parametrize("count", [2, 8])
@pytest.mark.parametrize("side", [0, 1])
def test_no_more_pictures_than_features_give_no_value_and_name_kid(features, count, side):
    sides = [features, features]
    sides[side] = features[:count]
    found = measured(FID, evidence_of(*sides))
    assert found.value is None
    assert "KID" in found.notes[0]


def test_features_that_are_not_finite_give_no_value_and_a_note(features):
    broken = features.copy()
    broken[3, 2] = np.inf
    found = measured(FID, evidence_of(features, broken))
    assert found.value is None
    assert "not finite" in found.notes[0]


def test_under_10_000_pictures_it_is_marked(features):
    enough = np.resize(features, (10_000, 8))
    assert "10,000" in notes(enough, features)
    assert notes(enough, enough) == ""


def test_another_extractor_than_the_published_one_is_marked(features):
    assert "not comparable with published FID" in notes(features, features, extractor=FewFeatures())
    assert "published" not in notes(features, features, extractor=FewFeatures(comparable=True))


def test_both_sides_in_another_order_give_the_same(features):
    random = np.random.default_rng(2)
    other = features * 2 + 1
    shuffled = evidence_of(random.permutation(features), random.permutation(other))
    assert value(FID, shuffled) == pytest.approx(value(FID, evidence_of(features, other)), rel=1e-9)

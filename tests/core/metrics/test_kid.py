"""KID against its formula, pair by pair, and cases known by hand."""

import itertools

import numpy as np
import pytest
from metric_evidence import FewFeatures, evidence_of, measured, value

from gan_studio.core.metrics.kid import KernelInceptionDistance, unbiased_mmd


@pytest.fixture
def features():
    return np.random.default_rng(0).standard_normal((300, 8)).astype(np.float32)


def pair_by_pair(real, fake):
    """Squared MMD, unbiased, as the mean kernel over pairs."""

    def kernel(x, y):
        return (float(x.astype(float) @ y.astype(float)) / len(x) + 1) ** 3

    within = [np.mean([kernel(x, y) for x, y in itertools.permutations(rows, 2)]) for rows in (real, fake)]
    return sum(within) - 2 * np.mean([kernel(x, y) for x in real for y in fake])


def test_it_is_the_mean_kernel_over_pairs(features):
    real, fake = features[:20], features[20:40] + 0.3
    assert unbiased_mmd(real, fake) == pytest.approx(pair_by_pair(real, fake), rel=1e-9)


def test_points_of_one_number_each_are_known_by_hand():
    """Real 0 and 0, fake 1 and 1: kernels 1 and 8 within, 1 between."""
    assert unbiased_mmd(np.zeros((2, 1)), np.ones((2, 1))) == pytest.approx(1 + 8 - 2 * 1)


def test_one_subset_of_everything_has_no_spread(features):
    found = measured(KernelInceptionDistance(), evidence_of(features, features + 0.2))
    assert found.value == pytest.approx(unbiased_mmd(features, features + 0.2), rel=1e-9)
    assert found.spread is None


def test_equal_distributions_are_at_no_distance_on_average():
    random = np.random.default_rng(1)
    evidence = evidence_of(*random.standard_normal((2, 2000, 8)))
    found = measured(KernelInceptionDistance(subset_size=200), evidence)
    assert found.value == pytest.approx(0, abs=0.2 * found.spread)


def test_equal_collapsed_sets_are_at_no_distance(features):
    same = np.repeat(features[:1], 50, axis=0)
    assert value(KernelInceptionDistance(), evidence_of(same, same)) == pytest.approx(0, abs=1e-12)


def test_a_collapsed_set_is_far_away(features):
    collapsed = np.repeat(features[:1], 300, axis=0)
    other = np.random.default_rng(2).standard_normal((300, 8))
    fresh = value(KernelInceptionDistance(), evidence_of(features, other))
    assert value(KernelInceptionDistance(), evidence_of(features, collapsed)) > 20 * abs(fresh)


def test_subsets_vary_around_the_value_of_everything(features):
    evidence = evidence_of(features, features[::-1] * 1.2)
    found = measured(KernelInceptionDistance(subsets=200, subset_size=100), evidence)
    everything = unbiased_mmd(features, features[::-1] * 1.2)
    assert found.spread > 0
    assert found.value == pytest.approx(everything, abs=4 * found.spread / np.sqrt(200))


def test_a_subset_never_holds_a_picture_twice(features, monkeypatch):
    taken = []
    monkeypatch.setattr("gan_studio.core.metrics.kid.unbiased_mmd", lambda *sides: taken.append(sides) or 0.0)
    measured(KernelInceptionDistance(subsets=5, subset_size=250), evidence_of(features, features))
    assert len(taken) == 5
    for side in itertools.chain(*taken):
        assert len(np.unique(side, axis=0)) == 250


def test_the_seed_decides_the_subsets(features):
    metric = KernelInceptionDistance(subsets=3, subset_size=50)
    first, same, other = (
        value(metric, evidence_of(features, features * 1.1, seed=seed)) for seed in (4, 4, 5)
    )
    assert first == same
    assert first != other


def test_subsets_of_all_of_one_side_say_so(features):
    found = measured(KernelInceptionDistance(), evidence_of(features, features[:100]))
    assert found.spread > 0
    assert "100 pictures of one side" in " ".join(found.notes)
    assert (found.n_real, found.n_fake) == (300, 100)


def test_two_pictures_are_enough_and_one_is_not(features):
    assert measured(KernelInceptionDistance(), evidence_of(features, features[:2])).value is not None
    found = measured(KernelInceptionDistance(), evidence_of(features, features[:1]))
    assert found.value is None
    assert "two or more" in found.notes[0]


def test_features_that_are_not_finite_give_no_value_and_a_note(features):
    broken = features.copy()
    broken[0, 0] = np.nan
    found = measured(KernelInceptionDistance(), evidence_of(features, broken))
    assert found.value is None
    assert "not finite" in found.notes[0]


def test_another_extractor_than_the_published_one_is_marked(features):
    found = measured(KernelInceptionDistance(), evidence_of(features, features, extractor=FewFeatures()))
    assert "not comparable with published KID" in " ".join(found.notes)

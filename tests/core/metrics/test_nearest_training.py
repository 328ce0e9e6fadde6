"""Nearest training pictures against cases known by hand."""

import numpy as np
import pytest
from metric_evidence import ended, measured
from picture_sets import Pixels, noise, seen_set, set_of

from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics._nearest import NearestSearch, nearest
from gan_studio.core.metrics.nearest_training import NearestTraining

TRAINING = noise(2000, seed=1)
HELD_OUT = noise(500, seed=2)


def evidence(fake, held_out=True, training=None):
    return Evidence(
        seen_set(fake),
        set_of(HELD_OUT, split="held-out") if held_out else None,
        training or seen_set(TRAINING, split="training"),
        extractor=Pixels(16),
    )


@pytest.mark.parametrize("held_out", [True, False])
def test_a_model_that_replays_training_pictures_is_caught(held_out):
    found = measured(NearestTraining(), evidence(TRAINING[:300], held_out))
    assert found.value == 1
    assert "0.00 times as far" in found.notes[0]


@pytest.mark.parametrize("held_out", [True, False])
def test_of_new_pictures_about_one_in_a_hundred_is_as_near(held_out):
    found = measured(NearestTraining(), evidence(noise(2000, seed=3), held_out))
    assert found.value == pytest.approx(0.01, abs=0.01)
    assert "1.00 times as far" in found.notes[0] or "0.99 times" in found.notes[0]


def test_a_tenth_of_replayed_pictures_is_counted():
    fake = noise(1000, seed=3)
    fake[:100] = TRAINING[700:800] ^ 1
    assert measured(NearestTraining(), evidence(fake)).value == pytest.approx(0.11, abs=0.015)


def test_the_pairs_show_each_picture_beside_its_nearest_from_the_nearest_on():
    fake = noise(200, seed=3)
    fake[50], fake[60] = TRAINING[1234], TRAINING[77] ^ 1
    (pairs,) = measured(NearestTraining(), evidence(fake)).details
    assert pairs.captions[0] == "0, pixels 0.0 %"
    np.testing.assert_array_equal(pairs.right[0, :, :, 0], TRAINING[1234, 0])
    np.testing.assert_array_equal(pairs.right[1, :, :, 0], TRAINING[77, 0])
    np.testing.assert_array_equal(pairs.left[1, :, :, 0], fake[60, 0])
    assert pairs.captions[1].endswith("pixels 0.4 %")  # one step of a byte


def test_training_pictures_whose_features_are_not_kept_are_searched_where_asked():
    training = seen_set(TRAINING, split="training")
    training.features = training.features[:1000]
    fake = TRAINING[1500:1700]
    partly = measured(NearestTraining(), evidence(fake, training=training))
    wholly = measured(NearestTraining(search_all=True), evidence(fake, training=training))
    assert partly.value < 0.1
    assert "Of 2,000 training pictures, 1,000 were searched" in partly.notes[1]
    assert (wholly.value, wholly.n_real) == (1, 2000)
    np.testing.assert_array_equal(wholly.details[0].left, wholly.details[0].right)


def test_too_few_pictures_are_refused_in_a_sentence():
    assert "there are 50; take more" in NearestTraining().refusal(evidence(noise(50)))


@pytest.mark.parametrize("skips_itself", [True, False])
def test_the_nearest_row_is_that_of_an_exhaustive_search(skips_itself):
    rows = np.random.default_rng(0).standard_normal((300, 7)).astype(np.float32) + 100
    queries = rows if skips_itself else rows[:50] + 0.3
    distances = np.linalg.norm(queries[:, None].astype(np.float64) - rows, axis=2)
    if skips_itself:
        np.fill_diagonal(distances, np.inf)
    search, _ = ended(nearest(queries, rows, "Searching", skips_itself=skips_itself))
    np.testing.assert_array_equal(search.rows, distances.argmin(axis=1))
    np.testing.assert_allclose(search.distances, distances.min(axis=1), rtol=1e-4)


def test_candidates_may_come_in_any_batches():
    rows = np.random.default_rng(0).standard_normal((100, 5)).astype(np.float32)
    search = NearestSearch(rows[:10], rows.mean(axis=0))
    for start in range(0, 100, 7):
        search.add(rows[start : start + 7], start, np.arange(10))
    whole, _ = ended(nearest(rows, rows, "Searching", skips_itself=True))
    np.testing.assert_array_equal(search.rows, whole.rows[:10])


def test_a_lone_row_has_no_nearest():
    search, _ = ended(nearest(np.ones((1, 3)), np.ones((1, 3)), "Searching", skips_itself=True))
    assert search.distances[0] == np.inf
    assert search.rows[0] == -1

"""Near-duplicates against cases known by hand."""

import numpy as np
import pytest
from metric_evidence import measured
from picture_sets import noise, seen_set

from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics._copies import support_size
from gan_studio.core.metrics.duplicates import Duplicates

QUICK = Duplicates(batch=200, batches=5)


def against_noise(fake, metric=QUICK):
    return measured(metric, Evidence(seen_set(fake), seen_set(noise(1000, seed=9))))


def test_a_collapsed_model_repeats_every_picture():
    found = against_noise(np.repeat(noise(1), 1000, axis=0))
    assert found.value == 1
    assert found.spread == 0
    assert "100.0 % are there more than once, bit for bit; of the data, 0.0 %." in found.notes[1]


def test_the_number_of_different_pictures_is_told():
    few = noise(100)[np.random.default_rng(0).integers(0, 100, 1000)]
    (text, _) = against_noise(few).notes
    assert "as if there were about 100 different pictures" in text
    assert against_noise(noise(50)).notes[0] == "There is no repeat in a batch of 50."


def test_a_model_like_the_data_repeats_as_seldom_as_the_data():
    found = against_noise(noise(1000))
    assert found.value == pytest.approx(0.01, abs=0.01)
    assert found.spread is not None
    assert (found.n_real, found.n_fake) == (1000, 1000)


def test_copies_that_are_a_little_changed_are_found():
    fake = noise(1000)
    fake[1:200:2] = fake[:200:2] ^ 1  # the lowest bit of every pixel; a fifth of all
    found = against_noise(fake)
    assert found.value == pytest.approx(0.2, abs=0.01)
    assert "0.0 % are there more than once, bit for bit" in found.notes[1]


def test_a_picture_as_near_by_features_but_far_by_pixels_is_no_duplicate():
    real, fake = seen_set(noise(1000, seed=9)), seen_set(noise(1000))
    fake.features[1::2] = fake.features[::2]  # features that see no difference where there is one
    assert measured(QUICK, Evidence(fake, real)).value < 0.05


def test_the_closest_pairs_are_shown_first_and_once():
    fake = noise(200)
    fake[7] = fake[150]
    fake[20] = fake[30] ^ 1
    (pairs,) = against_noise(fake).details
    assert pairs.captions[0] == "identical"
    np.testing.assert_array_equal(pairs.left[0], pairs.right[0])
    first = {pairs.left[1].tobytes(), pairs.right[1].tobytes()}
    assert first == {fake[20].tobytes(), fake[30].tobytes()}
    assert len(pairs.captions) == len(pairs.left) == len(pairs.right)
    shown = [frozenset((a.tobytes(), b.tobytes())) for a, b in zip(pairs.left, pairs.right, strict=True)]
    assert len(set(shown)) == len(shown)


def test_batches_are_no_larger_than_the_smaller_side():
    found = measured(Duplicates(), Evidence(seen_set(noise(60)), seen_set(noise(500, seed=9))))
    assert found.n_fake == 60
    assert found.spread is None


def test_too_few_pictures_are_refused_in_a_sentence():
    found = measured(QUICK, Evidence(seen_set(noise(10)), seen_set(noise(500, seed=9))))
    assert found.value is None
    assert "there are 10; take more" in found.notes[0]


@pytest.mark.parametrize("different", [500, 5000])
def test_the_number_of_different_pictures_follows_from_the_share_that_repeats(different):
    batch, random = 1000, np.random.default_rng(0)
    drawn = random.integers(0, different, (20, batch))
    repeated = [np.unique(row, return_counts=True)[1] for row in drawn]
    share = np.mean([counts[counts > 1].sum() / batch for counts in repeated])
    assert support_size(share, batch) == pytest.approx(different, rel=0.05)


def test_without_repeats_there_is_no_end_of_pictures():
    assert support_size(0.0, 1000) == np.inf

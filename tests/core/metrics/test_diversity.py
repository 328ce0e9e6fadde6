"""Diversity by features and by pixels against cases known by hand."""

import numpy as np
import pytest
from metric_evidence import measured
from picture_sets import Pixels, noise, seen_set, set_of

from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics.diversity import Diversity
from gan_studio.core.metrics.pairwise_distance import PairwiseDistance

BOTH = pytest.mark.parametrize("metric", [Diversity(), PairwiseDistance()])


def black_and_white(count, side=4):
    """As many black as white pictures."""
    images = np.zeros((count, 1, side, side), np.uint8)
    images[::2] = 255
    return images


@BOTH
def test_a_collapsed_model_has_none(metric):
    found = measured(metric, Evidence(seen_set(np.repeat(noise(1), 100, axis=0))))
    assert found.value == pytest.approx(0, abs=1e-12)
    assert found.spread == pytest.approx(0, abs=1e-12)


def test_features_that_point_apart_are_at_the_squared_distance_4():
    """Black is -1 everywhere and white 1, so half of the pairs are at 4 and half at 0."""
    found = measured(Diversity(), Evidence(seen_set(black_and_white(4000))))
    assert found.value == pytest.approx(2, abs=4 * found.spread)
    assert found.spread == pytest.approx(2 / np.sqrt(2000), rel=0.01)


def test_features_at_right_angles_are_at_the_squared_distance_2():
    images = np.full((2, 1, 1, 2), 128, np.uint8)
    images[0, 0, 0, 0] = images[1, 0, 0, 1] = 255
    found = measured(Diversity(), Evidence(seen_set(images)))
    assert found.value == pytest.approx(2, abs=0.02)  # 128 is not quite the middle
    assert found.spread is None


def test_the_length_of_features_does_not_matter():
    images = noise(400)
    features = seen_set(images)
    longer = seen_set(images)
    longer.features = longer.features * np.linspace(1, 5, 400, dtype=np.float32)[:, None]
    one, other = (measured(Diversity(), Evidence(pictures)).value for pictures in (features, longer))
    assert one == pytest.approx(other, rel=1e-6)


def test_pixels_of_black_and_white_pictures_differ_by_half_of_the_range_in_the_mean():
    found = measured(PairwiseDistance(), Evidence(set_of(black_and_white(2000))))
    assert found.value == pytest.approx(0.5, abs=4 * found.spread)
    assert found.spread == pytest.approx(0.5 / np.sqrt(1000), rel=0.01)


def test_pixels_of_noise_differ_by_what_its_variance_says():
    """The difference of two uniform bytes has variance 2 (256^2 - 1) / 12."""
    found = measured(PairwiseDistance(), Evidence(set_of(noise(2000, side=16))))
    assert found.value == pytest.approx(np.sqrt((256**2 - 1) / 6) / 255, rel=0.01)


def test_only_as_many_pictures_are_looked_at_as_asked_for():
    asked = []

    def images(rows):
        asked.extend(rows)
        return noise(100)[rows]

    pictures = set_of(noise(100))
    pictures.images = images
    found = measured(PairwiseDistance(pictures=20), Evidence(pictures))
    assert len(set(asked)) == len(asked) == found.n_fake == 20


@BOTH
def test_the_data_s_own_figure_stands_beside_it(metric):
    fake, real = seen_set(noise(100)), set_of(noise(100))
    found = measured(metric, Evidence(fake, real, extractor=Pixels(16)))
    assert found.notes == (f"The data's own pictures: {found.value:.3f}.",)


@BOTH
def test_a_single_picture_is_refused_in_a_sentence(metric):
    found = measured(metric, Evidence(seen_set(noise(1))))
    assert found.value is None
    assert "two or more pictures" in found.notes[0]

"""The sliced Wasserstein distance against answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gan_studio.core.metrics.sliced_wasserstein import sliced_wasserstein


def cloud(count=50, size=12, seed=0):
    return np.random.default_rng(seed).random((count, 1, 1, size), dtype=np.float32)


def test_a_set_has_no_distance_to_itself_in_any_order():
    images = cloud()
    assert sliced_wasserstein(images, images[::-1], 16, seed=0) == pytest.approx(0.0, abs=1e-6)


def test_points_on_a_line_moved_by_two_are_two_apart():
    # In one dimension every direction is +1 or -1, so the distance is exact.
    points = np.array([0.0, 1.0, 5.0], np.float32).reshape(3, 1, 1, 1)
    assert sliced_wasserstein(points, points + 2, 8, seed=0) == pytest.approx(2.0, rel=1e-6)


def test_a_set_moved_twice_as_far_is_twice_as_far():
    images, move = cloud(), np.linspace(-1, 1, 12, dtype=np.float32)
    once, twice = (sliced_wasserstein(images, images + times * move, 32, seed=7) for times in (1, 2))
    assert twice == pytest.approx(2 * once, rel=1e-5)


def test_a_brighter_set_is_about_as_far_as_it_is_brighter():
    # |<direction, 1>| has mean sqrt(2 / pi) for unit directions in many dimensions times sqrt(1 / n) * |1|,
    # and the distance is scaled by sqrt(n).
    images = cloud(size=400)
    distance = sliced_wasserstein(images, images + 0.1, 2000, seed=0)
    assert distance == pytest.approx(0.1 * np.sqrt(400) * np.sqrt(2 / np.pi), rel=0.06)


def test_the_distance_has_no_side():
    left, right = cloud(seed=1), cloud(count=30, seed=2)
    assert sliced_wasserstein(left, right, 8, seed=0) == pytest.approx(
        sliced_wasserstein(right, left, 8, seed=0)
    )


def test_sets_of_different_size_are_compared():
    images = cloud(count=20)
    twice = np.concatenate([images, images])
    assert sliced_wasserstein(images, twice, 16, seed=0) == pytest.approx(0.0, abs=1e-6)


def test_the_same_seed_gives_the_same_distance():
    left, right = cloud(seed=1), cloud(seed=2)
    assert sliced_wasserstein(left, right, 8, seed=3) == sliced_wasserstein(left, right, 8, seed=3)
    assert sliced_wasserstein(left, right, 8, seed=3) != sliced_wasserstein(left, right, 8, seed=4)


def test_images_of_different_size_are_refused_with_both_sizes():
    with pytest.raises(ValueError, match="12 and of 13 values"):
        sliced_wasserstein(cloud(), cloud(size=13), 4, seed=0)

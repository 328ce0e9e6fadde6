"""Splits of examples against answers known by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from gan_studio.core.latent.directions.separation import (
    SPLITS,
    right_of_unseen,
    split_by_means,
    split_by_svm,
    way_of_testing,
)


def _clouds(count: int, size: int, apart: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    is_positive = np.arange(2 * count) % 2 == 0
    points = random.standard_normal((2 * count, size))
    points[:, 1] += np.where(is_positive, apart, -apart) + 3
    return points, is_positive


def test_means_are_divided_in_their_middle():
    points = np.array([[4.0, 1.0], [6.0, 1.0], [0.0, 1.0], [2.0, 1.0]])
    normal, place = split_by_means(points, np.array([True, True, False, False]))
    np.testing.assert_allclose(normal, [1, 0])
    assert place == pytest.approx(3)


def test_a_machine_of_two_points_divides_them_in_their_middle():
    points = np.array([[7.0, 2.0], [1.0, 2.0]])
    normal, place = split_by_svm(points, np.array([True, False]))
    np.testing.assert_allclose(normal, [1, 0], atol=1e-9)
    assert place == pytest.approx(4, abs=1e-6)


@pytest.mark.parametrize("size", [3, 60])
def test_a_machine_is_the_least_of_its_loss_over_all_components(size):
    points, is_positive = _clouds(15, size, 0.7)
    centre, signs = points.mean(axis=0), np.where(is_positive, 1.0, -1.0)
    scale = np.sqrt(np.square(points - centre).sum(axis=1).mean())

    def loss(unknown):
        margins = 1 - signs * ((points - centre) / scale @ unknown[:-1] + unknown[-1])
        return unknown[:-1] @ unknown[:-1] / 2 + 2.5 * np.square(np.maximum(0, margins)).sum()

    wanted = minimize(loss, np.zeros(size + 1), method="BFGS", options={"gtol": 1e-7}).x
    normal, place = split_by_svm(points, is_positive, cost=2.5)
    length = np.linalg.norm(wanted[:-1])
    np.testing.assert_allclose(normal, wanted[:-1] / length, atol=1e-4)
    assert place == pytest.approx((wanted[:-1] @ centre - wanted[-1] * scale) / length, abs=1e-3)


def test_points_that_do_not_differ_have_no_way_between_them():
    points, is_positive = np.ones((4, 3)), np.array([True, False, True, False])
    for split in SPLITS.values():
        assert not split(points, is_positive)[0].any()


@pytest.mark.parametrize("split", SPLITS.values(), ids=SPLITS)
@pytest.mark.parametrize("count", [4, 30])
def test_clouds_far_apart_are_told_rightly_and_one_cloud_by_chance(split, count):
    far, is_positive = _clouds(count, 8, 6.0)
    assert right_of_unseen(far, is_positive, split) == 2 * count
    near, is_positive = _clouds(count, 8, 0.0)
    assert right_of_unseen(near, is_positive, split) < 1.6 * count


def test_each_point_is_judged_once_by_a_split_that_never_saw_it():
    points, is_positive = _clouds(13, 2, 1.0)
    points[:, 0] = np.arange(26)
    judged: list[float] = []

    def split(seen: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
        assert 0 < labels.sum() < len(labels)
        judged.extend(set(points[:, 0]) - set(seen[:, 0]))
        return np.array([0.0, 1.0]), 3.0

    right_of_unseen(points, is_positive, split)
    assert sorted(judged) == list(range(26))
    assert (way_of_testing(20), way_of_testing(21)) == ("each left out once", "a fifth left out at a time")

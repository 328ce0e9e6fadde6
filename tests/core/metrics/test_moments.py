"""Running moments against numpy over all rows at once."""

import numpy as np
import pytest

from gan_studio.core.metrics._moments import Moments


@pytest.fixture
def rows():
    random = np.random.default_rng(0)
    return (random.standard_normal((3000, 6)) @ random.standard_normal((6, 6)) + 2).astype(np.float32)


def assert_moments_of(moments, rows, rtol=1e-9):
    exact = rows.astype(np.float64)
    assert moments.count == len(rows)
    np.testing.assert_allclose(moments.mean, exact.mean(axis=0), rtol=rtol)
    np.testing.assert_allclose(moments.covariance, np.cov(exact, rowvar=False), rtol=rtol, atol=rtol)


@pytest.mark.parametrize("batch", [1, 7, 64, 1024, 3000])
def test_batches_of_any_size_give_the_moments_of_all_rows(rows, batch):
    moments = Moments(6)
    for start in range(0, len(rows), batch):
        moments.add(rows[start : start + batch])
    assert_moments_of(moments, rows)


def test_the_order_of_batches_does_not_matter(rows):
    forth, back = Moments(6), Moments(6)
    batches = np.array_split(rows, 40)
    for batch, mirrored in zip(batches, reversed(batches), strict=True):
        forth.add(batch)
        back.add(mirrored)
    np.testing.assert_allclose(forth.mean, back.mean, rtol=1e-12)
    np.testing.assert_allclose(forth.covariance, back.covariance, rtol=1e-10)


def test_a_far_mean_costs_no_precision(rows):
    near, far = rows.astype(np.float64), rows.astype(np.float64) + 1e6
    moments = Moments(6)
    for batch in np.array_split(far, 100):
        moments.add(batch)
    np.testing.assert_allclose(moments.covariance, np.cov(near, rowvar=False), rtol=1e-6)


def test_looking_between_batches_changes_nothing(rows):
    moments = Moments(6)
    for start in range(0, len(rows), 100):
        moments.add(rows[start : start + 100])
        assert_moments_of(moments, rows[: start + 100])


def test_rows_may_change_after_they_were_added(rows):
    kept = rows.copy()
    moments = Moments.of(rows)
    rows[:] = 0
    assert_moments_of(moments, kept)


def test_restored_moments_go_on_where_they_were_kept(rows):
    first = Moments.of(rows[:1700])
    restored = Moments.restored(first.count, first.mean, first.covariance)
    restored.add(rows[1700:])
    assert_moments_of(restored, rows)


def test_what_moments_were_restored_from_is_left_alone(rows):
    mean = np.zeros(6)
    Moments.restored(5, mean, np.eye(6)).add(rows)
    assert not mean.any()


def test_no_row_or_one_row_has_no_covariance(rows):
    assert Moments(6).count == 0
    for moments in (Moments(6), Moments.of(rows[:1])):
        moments.add(rows[:0])
        assert not moments.covariance.any()
    np.testing.assert_allclose(Moments.of(rows[:1]).mean, rows[0], rtol=1e-12)


def test_infinite_features_are_told_by_the_moments():
    moments = Moments.of(np.array([[1.0, np.inf], [2.0, 3.0]], np.float32))
    assert not np.isfinite(moments.mean).all()

"""The Fréchet distance of Gaussians against closed forms."""

import numpy as np
import pytest
from metric_evidence import ended
from scipy import linalg

from gan_studio.core.metrics._frechet import factor, fault_of, frechet_distance, trace_of_root
from gan_studio.core.metrics._moments import Moments


def distance(real, fake):
    return ended(frechet_distance(real, fake))[0].value


def gaussian(mean, covariance, count=10_000):
    return Moments.restored(count, np.asarray(mean, float), np.asarray(covariance, float))


def random_covariance(seed, width=12, rank=12):
    rows = np.random.default_rng(seed).standard_normal((rank, width))
    return rows.T @ rows


def test_diagonal_covariances_have_a_closed_form():
    real, fake = gaussian([0, 0, 0], np.diag([1, 4, 9])), gaussian([1, 0, 2], np.diag([4, 4, 1]))
    shift, spread = 1 + 4, (2 - 1) ** 2 + 0 + (1 - 3) ** 2
    assert distance(real, fake) == pytest.approx(shift + spread, rel=1e-9)


def test_covariances_that_share_no_axes_follow_the_textbook_formula():
    first, second = random_covariance(0), random_covariance(1)
    expected = np.trace(first + second) - 2 * np.trace(linalg.sqrtm(first @ second)).real
    assert distance(gaussian(np.zeros(12), first), gaussian(np.zeros(12), second)) == pytest.approx(
        expected, rel=1e-7
    )


def test_a_two_by_two_root_has_a_closed_form():
    """Of positive matrices tr (S1 S2)^(1/2) = sqrt(tr S1 S2 + 2 sqrt(det S1 S2))."""
    first, second = np.array([[2, 1], [1, 3.0]]), np.array([[5, -2], [-2, 1.5]])
    product = first @ second
    expected = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    assert trace_of_root(factor(first), second) == pytest.approx(expected, rel=1e-12)


def test_a_scaled_covariance_counts_the_square_of_its_roots_difference():
    spread = random_covariance(2)
    found = distance(gaussian(np.zeros(12), spread), gaussian(np.zeros(12), 9 * spread))
    assert found == pytest.approx((3 - 1) ** 2 * np.trace(spread), rel=1e-9)


def test_it_is_symmetric():
    left = gaussian(np.arange(12), random_covariance(3))
    right = gaussian(np.ones(12), random_covariance(4))
    assert distance(left, right) == pytest.approx(distance(right, left), rel=1e-9)


@pytest.mark.parametrize("rank", [0, 1, 5, 12])
def test_a_gaussian_is_at_no_distance_from_itself_even_degenerate(rank):
    spread = random_covariance(5, rank=rank)
    same = gaussian(np.ones(12), spread)
    assert distance(same, same) == pytest.approx(0, abs=1e-6 * max(np.trace(spread), 1))


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_a_point_is_as_far_as_the_others_whole_variance(scale):
    spread = scale * random_covariance(6)
    point = gaussian(np.zeros(12), np.zeros((12, 12)))
    assert distance(gaussian(np.zeros(12), spread), point) == pytest.approx(np.trace(spread), rel=1e-9)


def test_degenerate_covariances_in_different_directions_share_nothing():
    first, second = np.diag([1.0, 0, 0]), np.diag([0, 0, 4.0])
    found = ended(frechet_distance(gaussian(np.zeros(3), first), gaussian(np.zeros(3), second)))[0]
    assert found.value == pytest.approx(5, rel=1e-9)
    assert found.ranks == (1, 1)


def test_a_line_beside_a_full_covariance_has_a_closed_form():
    """Of S2 = v v^T the trace of (S1 S2)^(1/2) is (v^T S1 v)^(1/2)."""
    spread, axis = random_covariance(10), np.random.default_rng(11).standard_normal(12)
    expected = np.trace(spread) + axis @ axis - 2 * np.sqrt(axis @ spread @ axis)
    line, full = gaussian(np.zeros(12), np.outer(axis, axis)), gaussian(np.zeros(12), spread)
    assert distance(full, line) == pytest.approx(expected, rel=1e-6)
    assert distance(line, full) == pytest.approx(expected, rel=1e-6)


def test_nearly_singular_covariances_stay_real():
    random = np.random.default_rng(7)
    rows = random.standard_normal((400, 12))
    rows[:, 6:] = rows[:, :6] + 1e-9 * random.standard_normal((400, 6))
    real, fake = Moments.of(rows), Moments.of(rows * 2)
    assert distance(real, fake) == pytest.approx(
        np.trace(real.covariance) + np.square(real.mean).sum(), rel=1e-5
    )


@pytest.mark.parametrize("rank", [0, 1, 7, 12])
def test_a_factor_times_itself_is_the_covariance(rank):
    spread = random_covariance(8, rank=rank)
    root = factor(spread)
    np.testing.assert_allclose(root @ root.T, spread, atol=1e-12 * max(spread.max(), 1))
    assert (np.abs(root).max(axis=0) > 0).sum() == rank


def test_20_000_draws_of_gaussians_are_within_one_percent_of_the_closed_form():
    random = np.random.default_rng(9)
    mix = random.standard_normal((64, 64)) / 8
    real = random.standard_normal((20_000, 64)) @ mix
    fake = (random.standard_normal((20_000, 64)) * 1.5) @ mix + 0.25
    expected = 64 * 0.25**2 + 0.5**2 * np.square(mix).sum()
    assert distance(Moments.of(real), Moments.of(fake)) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("real", "fake", "says"), [(1, 100, "two or more"), (100, 12, "KID"), (12, 100, "KID")]
)
def test_too_few_pictures_are_a_fault(real, fake, says):
    first, second = (gaussian(np.zeros(12), np.eye(12), count) for count in (real, fake))
    assert says in fault_of(first, second, "FID")


def test_features_that_are_not_finite_are_a_fault():
    broken = gaussian(np.full(12, np.nan), np.eye(12))
    assert "not finite" in fault_of(gaussian(np.zeros(12), np.eye(12)), broken, "FID")


def test_enough_finite_pictures_are_no_fault():
    assert (
        fault_of(gaussian(np.zeros(12), np.eye(12), 13), gaussian(np.zeros(12), np.eye(12), 13), "FID") == ""
    )

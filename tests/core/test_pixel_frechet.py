"""The pixel Fréchet distance against cases known by hand."""

import numpy as np
import pytest
from scipy import linalg

from gan_studio.core.metrics.pixel_frechet import PixelFrechet


@pytest.fixture
def images():
    return np.random.default_rng(0).random((400, 1, 8, 8))


def test_a_set_is_at_no_distance_from_itself(images):
    assert PixelFrechet(images).distance(images) == pytest.approx(0, abs=1e-9)


def test_a_constant_shift_counts_its_square_in_every_pixel(images):
    assert PixelFrechet(images).distance(images + 0.1) == pytest.approx(64 * 0.1**2, rel=1e-6)


def test_doubling_every_deviation_adds_the_variance_along_the_components(images):
    """Covariances S and 4 S along S's own axes: trace(S + 4 S - 2 * 2 S) = trace(S)."""
    mean = images.mean(axis=0)
    spread = np.cov(images.reshape(400, -1), rowvar=False)
    largest = np.sort(linalg.eigvalsh(spread))[-16:].sum()
    found = PixelFrechet(images, components=16).distance(mean + 2 * (images - mean))
    assert found == pytest.approx(largest, rel=1e-6)


def test_it_equals_the_textbook_formula_where_all_components_are_kept(images):
    other = np.random.default_rng(1).random((300, 1, 8, 8)) ** 2
    left, right = images.reshape(400, -1), other.reshape(300, -1)
    first, second = np.cov(left, rowvar=False), np.cov(right, rowvar=False)
    root = linalg.sqrtm(first @ second).real
    shift = np.square(left.mean(axis=0) - right.mean(axis=0)).sum()
    expected = shift + np.trace(first + second - 2 * root)
    assert PixelFrechet(images, components=64).distance(other) == pytest.approx(expected, rel=1e-6)


def test_more_noise_is_further_away(images):
    metric, random = PixelFrechet(images), np.random.default_rng(2)
    noise = random.standard_normal(images.shape)
    distances = [metric.distance(images + strength * noise) for strength in (0.1, 0.2, 0.4)]
    assert distances == sorted(distances)


def test_a_set_of_equal_images_can_be_compared(images):
    collapsed = np.repeat(images[:1], 50, axis=0)
    assert np.isfinite(PixelFrechet(images).distance(collapsed))


def test_large_images_are_averaged_down():
    large = np.random.default_rng(0).random((20, 3, 64, 64))
    blocks = large.reshape(20, 3, 32, 2, 32, 2).mean(axis=(3, 5))
    assert PixelFrechet(large).distance(large + 0.1) == pytest.approx(
        PixelFrechet(blocks).distance(blocks + 0.1), rel=1e-6
    )

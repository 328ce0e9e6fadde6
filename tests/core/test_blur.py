"""The discriminator's blur is a Gaussian as scipy has it, and fades when it says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import ndimage

from gan_studio.core.augment.blur import Blur


def blurred(images, sigma, images_seen=0, fade_kimg=0.0):
    return Blur(sigma=sigma, fade_kimg=fade_kimg)(images, images_seen, torch.Generator())


@pytest.mark.parametrize("sigma", [0.4, 1.0, 2.5, 10.0])
@pytest.mark.parametrize("sides", [(16, 16), (8, 21)])
def test_it_is_scipys_gaussian_with_grey_around_the_image(sigma, sides):
    images = np.random.default_rng(0).standard_normal((2, 3, *sides))
    expected = ndimage.gaussian_filter(
        images, sigma, axes=(2, 3), mode="constant", radius=int(np.floor(3 * sigma))
    )
    found = blurred(torch.from_numpy(images), sigma)
    torch.testing.assert_close(found, torch.from_numpy(expected), rtol=1e-9, atol=1e-9)


def test_the_middle_of_a_flat_image_stays():
    flat = blurred(torch.full((1, 1, 31, 31), 0.7), 2.0)
    torch.testing.assert_close(flat[0, 0, 10:-10, 10:-10], torch.full((11, 11), 0.7))


@pytest.mark.parametrize(
    ("images_seen", "strength"), [(0, 10.0), (50_000, 7.5), (100_000, 5.0), (200_000, 0.0), (300_000, 0.0)]
)
def test_it_fades_in_a_straight_line_over_the_published_time(images_seen, strength):
    assert Blur().strength(images_seen) == pytest.approx(strength, abs=1e-12)


def test_it_stays_where_nothing_fades():
    assert Blur(fade_kimg=0.0).strength(10**9) == 10.0


@pytest.mark.parametrize(("sigma", "images_seen"), [(0.0, 0), (10.0, 200_000), (10.0, 199_000)])
def test_once_it_has_faded_images_are_the_same(sigma, images_seen):
    images = torch.rand(2, 1, 8, 8)
    assert blurred(images, sigma, images_seen, fade_kimg=200.0) is images


def test_what_is_left_of_it_still_blurs():
    images = torch.rand(2, 1, 8, 8)
    assert (blurred(images, 10.0, 190_000, fade_kimg=200.0) - images).abs().max() > 0.01


def test_the_generator_learns_through_it():
    """The matrix is symmetric, so the slope of a sum is the blur of ones."""
    images = torch.zeros(1, 1, 9, 9, dtype=torch.float64, requires_grad=True)
    blurred(images, 1.5).sum().backward()
    torch.testing.assert_close(images.grad, blurred(torch.ones_like(images), 1.5).detach())


def test_it_blurs_in_float32_under_lower_precision():
    images = torch.rand(1, 1, 16, 16)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = blurred(images, 2.0)
    assert torch.equal(found, blurred(images, 2.0))

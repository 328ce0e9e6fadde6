"""Resizing: block averages where sizes divide, one result for files and arrays."""

from __future__ import annotations

import numpy as np
import pytest
from picture_files import noise
from PIL import Image

from gan_studio.core.data.resize import fitted, fitted_array


def test_halving_averages_blocks_of_four():
    pixels = np.array([[0, 100, 8, 8], [100, 200, 8, 8], [255, 255, 1, 3], [255, 255, 5, 7]], np.uint8)
    result = np.asarray(fitted(Image.fromarray(pixels), 2, "crop"))
    np.testing.assert_array_equal(result, [[100, 8], [255, 4]])


def test_cropping_keeps_the_middle():
    pixels = np.zeros((2, 6), np.uint8)
    pixels[:, 2:4] = [[1, 2], [3, 4]]
    np.testing.assert_array_equal(np.asarray(fitted(Image.fromarray(pixels), 2, "crop")), [[1, 2], [3, 4]])


def test_padding_adds_a_white_border():
    result = np.asarray(fitted(Image.fromarray(np.full((2, 4), 9, np.uint8)), 4, "pad"))
    np.testing.assert_array_equal(result[:, 0], [255, 9, 9, 255])


def test_stretching_uses_every_pixel():
    pixels = np.array([[10, 30, 50, 70]] * 2, np.uint8)
    np.testing.assert_array_equal(
        np.asarray(fitted(Image.fromarray(pixels), 2, "stretch")), [[20, 60], [20, 60]]
    )


def test_a_picture_of_the_right_size_is_untouched():
    pixels = noise(16, 16)
    np.testing.assert_array_equal(np.asarray(fitted(Image.fromarray(pixels), 16, "crop")), pixels)


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("size", [(28, 28), (64, 48), (17, 40), (1, 90)])
@pytest.mark.parametrize("side", [8, 32])
def test_arrays_are_resized_as_files_are(fit, size, side):
    # Smooth, because Pillow clips between its two passes what overshoots at hard edges.
    pixels = np.asarray(Image.fromarray(noise(4, 4)).resize(size, Image.Resampling.BICUBIC)) // 2 + 64
    one = np.asarray(fitted(Image.fromarray(pixels), side, fit)).transpose(2, 0, 1)
    many = fitted_array(np.stack([pixels, pixels]), side, fit)
    assert many.shape == (2, 3, side, side)
    np.testing.assert_allclose(many[1].astype(int), one.astype(int), atol=2)


def test_a_flat_picture_stays_flat():
    flat = np.full((1, 29, 31, 1), 200, np.uint8)
    assert (fitted_array(flat, 13, "stretch") == 200).all()

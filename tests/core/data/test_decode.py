"""Decoding: every kind of file becomes the pixels a person would see."""

from __future__ import annotations

import io

import numpy as np
import pytest
from picture_files import (
    broken_files,
    deep_colour_png,
    encoded,
    huge_header,
    noise,
    rotated_jpeg,
    special_files,
)
from PIL import Image

from gan_studio.core.data.decode import HUGE, opened, squared, upright
from gan_studio.core.data.source import Unreadable


def pixels_of(data: bytes) -> np.ndarray:
    return np.asarray(upright(opened(data, "x.png")))


@pytest.mark.parametrize("name", special_files())
def test_every_special_kind_becomes_a_square(name):
    image = squared(opened(special_files()[name], name), 16, "crop")
    assert image.size == (16, 16)
    assert image.mode in ("L", "RGB")


@pytest.mark.parametrize("name", broken_files())
def test_every_broken_kind_says_why(name):
    with pytest.raises(Unreadable, match=r"empty|not an image|truncated|damaged|too large"):
        upright(opened(broken_files()[name], name))


def test_sixteen_bit_grey_is_scaled_and_not_clipped():
    deep = np.array([[0, 257], [32896, 65535]], np.uint16)
    np.testing.assert_array_equal(pixels_of(encoded(Image.fromarray(deep))), [[0, 1], [128, 255]])


def test_sixteen_bit_tiff_is_scaled():
    deep = np.array([[0, 25700], [51400, 65535]], np.uint16)
    np.testing.assert_array_equal(pixels_of(encoded(Image.fromarray(deep), "TIFF")), [[0, 100], [200, 255]])


def test_sixteen_bit_colour_is_scaled():
    np.testing.assert_array_equal(pixels_of(deep_colour_png())[0, 0], [255, 0, 128])


def test_floating_point_tiff_is_scaled():
    values = np.array([[0.0, 0.2], [0.4, 1.0]], np.float32)
    np.testing.assert_array_equal(pixels_of(encoded(Image.fromarray(values), "TIFF")), [[0, 51], [102, 255]])


def test_floats_that_are_no_numbers_are_refused():
    values = np.array([[0.0, np.nan]], np.float32)
    with pytest.raises(Unreadable, match="finite"):
        pixels_of(encoded(Image.fromarray(values), "TIFF"))


def test_transparency_shows_white_paper():
    image = np.zeros((1, 3, 4), np.uint8)
    image[0, :, :3] = [200, 100, 0]
    image[0, :, 3] = [0, 255, 51]
    expected = [[255, 255, 255], [200, 100, 0], [244, 224, 204]]
    np.testing.assert_allclose(pixels_of(encoded(Image.fromarray(image)))[0], expected, atol=1)


def test_a_transparent_palette_entry_is_white():
    image = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    image.putpalette([10, 20, 30, 40, 50, 60])
    data = encoded(image, transparency=1)
    np.testing.assert_array_equal(pixels_of(data)[0], [[10, 20, 30], [255, 255, 255]])


def test_grey_with_alpha_stays_grey():
    image = np.array([[[100, 255], [100, 0]]], np.uint8)
    np.testing.assert_array_equal(pixels_of(encoded(Image.fromarray(image))), [[100, 255]])


def test_cmyk_becomes_the_colour_it_prints():
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    np.testing.assert_allclose(pixels_of(encoded(image, "JPEG"))[8, 8], [255, 0, 0], atol=3)


CORNERS = {1: "A", 2: "B", 3: "D", 4: "C", 5: "A", 6: "C", 7: "D", 8: "B"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_puts_the_right_corner_at_the_upper_left(orientation):
    # A B      the stored corners; the tag says which of them a person sees at the upper left
    # C D
    grey = {"A": 0, "B": 80, "C": 160, "D": 240}
    stored = np.kron(
        np.array([[grey["A"], grey["B"]], [grey["C"], grey["D"]]], np.uint8), np.ones((16, 24), np.uint8)
    )
    image = upright(opened(rotated_jpeg(Image.fromarray(stored), orientation), "x.jpg"))
    assert image.size == ((48, 32) if orientation <= 4 else (32, 48))
    assert abs(image.getpixel((4, 4)) - grey[CORNERS[orientation]]) <= 3


def test_damaged_exif_does_not_cost_the_picture():
    data = encoded(Image.fromarray(noise(8, 8)), "JPEG", exif=b"Exif\0\0nonsense")
    assert upright(opened(data, "x.jpg")).size == (8, 8)


def test_an_animation_gives_its_first_frame():
    red, blue = Image.new("RGB", (4, 4), "red"), Image.new("RGB", (4, 4), "blue")
    data = encoded(red, "GIF", save_all=True, append_images=[blue])
    np.testing.assert_array_equal(pixels_of(data)[0, 0], [255, 0, 0])


def test_a_header_that_promises_too_much_is_refused_before_decoding():
    with pytest.raises(Unreadable, match="too large: 15000 x 15000"):
        opened(huge_header(15_000, 15_000), "x.png")


def test_a_huge_jpeg_is_decoded_at_reduced_size(monkeypatch):
    data = encoded(Image.new("L", (10_000, 10_000), 77), "JPEG")
    sizes = []
    load = Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda image: (sizes.append(image.size), load(image))[1])
    result = squared(opened(data, "x.jpg"), 32, "crop")
    assert result.getpixel((16, 16)) == 77
    assert max(width for width, _ in sizes) <= 1250


def test_a_huge_png_is_made_smaller_in_strips():
    image = Image.new("RGBA", (4400, 4000), (255, 0, 0, 255))
    image.paste((0, 0, 255, 0), (0, 2000, 4400, 4000))
    assert image.width * image.height > HUGE
    small = np.asarray(squared(opened(encoded(image, compress_level=1), "x.png"), 16, "stretch"))
    np.testing.assert_array_equal(small[0, 0], [255, 0, 0])
    np.testing.assert_array_equal(small[15, 15], [255, 255, 255])
    assert small.shape == (16, 16, 3)


def test_a_huge_picture_in_its_own_size_is_composed_in_strips():
    image = Image.new("LA", (4400, 4000), (100, 255))
    image.putpixel((4399, 3999), (0, 0))
    whole = upright(opened(encoded(image, compress_level=1), "x.png"))
    assert whole.size == (4400, 4000)
    assert (whole.getpixel((0, 0)), whole.getpixel((4399, 3999))) == (100, 255)


def test_targa_is_tried_only_for_its_own_name():
    data = encoded(Image.fromarray(noise(5, 5)), "TGA")
    assert opened(data, "x.TGA").size == (5, 5)
    with pytest.raises(Unreadable):
        opened(data, "x.png")


def test_bytes_are_not_kept_open():
    assert isinstance(opened(encoded(Image.new("L", (2, 2))), "x").fp, io.BytesIO)

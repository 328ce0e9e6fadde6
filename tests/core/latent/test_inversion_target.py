"""Pictures from anywhere become what a model could have drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_studio.core.errors import InputError
from gan_studio.core.latent.inversion.target import read_target

COLOUR, GREY = (3, 8, 8), (1, 8, 8)


def _saved(path: Path, size: tuple[int, int], mode: str, colour: object, **options: object) -> Path:
    Image.new(mode, size, colour).save(path, **options)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp"])
def test_any_kind_of_picture_is_read(ending: str, tmp_path: Path):
    path = _saved(tmp_path / f"a.{ending}", (20, 30), "RGB", (200, 40, 40))
    target = read_target(path, COLOUR)
    assert (target.shape, target.dtype) == ((8, 8, 3), np.uint8)
    assert np.abs(target.astype(int) - (200, 40, 40)).max() <= 4


def test_colours_become_the_models(tmp_path: Path):
    red = _saved(tmp_path / "red.png", (8, 8), "RGB", (255, 0, 0))
    assert np.all(read_target(red, GREY) == 76)
    grey = _saved(tmp_path / "grey.png", (8, 8), "L", 99)
    assert np.all(read_target(grey, COLOUR) == 99)


def test_what_is_transparent_is_white(tmp_path: Path):
    clear = _saved(tmp_path / "clear.png", (8, 8), "RGBA", (10, 20, 30, 0))
    assert np.all(read_target(clear, COLOUR) == 255)


def test_a_photograph_is_turned_upright(tmp_path: Path):
    image = Image.new("RGB", (16, 16), "black")
    image.paste("white", (0, 0, 16, 8))  # white above
    exif = Image.Exif()
    exif[0x0112] = 3  # taken upside down
    image.save(tmp_path / "turned.png", exif=exif)
    target = read_target(tmp_path / "turned.png", COLOUR)
    assert target[:4].mean() == 0
    assert target[4:].mean() == 255


@pytest.mark.parametrize(("fit", "left"), [("crop", 0), ("pad", 0), ("stretch", 255)])
def test_a_wide_picture_fits_as_asked(fit: str, left: int, tmp_path: Path):
    image = Image.new("L", (32, 16), 0)
    image.paste(255, (0, 0, 8, 16))  # white at the left
    image.save(tmp_path / "wide.png")
    target = read_target(tmp_path / "wide.png", GREY, fit)
    assert target[4, 0, 0] == (255 if fit == "pad" else left)
    assert target[0, 0, 0] == (255 if fit != "crop" else 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"a\.png cannot be inverted: empty file"),
        (b"hello", r"a\.png cannot be inverted: not an image"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(content: bytes, sentence: str, tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        read_target(path, COLOUR)


def test_half_a_picture_is_refused(tmp_path: Path):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole.png")
    half = tmp_path / "half.png"
    half.write_bytes((tmp_path / "whole.png").read_bytes()[:3000])
    with pytest.raises(InputError, match=r"half\.png cannot be inverted: truncated image"):
        read_target(half, COLOUR)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    with pytest.raises(InputError, match="There is no file"):
        read_target(tmp_path / "none.png", COLOUR)
    with pytest.raises(InputError, match="is a folder"):
        read_target(tmp_path, COLOUR)

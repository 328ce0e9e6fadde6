"""Resizing against Pillow's, which antialiases, and the colours that come out."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from gan_studio.core.extractors._rgb import as_rgb, resize_words

FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


def pictures(channels: int, side: int) -> torch.Tensor:
    random = torch.Generator().manual_seed(0)
    return torch.randint(256, (2, channels, side, side), dtype=torch.uint8, generator=random)


@pytest.mark.parametrize("interpolation", FILTERS)
@pytest.mark.parametrize(("before", "after"), [(28, 32), (64, 32), (28, 299), (50, 32)])
def test_resizing_is_pillows_without_rounding(before, after, interpolation):
    (grey,) = pictures(1, before)[0].numpy()
    wanted = Image.fromarray(grey.astype(np.float32)).resize((after, after), FILTERS[interpolation])
    found = as_rgb(pictures(1, before), after, interpolation=interpolation)[0, 0]
    torch.testing.assert_close(found, torch.from_numpy(np.array(wanted)), atol=2e-3, rtol=0)


def test_pictures_of_the_right_size_are_left_alone():
    colour = pictures(3, 32)
    torch.testing.assert_close(as_rgb(colour, 32), colour.float())


def test_pictures_that_were_not_rounded_stay_so():
    between = pictures(1, 28).float() - 0.25
    torch.testing.assert_close(as_rgb(between, 28)[:, :1], between)


def test_grey_becomes_three_equal_channels():
    grey = pictures(1, 28)
    torch.testing.assert_close(as_rgb(grey, 32), as_rgb(grey.expand(-1, 3, -1, -1), 32))


def test_the_words_name_size_and_filter():
    assert resize_words(32, "bilinear") == "32 px, antialiased bilinear"


@pytest.mark.parametrize(
    "images",
    [
        torch.zeros(2, 2, 8, 8, dtype=torch.uint8),
        torch.zeros(2, 3, 8, 8).double(),
        torch.zeros(3, 8, 8).byte(),
    ],
)
def test_what_is_no_batch_of_pictures_is_refused(images):
    with pytest.raises(ValueError, match="Images are uint8"):
        as_rgb(images, 32)

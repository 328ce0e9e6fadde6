"""ADA's colour, filters and noise, against formulas worked by hand and another library's filters."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import ndimage

from gan_studio.core.augment._color import (
    brightness,
    contrast,
    hue,
    luma_flip,
    recolored,
    recoloring,
    saturation,
)
from gan_studio.core.augment._corruption import band_gains, filtered, noise_strength, octave_bands
from gan_studio.core.augment._draws import Draws

COLOUR = torch.tensor([0.6, -0.2, 0.1]).view(1, 3, 1, 1)


def one(number):
    return torch.tensor([float(number)])


def draws(count=40_000, p=1.0):
    return Draws(count, torch.tensor(p), torch.Generator().manual_seed(0))


def colour_after(matrix):
    return recolored(COLOUR, matrix).flatten().tolist()


def test_brightness_adds_and_contrast_multiplies():
    assert colour_after(brightness(one(0.3))) == pytest.approx([0.9, 0.1, 0.4])
    assert colour_after(contrast(one(0.5))) == pytest.approx([0.3, -0.1, 0.05])


def test_a_third_of_a_turn_of_hue_makes_red_green_green_blue_and_blue_red():
    assert colour_after(hue(one(2 * math.pi / 3))) == pytest.approx([0.1, 0.6, -0.2], abs=1e-6)


def test_half_a_turn_of_hue_keeps_the_grey_and_turns_the_rest_round():
    grey = 0.5 / 3
    expected = [2 * grey - value for value in (0.6, -0.2, 0.1)]
    assert colour_after(hue(one(math.pi))) == pytest.approx(expected, abs=1e-6)


def test_saturation_stretches_colours_from_their_grey():
    grey = 0.5 / 3
    expected = [grey + 1.5 * (value - grey) for value in (0.6, -0.2, 0.1)]
    assert colour_after(saturation(one(1.5))) == pytest.approx(expected, abs=1e-6)
    assert colour_after(saturation(one(0))) == pytest.approx([grey] * 3, abs=1e-6)


def test_a_flipped_luma_is_a_mirror_between_black_and_white_with_the_same_hues():
    grey = 0.5 / 3
    expected = [value - 2 * grey for value in (0.6, -0.2, 0.1)]
    assert colour_after(luma_flip(one(1))) == pytest.approx(expected, abs=1e-6)
    assert colour_after(luma_flip(one(0))) == pytest.approx([0.6, -0.2, 0.1])
    white = torch.ones(1, 3, 1, 1)
    torch.testing.assert_close(recolored(white, luma_flip(one(1))), -white)


def test_grey_images_are_changed_as_the_same_images_in_colour():
    grey = torch.rand(6, 1, 4, 4) * 2 - 1
    matrices = torch.eye(4)
    for matrix in (brightness(torch.randn(6)), contrast(torch.rand(6)), luma_flip(torch.arange(6.0) % 2)):
        matrices = matrix @ matrices
    in_colour = recolored(grey.expand(-1, 3, -1, -1), matrices)
    torch.testing.assert_close(recolored(grey, matrices).expand_as(in_colour), in_colour)


@pytest.mark.parametrize(("channels", "colours"), [(1, False), (3, True)])
def test_hue_and_saturation_are_drawn_for_colour_images_only(channels, colours):
    matrices, _ = recoloring(draws(8), channels)
    # What acts on greys alone treats all colours alike; a turn of hues does not.
    asymmetry = (matrices[:, 0, 1] - matrices[:, 0, 2]).abs().max().item()
    assert (asymmetry > 1e-3) == colours


def test_changes_happen_in_the_papers_order():
    class Scripted(Draws):
        def __init__(self, *numbers):
            self.numbers = list(numbers)

        def happens(self, probability=None):
            return torch.tensor([True])

        def _next(self, *bounds):
            return one(self.numbers.pop(0))

        uniform = normal = doublings = whole = _next

    matrices, _ = recoloring(Scripted(0.1, 1.5, 1, 0.7, 0.4), 3)
    expected = COLOUR
    for matrix in (brightness(one(0.1)), contrast(one(1.5)), luma_flip(one(1)), hue(one(0.7))):
        expected = recolored(expected, matrix)
    expected = recolored(expected, saturation(one(0.4)))
    torch.testing.assert_close(recolored(COLOUR, matrices), expected)


def test_colours_change_as_much_as_the_paper_says():
    matrices, is_changed = recoloring(draws(), 1)
    assert is_changed.all()
    factor, added = matrices[:, :3, :3].sum(dim=2)[:, 0], matrices[:, 0, 3]
    stretched = factor.abs().log2()  # contrast: 2 ** N(0, 0.5); a flip changes the sign
    assert stretched.mean().item() == pytest.approx(0, abs=5 * 0.5 / 200)
    assert stretched.std().item() == pytest.approx(0.5, abs=5 * 0.5 / 283)
    assert (factor < 0).float().mean().item() == pytest.approx(0.5, abs=5 * 0.5 / 200)
    assert (added / factor).std().item() == pytest.approx(0.2, abs=5 * 0.2 / 283)  # brightness comes first


def test_each_change_of_colour_happens_with_probability_p():
    _, is_changed = recoloring(draws(p=0.3), 3)
    share = 1 - 0.7**5
    assert is_changed.float().mean().item() == pytest.approx(
        share, abs=5 * (share * (1 - share)) ** 0.5 / 200
    )


def test_bands_add_up_to_the_image_and_each_keeps_its_octave():
    bands = octave_bands(torch.device("cpu")).double()
    nothing = torch.zeros(43, dtype=torch.float64)
    nothing[21] = 1
    torch.testing.assert_close(bands.sum(dim=0), nothing, atol=1e-7, rtol=0)
    response = torch.fft.rfft(bands, n=256).abs()
    frequency = torch.linspace(0, 1, 129)  # of Nyquist's
    middles = [0.0, 0.19, 0.38, 0.85]
    for band, middle in enumerate(middles):
        nearest = (frequency - middle).abs().argmin()
        assert response[:, nearest].argmax() == band
    assert response[0, 0].item() == pytest.approx(1)
    assert response[3, -1].item() == pytest.approx(1)
    # The 4-tap wavelet's half-band filter by hand: (-1 0 9 16 9 0 -1) / 32.
    high = bands[3, 18:25] * 32
    assert high.tolist() == pytest.approx([1, 0, -9, 16, -9, 0, 1], abs=1e-5)


def test_gains_keep_the_power_of_a_natural_image():
    class OneBand(Draws):
        """Amplifies the second band fourfold and no other."""

        def __init__(self):
            self.probability, self.asked = torch.tensor(1.0), 0

        def happens(self, probability=None):
            self.asked += 1
            return torch.tensor([self.asked == 2])

        def doublings(self, std):
            return torch.tensor([4.0])

    gains, is_filtered = band_gains(OneBand())
    # Power with gains 1 4 1 1: (10 + 16 + 1 + 1) / 13.
    lowered = (13 / 28) ** 0.5
    assert gains[0].tolist() == pytest.approx([lowered, 4 * lowered, lowered, lowered])
    assert is_filtered.tolist() == [True]


def test_filters_are_those_of_another_library():
    images = torch.rand(3, 2, 12, 12)
    gains, _ = band_gains(draws(3))
    taps = (gains @ octave_bands(torch.device("cpu"))).double().numpy()
    changed = filtered(images, gains).double().numpy()
    for index in range(3):
        for channel in range(2):
            expected = images[index, channel].double().numpy()
            for axis in (0, 1):
                expected = ndimage.correlate1d(expected, taps[index], axis=axis, mode="reflect")
            np.testing.assert_allclose(changed[index, channel], expected, atol=1e-5)


def test_the_strength_of_noise_is_half_normal():
    strength, happens = noise_strength(draws())
    assert happens.all()
    assert strength.min() >= 0
    assert strength.mean().item() == pytest.approx(0.1 * (2 / math.pi) ** 0.5, abs=5 * 0.06 / 200)

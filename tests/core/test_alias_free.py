"""Filters and resampling without aliasing, against scipy's filters and the plain formula."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import ndimage, signal

from gan_studio.core.layers.alias_free import (
    ClampedLeaky,
    downsampled,
    filtered_leaky_relu,
    lowpass_filter,
    upsampled,
)

CASES = [
    # taps up, taps down, factors, padding
    (12, 12, (2, 2), (9, 8)),
    (24, 12, (4, 2), (2, -1)),
    (24, 12, (4, 2), (-6, -9)),
    (12, 12, (2, 2), (-3, -6)),
    (7, 6, (1, 3), (6, 6)),
]


def stretched(x, factor, padding):
    """Zeros after every sample, then padding or, where negative, a cut at either end of both axes."""
    count, channels, height, width = x.shape
    filled = np.zeros((count, channels, height * factor, width * factor))
    filled[:, :, ::factor, ::factor] = x
    before, after = padding
    filled = np.pad(filled, [(0, 0), (0, 0)] + [(max(before, 0), max(after, 0))] * 2)
    low, high = max(-before, 0), max(-after, 0)
    return filled[:, :, low : filled.shape[2] - high, low : filled.shape[3] - high]


def convolved(x, kernel):
    """A true convolution wherever the kernel fits."""
    kernel = np.outer(kernel, kernel) if kernel.ndim == 1 else kernel
    return np.stack([[signal.convolve2d(plane, kernel, mode="valid") for plane in image] for image in x])


def plain_formula(x, up_filter, down_filter, factors, padding, clamp):
    y = convolved(stretched(x, factors[0], padding), up_filter) * factors[0] ** 2
    y = np.clip(np.where(y > 0, y, 0.2 * y) * np.sqrt(2), -clamp, clamp)
    return convolved(y, down_filter)[:, :, :: factors[1], :: factors[1]]


@pytest.mark.parametrize("radial", [False, True])
@pytest.mark.parametrize(("up_taps", "down_taps", "factors", "padding"), CASES)
def test_the_filtered_leaky_relu_is_the_plain_formula(up_taps, down_taps, factors, padding, radial):
    random = np.random.default_rng(0)
    x = random.standard_normal((2, 3, 17, 17))
    up = random.standard_normal(up_taps)  # not symmetric, so that a flip would show
    down = random.standard_normal((down_taps, down_taps) if radial else down_taps)
    tensors = [torch.from_numpy(array) for array in (x, up, down)]
    found = filtered_leaky_relu(tensors[0], tuple(tensors[1:]), factors, padding, clamp=5.0)
    expected = plain_formula(x, up, down, factors, padding, 5.0)
    torch.testing.assert_close(found, torch.from_numpy(expected), rtol=1e-9, atol=1e-9)


def test_upsampling_with_a_filter_of_two_axes_is_the_plain_formula():
    random = np.random.default_rng(0)
    x, kernel = random.standard_normal((1, 2, 6, 6)), random.standard_normal((4, 4))
    found = upsampled(torch.from_numpy(x), torch.from_numpy(kernel), 2, (2, 1))
    torch.testing.assert_close(found, torch.from_numpy(convolved(stretched(x, 2, (2, 1)), kernel) * 4))


def test_padding_that_no_filter_reaches_is_refused():
    with pytest.raises(ValueError, match=r"A padding of \(9, 8\) reaches beyond the 4 taps"):
        upsampled(torch.zeros(1, 1, 4, 4), torch.ones(4), 2, (9, 8))


@pytest.mark.parametrize("taps", [12, 24, 13])
@pytest.mark.parametrize(("cutoff", "width"), [(2.0, 12.0), (6.3, 4.0), (16.0, 1.5), (9.0, 30.0)])
def test_separable_filters_are_those_of_the_window_method(taps, cutoff, width):
    expected = signal.firwin(taps, cutoff, width=width, fs=64.0)
    assert lowpass_filter(taps, cutoff, width, 64.0).numpy() == pytest.approx(expected, abs=1e-7)


def test_one_tap_is_no_filter():
    assert lowpass_filter(1, 2.0, 1.0, 8.0) is None


def test_a_radial_filter_passes_frequencies_by_their_distance_alone():
    """At the same distance from zero, the responses along an axis and along a diagonal are alike."""
    cutoff, rate, taps = 8.0, 64.0, 48
    kernel = lowpass_filter(taps, cutoff, 8.0, rate, radial=True).double().numpy()
    places = (np.arange(taps) - (taps - 1) / 2) / rate
    responses = {}
    for angle in (0.0, np.pi / 4):
        for frequency in (0.0, 3.0, cutoff, 14.0):
            across, down = frequency * np.cos(angle) * places, frequency * np.sin(angle) * places
            wave = np.cos(2 * np.pi * (across[None, :] + down[:, None]))
            responses[angle, frequency] = (kernel * wave).sum()
    for angle in (0.0, np.pi / 4):
        assert responses[angle, 0.0] == pytest.approx(1.0, abs=1e-6)
        assert responses[angle, 3.0] == pytest.approx(1.0, abs=0.02)
        assert responses[angle, cutoff] == pytest.approx(0.5, abs=0.05)
        assert responses[angle, 14.0] == pytest.approx(0.0, abs=0.02)


def test_a_wave_below_the_cutoff_passes_up_and_down_unchanged():
    rate, frequency, margin = 32, 3.0, 12
    places = (torch.arange(rate + 2 * margin, dtype=torch.float64) + 0.5 - margin) / rate
    wave = torch.cos(2 * torch.pi * frequency * places).expand(1, 1, len(places), -1)
    kernel = lowpass_filter(24, 8.0, 8.0, 2.0 * rate).double()
    again = downsampled(upsampled(wave, kernel, 2, (11, 10)), kernel, 2)
    cut = (wave.shape[-1] - again.shape[-1]) // 2
    kept = wave[..., cut : cut + again.shape[-1], cut : cut + again.shape[-1]]
    inner = slice(14, -14)
    difference = (again[..., inner, inner] - kept[..., inner, inner]).abs().max().item()
    assert difference == pytest.approx(0.0, abs=0.01)


def test_zero_stuffing_and_gain_keep_the_mean():
    kernel = lowpass_filter(12, 8.0, 8.0, 64.0)
    flat = upsampled(torch.ones(1, 1, 20, 20), kernel, 2, (9, 8))[..., 8:-8, 8:-8]
    torch.testing.assert_close(flat, torch.ones_like(flat), rtol=0, atol=0.02)
    blurred = ndimage.convolve1d(np.ones(20), kernel.double().numpy())
    assert blurred == pytest.approx(np.ones(20), abs=1e-6)


@pytest.mark.parametrize("radial", [False, True])
def test_first_and_second_slopes_are_right(radial):
    torch.manual_seed(0)
    x = torch.randn(1, 2, 5, 6, dtype=torch.float64, requires_grad=True)
    up = torch.randn(4, dtype=torch.float64)
    down = torch.randn((4, 4) if radial else 4, dtype=torch.float64)

    def layer(x):
        # The clamp is low enough to be met.
        return filtered_leaky_relu(x * x, (up, down), (2, 2), (2, 1), clamp=2.0)

    assert torch.autograd.gradcheck(layer, (x,))
    assert torch.autograd.gradgradcheck(layer, (x,))


def test_the_slope_is_none_where_values_are_clamped():
    x = torch.tensor([-100.0, -1.0, 1.0, 100.0], requires_grad=True)
    y = ClampedLeaky.apply(x * 1, 0.2, 10.0)
    assert y.tolist() == pytest.approx([-10.0, -0.2, 1.0, 10.0])
    y.sum().backward()
    assert x.grad.tolist() == pytest.approx([0.0, 0.2, 1.0, 0.0])


@pytest.mark.parametrize("kernel", [torch.ones(12) / 12, torch.ones(12, 12) / 144])
def test_filters_keep_float32_where_convolutions_are_given_less(kernel):
    x = torch.randn(2, 3, 20, 20)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = filtered_leaky_relu(x.clone(), (torch.ones(12) / 12, kernel), (2, 2), (9, 8), 256.0)
    assert y.dtype == torch.float32
    torch.testing.assert_close(
        y, filtered_leaky_relu(x.clone(), (torch.ones(12) / 12, kernel), (2, 2), (9, 8), 256.0)
    )

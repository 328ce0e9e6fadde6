"""Resampling against SciPy and against the plain way of writing it, borders and gradients included."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
import torch
from torch.nn import functional

from gan_studio.core.layers.convolution import convolution
from gan_studio.core.layers.resample import (
    doubling_convolution,
    downsample,
    halving_convolution,
    smooth,
    smoothing_filter,
    upsample,
)

close = torch.testing.assert_close
FIR = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def zeros_between(plane):
    spread = np.zeros((2 * len(plane), 2 * len(plane)))
    spread[::2, ::2] = plane
    return spread


def by_planes(operation, x):
    return torch.tensor(np.array([[operation(plane) for plane in image] for image in x.numpy()]))


def padded(plane, before, after):
    return np.pad(plane, (before, after))


def filtered(plane, before, after):
    return scipy.signal.convolve2d(padded(plane, before, after), FIR, mode="valid")


@pytest.fixture
def x():
    return torch.randn(2, 3, 6, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture
def weight():
    return torch.randn(4, 3, 3, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@pytest.fixture
def fir():
    return torch.tensor(FIR)


def test_the_filter_is_the_published_one():
    close(smoothing_filter(), torch.tensor(FIR, dtype=torch.float32), rtol=0, atol=0)


def test_an_image_is_doubled_by_zeros_between_and_a_filter(x, fir):
    close(upsample(x, fir), by_planes(lambda plane: 4 * filtered(zeros_between(plane), 2, 1), x))


def test_an_image_is_halved_by_a_filter_and_every_other_value(x, fir):
    close(downsample(x, fir), by_planes(lambda plane: filtered(plane, 1, 1)[::2, ::2], x))


@pytest.mark.parametrize("padding", [0, 1, 2, 3])
def test_smoothing_pads_and_filters(x, fir, padding):
    close(smooth(x, fir, padding, 4.0), by_planes(lambda plane: 4 * filtered(plane, padding, padding), x))


def test_flat_images_stay_flat_within_the_border(fir):
    flat = torch.ones(1, 1, 8, 8, dtype=torch.float64)
    close(upsample(flat, fir)[..., 2:-2, 2:-2], torch.ones(1, 1, 12, 12, dtype=torch.float64))
    close(downsample(flat, fir)[..., 1:-1, 1:-1], torch.ones(1, 1, 2, 2, dtype=torch.float64))


def test_a_doubling_convolution_spreads_convolves_and_filters(x, weight, fir):
    # All padding at the beginning: half a kernel, and what the filter needs.
    def of_image(image):
        spread = [padded(zeros_between(plane), 3, 2) for plane in image]
        convolved = [
            sum(
                scipy.signal.convolve2d(plane, kernel, mode="valid")
                for plane, kernel in zip(spread, row, strict=True)
            )
            for row in weight.numpy()
        ]
        return [4 * scipy.signal.convolve2d(plane, FIR, mode="valid") for plane in convolved]

    expected = torch.tensor(np.array([of_image(image) for image in x.numpy()]))
    close(doubling_convolution(x, weight, fir), expected)


def test_a_halving_convolution_filters_and_correlates(x, weight, fir):
    smoothed = by_planes(lambda plane: filtered(plane, 2, 2), x)
    bias = torch.arange(4, dtype=torch.float64)
    close(halving_convolution(x, weight, fir, bias), functional.conv2d(smoothed, weight, bias, stride=2))


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_lower_precision_gives_nearly_the_same(x, fir, layout):
    low = x.to(torch.bfloat16).contiguous(memory_format=layout)
    for operation in (upsample, downsample, lambda y, f: smooth(y, f, 2)):
        close(operation(low, fir).double(), operation(low.double(), fir), rtol=0.02, atol=0.02)


@pytest.mark.parametrize(
    "operation",
    [upsample, downsample, lambda x, f: smooth(x, f, 1, 4.0), lambda x, f: smooth(x, f, 2)],
    ids=["upsample", "downsample", "smooth-1", "smooth-2"],
)
def test_filters_have_right_first_and_second_slopes(x, fir, operation):
    small = x[:1, :1, :4, :4].clone().requires_grad_()
    assert torch.autograd.gradcheck(lambda y: operation(y, fir), small)
    assert torch.autograd.gradgradcheck(lambda y: operation(y, fir), small)


@pytest.mark.parametrize(
    ("side", "details"),
    [
        (4, {"padding": 1}),
        (5, {"stride": 2}),
        (2, {"stride": 2, "spreads": True}),
    ],
)
def test_a_convolution_is_pytorchs_with_right_first_and_second_slopes(side, details):
    random = torch.Generator().manual_seed(0)
    x = torch.randn(2, 2, side, side, generator=random, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(2, 2, 3, 3, generator=random, dtype=torch.float64, requires_grad=True)
    bias = torch.randn(2, generator=random, dtype=torch.float64, requires_grad=True)
    plain = dict(details)
    operation = functional.conv_transpose2d if plain.pop("spreads", False) else functional.conv2d
    close(convolution(x, weight, bias, **details), operation(x, weight, bias, **plain))
    assert torch.autograd.gradcheck(lambda *given: convolution(*given, **details), (x, weight, bias))
    assert torch.autograd.gradgradcheck(lambda *given: convolution(*given, **details), (x, weight, bias))


def test_a_convolution_computes_in_the_precision_in_force():
    x, weight = torch.randn(1, 2, 4, 4), torch.randn(3, 2, 3, 3, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        y = convolution(x, weight)
    assert y.dtype == torch.bfloat16
    y.float().sum().backward()
    assert weight.grad.dtype == torch.float32
    assert convolution(x, weight).dtype == torch.float32


@pytest.mark.parametrize("change", [upsample, downsample, lambda x, fir: smooth(x, fir, 2)])
def test_what_comes_in_float32_is_filtered_in_float32_in_runs_of_lower_precision(change):
    images = torch.randn(2, 3, 8, 8)
    expected = change(images, smoothing_filter())
    with torch.autocast("cpu", torch.bfloat16):
        found = change(images, smoothing_filter())
    assert found.dtype == torch.float32
    assert torch.equal(found, expected)

"""Modulated convolution against one convolution after another with weights written out."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from gan_studio.core.architectures._stylegan2_layers import StyledConvolution, ToRgb
from gan_studio.core.layers.biased_activation import leaky_in_place
from gan_studio.core.layers.modulated import ModulatedWeight, modulated_projection
from gan_studio.core.layers.resample import smoothing_filter

close = torch.testing.assert_close
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def by_hand(weight, x, style, doubles=False):
    """A weight for each image, and a convolution for each [Karras 2020, eq. 1 and 3]."""
    images = []
    for image, scales in zip(x, style, strict=True):
        scaled = weight * scales.view(1, -1, 1, 1)
        scaled = scaled / (scaled.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).sqrt()
        if not doubles:
            images.append(functional.conv2d(image[None], scaled, padding=1))
            continue
        spread = functional.conv_transpose2d(image[None], scaled.transpose(0, 1), stride=2)
        kernel = (4 * smoothing_filter()).to(x).expand(len(weight), 1, 4, 4)
        images.append(functional.conv2d(spread, kernel, padding=1, groups=len(weight)))
    return torch.cat(images)


def layer_of(in_channels=5, out_channels=4, dtype=torch.float32):
    torch.manual_seed(0)
    return ModulatedWeight(in_channels, out_channels).to(dtype)


def inputs(count, side, dtype=torch.float32):
    random = torch.Generator().manual_seed(1)
    x = torch.randn(count, 5, side, side, generator=random, dtype=dtype)
    return x, torch.randn(count, 5, generator=random, dtype=dtype)


def finished(result):
    y, scale = result
    return y if scale is None else y * scale


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize("doubles", [True, False])
@pytest.mark.parametrize(("count", "side"), [(3, 6), (1, 2), (1, 12)])
def test_every_way_of_computing_it_is_the_one_written_out(count, side, doubles, frozen, layout):
    layer = layer_of().requires_grad_(not frozen)
    x, style = inputs(count, side)
    fir = smoothing_filter() if doubles else None
    for _ in range(2):  # the second time from what it has kept
        found = finished(layer.convolved(x.contiguous(memory_format=layout), style, fir=fir, gain=3.0))
        close(found, 3 * by_hand(layer.weight, x, style, doubles), **CLOSE)


def test_a_frozen_weight_that_changes_is_noticed():
    layer = layer_of().requires_grad_(False)
    x, style = inputs(3, 4)
    layer.convolved(x, style)
    layer.weight.mul_(torch.rand_like(layer.weight))
    close(finished(layer.convolved(x, style)), by_hand(layer.weight, x, style), **CLOSE)
    layer.load_state_dict({"weight": torch.randn(4, 5, 3, 3)}, assign=True)
    close(finished(layer.convolved(x, style)), by_hand(layer.weight, x, style), **CLOSE)


def test_a_frozen_weight_is_noticed_in_the_place_of_one_that_is_gone():
    layer = layer_of(out_channels=1000).requires_grad_(False)
    x, style = inputs(2, 2)
    for _ in range(20):
        layer.convolved(x, style)
        layer.weight = None  # its memory is free for the next
        layer.weight = torch.nn.Parameter(torch.randn(1000, 5, 3, 3), requires_grad=False)
        close(finished(layer.convolved(x, style)), by_hand(layer.weight, x, style), **CLOSE)


def test_a_weight_first_used_without_gradients_can_still_learn():
    layer = layer_of().requires_grad_(False)
    x, style = inputs(3, 4)
    with torch.inference_mode():
        layer.convolved(x, style)
    style.requires_grad_()
    finished(layer.convolved(x, style)).sum().backward()
    assert style.grad.abs().max() > 0
    layer.requires_grad_(True)
    finished(layer.convolved(x, style)).square().sum().backward()
    assert layer.weight.grad.abs().max() > 0


@pytest.mark.parametrize("doubles", [True, False])
@pytest.mark.parametrize(("count", "side"), [(2, 3), (1, 8)])
def test_its_slopes_are_those_of_the_one_written_out(count, side, doubles):
    layer = layer_of(dtype=torch.float64)
    x, style = (given.requires_grad_() for given in inputs(count, side, torch.float64))
    fir = smoothing_filter().double() if doubles else None
    wanted = (x, style, layer.weight)
    found, expected = (
        torch.autograd.grad(y.square().sum(), wanted, create_graph=True)
        for y in (finished(layer.convolved(x, style, fir=fir)), by_hand(layer.weight, x, style, doubles))
    )
    for first, second in zip(found, expected, strict=True):
        close(first, second)
    again, wished = (
        torch.autograd.grad(sum(slope.square().sum() for slope in slopes), wanted)
        for slopes in (found, expected)
    )
    for first, second in zip(again, wished, strict=True):
        close(first, second)


def test_the_projection_to_an_image_is_not_demodulated():
    x, style = inputs(3, 4)
    weight = torch.randn(2, 5)
    expected = [
        functional.conv2d(image[None], (weight * scales)[..., None, None])
        for image, scales in zip(x, style, strict=True)
    ]
    close(modulated_projection(x, weight, style), torch.cat(expected), **CLOSE)


def test_an_image_layer_divides_the_style_and_keeps_within_the_clamp():
    torch.manual_seed(0)
    layer = ToRgb(5, 3, 7, clamp=0.5)
    layer.bias.data.normal_()
    x, w = torch.randn(2, 5, 4, 4), torch.randn(2, 7)
    style = (w @ layer.affine.weight.t() / 7**0.5 + 1) / 5**0.5
    expected = torch.einsum("nihw,ni,oi->nohw", x, style, layer.weight[..., 0, 0])
    expected = (expected + layer.bias.view(-1, 1, 1)).clamp(-0.5, 0.5)
    close(layer(x, w), expected, **CLOSE)
    assert expected.abs().max() == 0.5


@pytest.mark.parametrize("mode", ["const", "none", "random"])
@pytest.mark.parametrize("clamp", [0.0, 0.6])
@pytest.mark.parametrize(("count", "side"), [(3, 4), (1, 16)])
def test_a_layer_adds_noise_after_demodulation_then_bias_leaky_relu_gain_and_clamp(count, side, clamp, mode):
    torch.manual_seed(0)
    layer = StyledConvolution(5, 4, 7, side, clamp=clamp)
    layer.bias.data.normal_()
    layer.noise_strength.data.fill_(0.7)
    x, w = torch.randn(count, 5, side, side), torch.randn(count, 7)
    torch.manual_seed(3)
    found = layer(x, w, mode, gain=0.5)
    torch.manual_seed(3)
    fresh = torch.randn(count, 1, side, side)
    noise = {"const": layer.noise_const, "none": torch.zeros(()), "random": fresh}[mode]
    style = w @ layer.affine.weight.t() / 7**0.5 + 1
    y = by_hand(layer.weight, x, style) + 0.7 * noise + layer.bias.view(-1, 1, 1)
    y = torch.where(y > 0, y, 0.2 * y) * 2**0.5 * 0.5
    close(found, y.clamp(-clamp * 0.5, clamp * 0.5) if clamp else y, **CLOSE)


@pytest.mark.parametrize(
    "x", [[-1.0, 2.0, 0.5], [-20.0, 0.5, -1.0], [0.25, float("nan"), 9.0], [-1.0, 0.5, 0.0]]
)
def test_the_activation_keeps_within_the_clamp_whichever_bound_is_reached(x):
    x = torch.tensor(x, requires_grad=True)
    y = leaky_in_place(x * 1.0, clamp=1.0)
    leaky = torch.where(x > 0, x, 0.2 * x)
    close(y, leaky.clamp(-1.0, 1.0), equal_nan=True)
    (slope,) = torch.autograd.grad(y.sum(), x)
    known = ~x.isnan()
    close(slope[known], torch.where(leaky.abs() < 1.0, torch.where(x > 0, 1.0, 0.2), 0.0)[known])


@pytest.mark.parametrize("clamp", [0.0, 0.5, 9.0])
def test_the_activation_has_right_first_and_second_slopes(clamp):
    x = torch.linspace(-4, 3, 12, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda y: leaky_in_place(y * 1.0, clamp), x)
    assert torch.autograd.gradgradcheck(lambda y: leaky_in_place(y * 1.0, clamp), x)

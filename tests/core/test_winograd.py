"""Convolutions by tiles against ordinary ones in double precision."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.nn import functional

from gan_studio.core.bench.stylegan2 import StyleGan2Sizes
from gan_studio.core.layers import winograd
from gan_studio.core.layers.biased_activation import leaky_in_place
from gan_studio.core.layers.convolution import convolution
from gan_studio.core.layers.modulated import ModulatedWeight
from gan_studio.core.layers.winograd import TiledWeight, tiled_weight_slope, tiles_pay

close = torch.testing.assert_close
CLOSE = {"rtol": 1e-5, "atol": 4e-5}
ENOUGH = (128, 64, 3, 3)


def drawn(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def kernels(out_channels, in_channels, seed=1):
    return drawn(out_channels, in_channels, 3, 3, seed=seed) / (9 * in_channels) ** 0.5


def pictures(*shape, layout=torch.channels_last):
    return drawn(*shape).contiguous(memory_format=layout)


def exactly(x, weight):
    return functional.conv2d(x.double(), weight.double(), padding=1).float()


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("working_bytes", [1, 40_000, 2**23])
@pytest.mark.parametrize("sides", [(4, 4), (8, 16), (13, 7), (1, 2)])
def test_tiles_give_what_a_convolution_gives(sides, working_bytes, layout, monkeypatch):
    monkeypatch.setattr(winograd, "_WORKING_BYTES", working_bytes)
    x, weight = pictures(3, 5, *sides, layout=layout), kernels(6, 5)
    found = TiledWeight.of(weight).convolved(x)
    assert found.shape == (3, 6, *sides)
    close(found, exactly(x, weight), **CLOSE)


@pytest.mark.parametrize("working_bytes", [1, 40_000, 2**23])
@pytest.mark.parametrize("sides", [(4, 4), (8, 16), (13, 7)])
def test_their_slope_is_that_of_the_weight(sides, working_bytes, monkeypatch):
    monkeypatch.setattr(winograd, "_WORKING_BYTES", working_bytes)
    x, slope = pictures(3, 5, *sides), drawn(3, 6, *sides, seed=2)
    weight = kernels(6, 5).double().requires_grad_()
    y = functional.conv2d(x.double(), weight, padding=1)
    (expected,) = torch.autograd.grad(y, weight, slope.double())
    close(tiled_weight_slope(x, slope), expected.float(), rtol=1e-5, atol=1e-4)


def test_small_tiles_of_many_parts_are_cut_where_they_should_be(monkeypatch):
    monkeypatch.setattr(winograd, "_WORKING_BYTES", 1)
    x = pictures(2, 2, 16, 8)
    assert len(winograd._Tiles(x, 2).parts()) == 2 * 4  # a row of tiles at a time
    monkeypatch.setattr(winograd, "_WORKING_BYTES", 4 * 36 * 2 * 2 * 4)  # an image has 4 x 2 tiles
    assert len(winograd._Tiles(x, 2).parts()) == 2


def test_float32_keeps_its_digits():
    """With points 0, 1, -1, 2 and -2, which are usual, it is 2.9e-6."""
    x, weight = pictures(1, 256, 32, 32), kernels(256, 256)
    expected = functional.conv2d(x.double(), weight.double(), padding=1)
    lost = (TiledWeight.of(weight).convolved(x) - expected).square().mean().sqrt()
    assert 5e-7 < lost < 2e-6  # an ordinary convolution loses 2.2e-7


@pytest.mark.parametrize(
    ("shape", "weight_shape"),
    [
        ((4, 64, 32, 32), (64, 64, 3, 3)),
        ((64, 64, 8, 8), ENOUGH),
        ((4, 512, 8, 8), (512, 512, 3, 3)),
        ((512, 64, 5, 5), ENOUGH),  # filled up to 8 x 8
        ((8, 64, 32, 32), (128, 64, 1, 1)),
        ((8, 64, 32, 32), (128, 64, 4, 4)),
    ],
)
def test_few_channels_few_tiles_and_other_kernels_are_convolved_as_ever(shape, weight_shape):
    assert not tiles_pay(torch.empty(shape), torch.Size(weight_shape))
    assert tiles_pay(torch.empty(8, 64, 32, 32), torch.Size(ENOUGH))
    assert tiles_pay(torch.empty(8, 512, 8, 8), torch.Size((512, 512, 3, 3)))


def test_other_precisions_are_convolved_as_ever():
    for dtype in (torch.float64, torch.bfloat16, torch.float16):
        assert not tiles_pay(torch.empty(8, 64, 32, 32, dtype=dtype), torch.Size(ENOUGH))
    assert not tiles_pay(torch.empty(8, 64, 32, 32, device="meta"), torch.Size(ENOUGH))


@pytest.fixture
def tiled(monkeypatch):
    """Counts convolutions by tiles, which small ones are too."""
    monkeypatch.setattr(winograd, "_FEWEST_KERNELS", 1)
    monkeypatch.setattr(winograd, "_FEWEST_TILES", 1)
    monkeypatch.setattr(winograd, "_LEAST_WORK", 1)
    counted = []
    convolved = TiledWeight.convolved

    def counting(self, x):
        counted.append(tuple(x.shape))
        return convolved(self, x)

    monkeypatch.setattr(TiledWeight, "convolved", counting)
    return counted


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("spreads", [True, False])
def test_convolutions_and_their_slopes_twice_over_are_the_ordinary_ones(spreads, bias, tiled):
    shape = (3, 4) if spreads else (4, 3)  # 3 channels come in, 4 out
    given = [pictures(2, 3, 8, 8), drawn(*shape, 3, 3, seed=1), drawn(4, seed=2)][: 2 + bias]
    function = functional.conv_transpose2d if spreads else functional.conv2d

    def slopes_twice(inputs, convolve):
        inputs = [one.clone().requires_grad_() for one in inputs]
        y = convolve(inputs[0], inputs[1], inputs[2] if bias else None)
        (first,) = torch.autograd.grad(y.square().sum(), inputs[0], create_graph=True)
        penalty = first.square().sum() + y.mean()
        return [y, first, *torch.autograd.grad(penalty, inputs)]

    found = slopes_twice(given, lambda x, w, b: convolution(x, w, b, padding=1, spreads=spreads))
    assert len(tiled) >= 4
    expected = slopes_twice([one.double() for one in given], lambda x, w, b: function(x, w, b, padding=1))
    for one, other in zip(found, expected, strict=True):
        close(one, other.float(), rtol=1e-4, atol=1e-5 * float(other.detach().abs().max()))


@pytest.mark.parametrize("bias", [True, False])
def test_slopes_that_are_not_differentiated_again_are_the_ordinary_ones(bias, tiled):
    given = [pictures(2, 3, 8, 8), kernels(4, 3), drawn(4, seed=2)][: 2 + bias]

    def slopes(inputs, convolve):
        inputs = [one.clone().requires_grad_() for one in inputs]
        convolve(*inputs, padding=1).square().sum().backward()
        return [one.grad for one in inputs]

    found = slopes(given, convolution)
    assert len(tiled) == 2
    expected = slopes([one.double() for one in given], functional.conv2d)
    for one, other in zip(found, expected, strict=True):
        close(one, other.float(), rtol=1e-4, atol=1e-5 * float(other.abs().max()))


@pytest.mark.parametrize("side", [8, 15])
@pytest.mark.parametrize("bias", [True, False])
def test_what_comes_next_may_be_done_in_place(bias, side, tiled):
    x, weight = pictures(2, 3, side, side), kernels(4, 3).requires_grad_()
    y = convolution(x, weight, drawn(4, seed=2) if bias else None, padding=1)
    assert y.is_contiguous(memory_format=torch.channels_last)
    leaky_in_place(y).sum().backward()
    assert weight.grad.abs().max() > 0
    assert tiled


def test_a_stride_or_another_padding_is_convolved_as_ever(tiled):
    x, weight = pictures(2, 3, 15, 15), kernels(4, 3)
    convolution(x, weight, stride=2, padding=1)
    convolution(x, weight)
    assert not tiled
    convolution(x, weight, padding=1)
    assert tiled


def test_lower_precision_is_convolved_as_ever(tiled):
    with torch.autocast("cpu", torch.bfloat16):
        assert convolution(pictures(2, 3, 8, 8), kernels(4, 3), padding=1).dtype == torch.bfloat16
    assert not tiled


def test_a_picture_drawn_alone_goes_by_tiles_and_keeps_what_was_carried_over(tiled, monkeypatch):
    layer = ModulatedWeight(5, 4).requires_grad_(False).eval()
    x, style = pictures(1, 5, 16, 16), drawn(1, 5, seed=3)
    carried = []
    of = TiledWeight.of
    monkeypatch.setattr(TiledWeight, "of", lambda weight: carried.append(1) or of(weight))

    def expected():
        scaled = layer.weight * style.view(1, -1, 1, 1)
        scaled = scaled / (scaled.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).sqrt()
        return exactly(x, scaled)

    with torch.no_grad():
        for _ in range(3):
            y, scale = layer.convolved(x, style)
            close(y * scale, expected(), **CLOSE)
    assert (len(tiled), len(carried)) == (3, 1)
    layer.weight.mul_(torch.rand_like(layer.weight))
    with torch.no_grad():
        y, scale = layer.convolved(x, style)
        close(y * scale, expected(), **CLOSE)
    assert len(carried) == 2


def test_networks_that_go_by_tiles_compute_what_plain_ones_do(tiled):
    sizes = StyleGan2Sizes(32, channel_base=512, channel_max=32, width=16, batch=1)
    contest = sizes.synthesis()
    close(contest.studio(), contest.plain(), rtol=0, atol=1e-4)
    assert len(tiled) == 4  # one of each side; what doubles does not
    assert dataclasses.replace(sizes, batch=4).difference() < 1e-4
    assert len(tiled) > 4

"""What is made of frozen weights is kept as long as they stay, and is the same as made anew."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional

from gan_studio.core.layers.equalized import EqualizedConv, FullyConnected
from gan_studio.core.layers.kept import KeptOfWeight
from gan_studio.core.layers.modulated import ModulatedWeight
from gan_studio.core.layers.packed import packed
from gan_studio.core.layers.resample import smoothing_filter


def _doubled(kept: KeptOfWeight, weight: torch.Tensor, made: list) -> torch.Tensor:
    def make(weight: torch.Tensor) -> torch.Tensor:
        made.append(1)
        return 2 * weight

    return kept.of(weight, make, in_training=False)


def test_what_is_made_of_a_frozen_weight_is_made_once_until_it_changes():
    kept, weight, made = KeptOfWeight(), torch.ones(3), []
    for _ in range(2):
        assert _doubled(kept, weight, made).tolist() == [2.0, 2.0, 2.0]
    assert len(made) == 1
    weight.add_(1)
    assert _doubled(kept, weight, made).tolist() == [4.0, 4.0, 4.0]
    assert _doubled(kept, torch.ones(3), made).tolist() == [2.0, 2.0, 2.0]


def test_what_is_made_of_a_trained_weight_is_made_each_time_with_its_gradient():
    kept, weight = KeptOfWeight(), nn.Parameter(torch.ones(3))
    for _ in range(2):
        _doubled(kept, weight, []).sum().backward()
    assert weight.grad.tolist() == [4.0, 4.0, 4.0]
    assert len(kept) == 0


@pytest.mark.parametrize("fused", [True, False])
def test_a_layer_that_is_frozen_between_two_updates_computes_with_its_new_weight(fused: bool):
    layer = FullyConnected(3, 2)
    optimizer = torch.optim.Adam(layer.parameters(), lr=1.0, fused=fused)
    x = torch.ones(1, 3)
    for _ in range(2):
        layer.requires_grad_(True)
        layer(x).sum().backward()
        optimizer.step()
        layer.requires_grad_(False)
        expected = functional.linear(x, layer.weight * layer.weight_gain, layer.bias * layer.bias_gain)
        torch.testing.assert_close(layer(x), expected)


def test_a_copy_of_a_layer_makes_its_own():
    layer = FullyConnected(3, 2).requires_grad_(False).eval()
    layer(torch.ones(1, 3))
    twin = copy.deepcopy(layer)
    assert (len(layer._kept), len(twin._kept)) == (1, 0)
    twin.weight.zero_()
    assert torch.equal(twin(torch.ones(1, 3)), torch.zeros(1, 2))
    assert not torch.equal(layer(torch.ones(1, 3)), torch.zeros(1, 2))


@pytest.mark.parametrize(
    "layer", [FullyConnected(4, 3), EqualizedConv(4, 3, 3)], ids=lambda each: type(each).__name__
)
def test_a_frozen_layer_computes_what_it_did_while_it_was_trained(layer: nn.Module):
    x = torch.randn(1, 4) if isinstance(layer, FullyConnected) else torch.randn(1, 4, 5, 5)
    trained = layer(x).detach()
    layer.requires_grad_(False)
    for _ in range(2):
        assert torch.equal(layer(x), trained)


@pytest.mark.parametrize("fir", [None, smoothing_filter()], ids=["same side", "doubling"])
def test_a_picture_alone_in_bfloat16_is_that_among_others(fir: torch.Tensor | None):
    layer = ModulatedWeight(32, 16).requires_grad_(False)
    x, style = torch.randn(2, 32, 4, 4), torch.randn(2, 32)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        both, scale = layer.convolved(x, style, fir=fir)
        alone, alone_scale = layer.convolved(x[:1], style[:1], fir=fir)
    expected = (both * scale)[:1].float()
    torch.testing.assert_close((alone * alone_scale).float(), expected, atol=0.03, rtol=0.03)


def test_frozen_weights_in_bfloat16_let_gradients_through():
    layer = ModulatedWeight(32, 16).requires_grad_(False)
    x = torch.randn(1, 32, 4, 4, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        layer.convolved(x, torch.ones(1, 32))[0].float().square().sum().backward()
    assert x.grad.abs().sum() > 0


def test_a_packed_weight_convolves_like_any_other():
    weight, x = torch.randn(16, 32, 3, 3).bfloat16(), torch.randn(1, 32, 4, 4).bfloat16()
    held = packed(weight, x, spreads=False)
    if held is None:
        pytest.skip("This processor's library has no layout of its own for bfloat16.")
    expected = functional.conv2d(x.float(), weight.float(), padding=1)
    torch.testing.assert_close(held.convolved(x).float(), expected, atol=0.2, rtol=0.02)
    spread = packed(weight, x, spreads=True).convolved(x).float()
    expected = functional.conv_transpose2d(x.float(), weight.float().transpose(0, 1), stride=2)
    torch.testing.assert_close(spread, expected, atol=0.2, rtol=0.02)


def test_weights_in_float32_are_not_packed():
    assert packed(torch.randn(16, 32, 3, 3), torch.randn(1, 32, 4, 4), spreads=False) is None

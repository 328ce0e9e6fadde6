"""Self-attention against a plain loop, and what it leaves alone at first."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from gan_studio.core.layers.attention import SelfAttention


def attention(channels=8, gamma=0.7):
    torch.manual_seed(0)
    layer = SelfAttention(channels)
    nn.init.constant_(layer.gamma, gamma)
    return layer


def largest_of_four(x, row, column):
    return x[:, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2].amax(dim=(1, 2))


def by_loops(layer, x):
    """One place after another, for one map [C, H, W]."""
    of = {name: getattr(layer, name).weight[:, :, 0, 0] for name in ("query", "key", "value", "out")}
    query, key, value = (torch.einsum("oc,chw->ohw", of[name], x) for name in ("query", "key", "value"))
    height, width = x.shape[1:]
    places = [(row, column) for row in range(height // 2) for column in range(width // 2)]
    out = x.clone()
    for row in range(height):
        for column in range(width):
            energies = [float(query[:, row, column] @ largest_of_four(key, *place)) for place in places]
            weights = [math.exp(energy) for energy in energies]
            found = sum(
                weight / sum(weights) * largest_of_four(value, *place)
                for weight, place in zip(weights, places, strict=True)
            )
            out[:, row, column] += layer.gamma * (of["out"] @ found)
    return out


@pytest.mark.parametrize(("height", "width"), [(4, 4), (6, 4), (5, 5), (2, 2)])
def test_attention_is_what_a_plain_loop_computes(height, width):
    layer, x = attention(), torch.randn(3, 8, height, width, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = torch.stack([by_loops(layer, image) for image in x])
        torch.testing.assert_close(layer(x), expected, rtol=1e-4, atol=1e-5)


def test_at_first_the_map_passes_as_it_is_and_gamma_can_learn():
    layer, x = SelfAttention(8), torch.randn(2, 8, 4, 4)
    y = layer(x)
    assert torch.equal(y, x)
    y.square().sum().backward()
    assert layer.gamma.grad.abs() > 0


@pytest.mark.parametrize(("channels", "narrow", "half"), [(64, 8, 32), (8, 1, 4), (4, 1, 2)])
def test_queries_have_an_eighth_of_the_channels_and_values_half(channels, narrow, half):
    layer = SelfAttention(channels)
    widths = [getattr(layer, name).out_channels for name in ("query", "key", "value", "out")]
    assert widths == [narrow, narrow, half, channels]


def test_far_places_are_seen():
    layer, x = attention(), torch.randn(1, 8, 8, 8, requires_grad=True)
    (slope,) = torch.autograd.grad(layer(x)[0, :, 0, 0].sum(), x)
    assert slope[0, :, 6:, 6:].abs().max() > 0


def test_it_has_a_second_derivative_that_agrees_with_small_steps():
    layer = attention().double()
    x = torch.randn(1, 8, 4, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    assert torch.autograd.gradgradcheck(lambda given: layer(given).square(), x.requires_grad_(True))


def test_channels_last_gives_the_same():
    layer, x = attention(), torch.randn(2, 8, 4, 4)
    torch.testing.assert_close(layer(x.contiguous(memory_format=torch.channels_last)), layer(x))

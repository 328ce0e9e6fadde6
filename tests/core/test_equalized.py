"""Layers with scaled weights."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.layers.equalized import FullyConnected, leaky, pixel_norm

close = torch.testing.assert_close


@pytest.mark.parametrize("lr_multiplier", [1.0, 0.01])
def test_a_layer_multiplies_by_its_weight_over_the_root_of_its_inputs(lr_multiplier):
    layer = FullyConnected(4, 3, bias_init=1.0, lr_multiplier=lr_multiplier)
    x = torch.randn(5, 4)
    expected = lr_multiplier * (x @ layer.weight.T / 2 + layer.bias)
    close(layer(x), expected)
    close(lr_multiplier * layer.bias, torch.ones(3))


def test_fresh_layers_keep_variance_whatever_their_speed():
    torch.manual_seed(0)
    for lr_multiplier in (1.0, 0.01):
        layer = FullyConnected(256, 4096, lr_multiplier=lr_multiplier)
        close(layer(torch.randn(64, 256)).std(), torch.tensor(1.0), atol=0.03, rtol=0)


def test_the_leaky_relu_has_slope_a_fifth_and_gain_root_two():
    close(leaky(torch.tensor([-1.0, 2.0])), torch.tensor([-0.2, 2.0]) * 2**0.5)


def test_pixel_norm_gives_every_row_a_mean_square_of_one():
    close(pixel_norm(torch.tensor([[3.0, 4.0]])), torch.tensor([[3.0, 4.0]]) / 12.5**0.5)

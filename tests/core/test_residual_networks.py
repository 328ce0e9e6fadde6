"""Residual networks against their layers, written out, and how their first weights are drawn."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from gan_studio.core.architectures.biggan import BigGan
from gan_studio.core.architectures.resnet import Resnet
from gan_studio.core.architectures.sagan import Sagan
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.residual import DownBlock

SMALL = {"base_channels": 4, "d_channels": 4}
close = torch.testing.assert_close


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize(
    "part", [Sagan(**SMALL, attention_resolution=8), BigGan(**SMALL, attention_resolution=8)]
)
def test_what_attention_finds_enters_the_picture_and_the_score(part):
    pair = part.networks(NetworkShape((1, 16, 16)))
    for network, given in zip(
        pair, (torch.randn(2, pair.generator.z_dim), torch.randn(2, 1, 16, 16)), strict=True
    ):
        with torch.no_grad():
            before = network.eval()(given)
            network.attention.gamma.fill_(1.0)
            assert not torch.allclose(network(given), before, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_norm_comes_before_each_relu(is_first):
    block = DownBlock(4, 6, halves=False, is_first=is_first, hidden=5, norm="instance")
    x = torch.randn(2, 4, 6, 6) + 1
    y = x if is_first else functional.instance_norm(x).relu()
    y = functional.conv2d(y, block.conv1.weight, block.conv1.bias, padding=1)
    y = (y if is_first else functional.instance_norm(y)).relu()
    y = functional.conv2d(y, block.conv2.weight, block.conv2.bias, padding=1)
    shortcut = functional.conv2d(x, block.shortcut.weight, block.shortcut.bias)
    close(block(x), y + shortcut, rtol=1e-4, atol=1e-5)


def test_a_residual_generator_ends_with_norm_relu_convolution_and_tanh():
    generator, maps = Resnet(**SMALL).networks(NetworkShape((1, 16, 16))).generator, []
    generator.blocks[-1].register_forward_hook(lambda _, given, x: maps.append(x.detach().clone()))
    image = generator(torch.randn(4, generator.z_dim))
    (x,), last = maps, generator.finish[-1]
    axes = (0, 2, 3)
    x = (x - x.mean(dim=axes, keepdim=True)) / (x.var(dim=axes, unbiased=False, keepdim=True) + 1e-5).sqrt()
    close(image, functional.conv2d(x.relu(), last.weight, last.bias, padding=1).tanh(), rtol=1e-4, atol=1e-5)


def test_biggans_first_weights_are_orthogonal():
    for network in BigGan(**SMALL).networks(NetworkShape((1, 16, 16), g_classes=3)):
        for module in network.modules():
            if nn.utils.parametrize.is_parametrized(module, "weight"):
                rows = module.parametrizations.weight.original.detach().flatten(1)
                rows = rows if len(rows) <= rows.shape[1] else rows.T
                close(rows @ rows.T, torch.eye(len(rows)), rtol=0, atol=1e-5)


def test_sagans_first_weights_follow_glorots_rule():
    generator = Sagan(base_channels=32, d_channels=32).networks(NetworkShape((1, 16, 16))).generator
    conv = generator.blocks[0].conv1
    weight = conv.parametrizations.weight.original
    bound = math.sqrt(2) * math.sqrt(6 / (9 * (conv.in_channels + conv.out_channels)))
    assert weight.abs().max().item() == pytest.approx(bound, rel=0.02)

"""The fully connected pair's widths and dropout."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_studio.core.architectures.mlp import Mlp
from gan_studio.core.contracts import NetworkShape


def widths(network):
    return [layer.out_features for layer in network.modules() if isinstance(layer, nn.Linear)]


def test_the_networks_are_as_wide_as_the_usual_ones():
    pair = Mlp().networks(NetworkShape((1, 28, 28)))
    assert widths(pair.generator) == [128, 256, 512, 1024, 784]
    assert widths(pair.discriminator) == [512, 256, 1]


def test_dropout_is_as_strong_as_set_while_training_and_off_otherwise():
    discriminator = Mlp(width=64, dropout=0.25).networks(NetworkShape((1, 8, 8))).discriminator
    features = []
    dropouts = [module for module in discriminator.modules() if isinstance(module, nn.Dropout)]
    dropouts[0].register_forward_hook(lambda _, inputs, output: features.append((inputs[0], output)))
    torch.manual_seed(0)
    discriminator.train()(torch.randn(64, 1, 8, 8))
    before, after = features[0]
    dropped = (after == 0).float().mean().item()
    assert dropped == pytest.approx(0.25, abs=5 * (0.25 * 0.75 / after.numel()) ** 0.5)
    torch.testing.assert_close(after[after != 0], before[after != 0] / 0.75)
    discriminator.eval()(torch.randn(4, 1, 8, 8))
    assert torch.equal(*features[1])


def test_conditioning_widens_the_inputs():
    pair = Mlp(z_dim=10, width=4).networks(NetworkShape((1, 8, 8), extra_latents=5, extra_channels=2))
    assert pair.generator.z_dim == 15
    assert pair.discriminator(torch.randn(3, 3, 8, 8)).shape == (3,)


def test_both_networks_leak_a_fifth():
    for network in Mlp(width=4).networks(NetworkShape((1, 8, 8))):
        slopes = {m.negative_slope for m in network.modules() if isinstance(m, nn.LeakyReLU)}
        assert slopes == {0.2}

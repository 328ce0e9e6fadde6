"""SAGAN: where attention stands, and spectral norm in both networks."""

from __future__ import annotations

import pytest
import torch
from small_parts import config_of, refusals
from torch import nn

from gan_studio.core.architectures.sagan import Sagan
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.attention import SelfAttention
from gan_studio.core.layers.conditional_norm import ClassBatchNorm

SMALL = {"base_channels": 4, "d_channels": 4}


def networks(side=32, g_classes=0, **options):
    torch.manual_seed(0)
    shape = NetworkShape((1, side, side), g_classes=g_classes)
    return Sagan(**{**SMALL, **options}).networks(shape)


def attended(network, given):
    """Sides of the maps that attention sees."""
    seen = []
    for module in network.modules():
        if isinstance(module, SelfAttention):
            module.register_forward_hook(lambda _, args, out: seen.append(args[0].shape[-1]))
    network(given)
    return seen


@pytest.mark.parametrize(
    ("side", "wanted", "in_g", "in_d"),
    [(64, 32, [32], [32]), (32, 16, [16], [16]), (32, 32, [32], [16]), (28, 16, [14], [14]), (32, 0, [], [])],
)
def test_attention_stands_at_the_side_chosen_in_both_networks(side, wanted, in_g, in_d):
    pair = networks(side, attention_resolution=wanted)
    assert attended(pair.generator, torch.randn(2, pair.generator.z_dim)) == in_g
    assert attended(pair.discriminator, torch.randn(2, 1, side, side)) == in_d


def test_every_layer_of_both_networks_has_a_largest_singular_value_of_one():
    pair = networks(16)
    with torch.no_grad():
        for _ in range(60):
            pair.discriminator(pair.generator(torch.randn(2, pair.generator.z_dim)))
    for network in pair:
        layers = [module for module in network.eval().modules() if isinstance(module, nn.Conv2d | nn.Linear)]
        assert len(layers) > 10
        for layer in layers:
            largest = torch.linalg.svdvals(layer.weight.flatten(1))[0].item()
            assert largest == pytest.approx(1.0, abs=0.03)


def test_gains_of_classes_are_left_as_they_are():
    norm = next(m for m in networks(g_classes=3).generator.modules() if isinstance(m, ClassBatchNorm))
    assert isinstance(norm.gain.weight, nn.Parameter)
    assert torch.equal(norm.gain.weight, torch.ones_like(norm.gain.weight))


def test_attention_at_a_side_no_map_has_is_refused_with_one_that_fits():
    (problem,) = refusals(config_of(Sagan(**SMALL, attention_resolution=5), 28))
    assert problem.path == "architecture.attention_resolution"
    assert problem.why.endswith("choose attention at 14 px.")
    assert refusals(config_of(Sagan(**SMALL, attention_resolution=14), 28)) == []


def test_a_wasserstein_critic_is_bounded_by_it():
    assert Sagan().bounds_slope

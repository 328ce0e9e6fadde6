"""BigGAN: its table, the parts of the latent, the shared class embedding, truncation."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from gan_studio.core.architectures.biggan import BigGan, truncated
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.conditional_norm import VectorBatchNorm
from gan_studio.core.registry import CONDITIONINGS

SMALL = {"base_channels": 4, "d_channels": 4}


def networks(side=32, g_classes=3, **options):
    torch.manual_seed(0)
    shape = NetworkShape((1, side, side), g_classes=g_classes)
    return BigGan(**{**SMALL, **options}).networks(shape)


def norms(generator):
    return [module for module in generator.modules() if isinstance(module, VectorBatchNorm)]


def test_the_networks_for_128_px_are_those_of_the_papers_table():
    with torch.device("meta"):
        pair = BigGan().networks(NetworkShape((3, 128, 128), g_classes=1000))
    ch = 96
    assert pair.generator.start.in_features == 20
    assert pair.generator.start.out_features == 4 * 4 * 16 * ch
    made = [block.conv2.out_channels for block in pair.generator.blocks]
    assert made == [16 * ch, 8 * ch, 4 * ch, 2 * ch, ch]
    assert {norm.gain.in_features for norm in norms(pair.generator)} == {20 + 128}
    assert pair.generator._attention_after == 3  # the map of 64 px
    blocks = pair.discriminator.blocks
    assert [block.conv2.out_channels for block in blocks] == [ch, 2 * ch, 4 * ch, 8 * ch, 16 * ch, 16 * ch]
    assert [block.conv1.out_channels for block in blocks] == [block.conv2.out_channels for block in blocks]
    assert [block.halves for block in blocks] == [True] * 5 + [False]
    assert pair.discriminator._attention_after == 0


@pytest.mark.parametrize(
    ("side", "z_dim", "start", "part"), [(32, 120, 30, 30), (32, 18, 6, 4), (128, 120, 20, 20)]
)
def test_the_latent_is_shared_out_evenly_with_the_rest_for_the_projection(side, z_dim, start, part):
    generator = networks(side, z_dim=z_dim).generator
    assert generator.start.in_features == start
    assert {norm.gain.in_features for norm in norms(generator)} == {part + BigGan().shared_dim}
    assert generator.z_dim == z_dim


def test_each_block_is_told_its_own_part_of_the_latent_and_the_class():
    generator, told = networks(z_dim=18).generator, []
    for block in generator.blocks:
        block.register_forward_hook(lambda _, args, out: told.append(args[1]))
    z, labels = torch.arange(36.0).view(2, 18), torch.tensor([2, 0])
    generator(z, labels)
    for level, seen in enumerate(told):
        first = 6 + 4 * level
        expected = torch.cat([generator.shared(labels), z[:, first : first + 4]], dim=1)
        torch.testing.assert_close(seen, expected)
    assert len(told) == 3


def test_without_classes_the_norms_are_told_the_latent_alone():
    generator = networks(g_classes=0).generator
    assert {norm.gain.in_features for norm in norms(generator)} == {30}
    assert generator(torch.randn(2, 120)).shape == (2, 1, 32, 32)


def test_every_layer_of_both_networks_has_a_largest_singular_value_of_one():
    told = CONDITIONINGS.entry("projection").part()
    torch.manual_seed(0)
    pair = told.networks(BigGan(**SMALL), (1, 16, 16), 3)
    labels = torch.tensor([0, 1, 2])
    with torch.no_grad():
        for _ in range(60):
            pair.discriminator(pair.generator(torch.randn(3, 120), labels), labels)
    normalised = 0
    for network in pair:
        for module in network.eval().modules():
            if nn.utils.parametrize.is_parametrized(module, "weight"):
                largest = torch.linalg.svdvals(module.weight.flatten(1))[0].item()
                assert largest == pytest.approx(1.0, abs=0.03)
                normalised += 1
            else:
                assert not isinstance(module, nn.Conv2d | nn.Linear)
    assert nn.utils.parametrize.is_parametrized(pair.discriminator.embedding, "weight")
    assert normalised > 20


def test_truncation_keeps_the_order_and_gives_the_truncated_distribution():
    z = torch.randn(20_000, 1, generator=torch.Generator().manual_seed(0))
    cut = truncated(z, torch.tensor([[2.0]]))
    assert cut.abs().max() <= 2
    assert torch.equal(cut.flatten().argsort(), z.flatten().argsort())
    kept = z[z.abs() <= 2]  # what drawing again would leave
    for share in (0.05, 0.25, 0.5, 0.9):
        assert cut.quantile(share).item() == pytest.approx(kept.quantile(share).item(), abs=0.04)
    density = math.exp(-2.0) / math.sqrt(2 * math.pi)
    variance = 1 - 2 * 2 * density / math.erf(2 / math.sqrt(2))
    assert cut.var().item() == pytest.approx(variance, rel=0.03)


def seen_by(generator, **options):
    taken = []
    handle = generator.register_forward_pre_hook(lambda _, args: taken.append(args[0]))
    generator.draw(torch.linspace(-3, 3, 240).view(2, 120), torch.tensor([0, 1]), **options)
    handle.remove()
    return taken[0]


def test_drawing_with_psi_cuts_the_latent_at_its_threshold():
    generator, z = networks().generator.eval(), torch.linspace(-3, 3, 240).view(2, 120)
    torch.testing.assert_close(seen_by(generator, psi=1.0), z)
    torch.testing.assert_close(seen_by(generator, psi=0.0), torch.zeros(2, 120))
    torch.testing.assert_close(seen_by(generator, psi=0.5), truncated(z, torch.tensor([[2.0]])))
    each = seen_by(generator, psi=torch.tensor([1.0, 0.2]))
    torch.testing.assert_close(each[0], z[0])
    assert each[1].abs().max().item() == pytest.approx(0.5, rel=0.01)

"""The residual pair against the paper's tables, its blocks against the plain order of their layers."""

from __future__ import annotations

import math

import pytest
import torch
from small_parts import config_of, refusals
from torch import nn
from torch.nn import functional

from gan_studio.core.architectures._residual import ResidualDiscriminator, attention_place
from gan_studio.core.architectures.resnet import Resnet
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.conditional_norm import ClassBatchNorm
from gan_studio.core.layers.residual import DownBlock, UpBlock, initialize_orthogonal
from gan_studio.core.registry import CONDITIONINGS

SMALL = {"base_channels": 4, "d_channels": 4}


def networks(side, channels=3, **options):
    torch.manual_seed(0)
    with torch.device("meta" if not options else "cpu"):
        return Resnet(**options).networks(NetworkShape((channels, side, side)))


def generator_of(pair):
    """Channels and side of the first map, then channels after each doubling."""
    blocks = pair.generator.blocks
    first = blocks[0].conv1.in_channels, pair.generator.start_side
    return first, [block.conv2.out_channels for block in blocks]


def discriminator_of(pair):
    """Channels after each block, and whether the block halves."""
    return [(block.conv2.out_channels, block.halves) for block in pair.discriminator.blocks]


def test_the_networks_for_32_px_are_those_of_table_4():
    pair = networks(32, body="even", base_channels=256, d_channels=128)
    assert generator_of(pair) == ((256, 4), [256, 256, 256])
    assert discriminator_of(pair) == [(128, True), (128, True), (128, False), (128, False)]


def test_the_networks_for_48_px_are_those_of_table_5():
    pair = networks(48)
    assert generator_of(pair) == ((512, 6), [256, 128, 64])
    assert discriminator_of(pair) == [(64, True), (128, True), (256, True), (512, True), (1024, False)]


def test_the_networks_for_128_px_are_those_of_table_6():
    pair = networks(128)
    assert generator_of(pair) == ((1024, 4), [1024, 512, 256, 128, 64])
    widths = [64, 128, 256, 512, 1024, 1024]
    assert discriminator_of(pair) == [(width, level < 5) for level, width in enumerate(widths)]


@pytest.mark.parametrize("body", ["even", "widening"])
@pytest.mark.parametrize("side", [8, 14, 28, 40, 48, 64])
def test_the_discriminator_sees_maps_of_at_least_three_pixels(side, body):
    discriminator = networks(side, body=body, **SMALL).discriminator
    halvings = sum(block.halves for block in discriminator.blocks)
    assert halvings >= 1
    assert side >> halvings >= 3
    assert side % (1 << halvings) == 0


def test_a_doubling_block_is_its_layers_in_the_papers_order():
    torch.manual_seed(0)
    block, x = UpBlock(6, 4, nn.BatchNorm2d).train(), torch.randn(2, 6, 5, 5)

    def norm(y):
        axes = (0, 2, 3)
        variance = y.var(dim=axes, unbiased=False, keepdim=True)
        return (y - y.mean(dim=axes, keepdim=True)) / (variance + 1e-5).sqrt()

    def double(y):
        return y.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)

    y = functional.conv2d(double(norm(x).relu()), block.conv1.weight, block.conv1.bias, padding=1)
    y = functional.conv2d(norm(y).relu(), block.conv2.weight, block.conv2.bias, padding=1)
    shortcut = functional.conv2d(double(x), block.shortcut.weight, block.shortcut.bias)
    torch.testing.assert_close(block(x), y + shortcut, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("is_first", "halves", "wide"), [(True, True, 6), (False, True, 6), (False, False, 4)]
)
def test_a_halving_block_is_its_layers_in_the_papers_order(is_first, halves, wide):
    torch.manual_seed(0)
    block, x = DownBlock(4, wide, halves=halves, is_first=is_first, hidden=5), torch.randn(2, 4, 6, 6)

    def halve(y):
        return y.unflatten(3, (-1, 2)).unflatten(2, (-1, 2)).mean(dim=(3, 5)) if halves else y

    y = x if is_first else x.relu()
    y = functional.conv2d(y, block.conv1.weight, block.conv1.bias, padding=1).relu()
    y = halve(functional.conv2d(y, block.conv2.weight, block.conv2.bias, padding=1))
    shortcut = (
        x if wide == 4 and not halves else functional.conv2d(x, block.shortcut.weight, block.shortcut.bias)
    )
    shortcut = shortcut if wide == 4 and not halves else halve(shortcut)
    torch.testing.assert_close(block(x), y + shortcut, rtol=1e-4, atol=1e-5)


def test_features_are_sums_over_all_places_and_the_score_is_linear_in_them():
    discriminator = networks(16, channels=1, **SMALL).discriminator.eval()
    images = torch.randn(3, 1, 16, 16)
    x = images
    for block in discriminator.blocks:
        x = block(x)
    sums = x.relu().flatten(2).sum(dim=2)
    torch.testing.assert_close(discriminator.features(images), sums)
    assert sums.shape == (3, discriminator.num_features)
    scores = sums @ discriminator.output.weight[0] + discriminator.output.bias
    torch.testing.assert_close(discriminator(images), scores)


def layers_of(network):
    return [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.Linear)]


def test_every_layer_of_the_discriminator_has_a_largest_singular_value_of_one():
    discriminator = networks(16, **SMALL).discriminator.train()
    images = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for _ in range(60):
            discriminator(images)
    discriminator.eval()
    for layer in layers_of(discriminator):
        largest = torch.linalg.svdvals(layer.weight.flatten(1))[0].item()
        assert largest == pytest.approx(1.0, abs=0.03)


def test_spectral_norm_is_a_choice_and_never_the_generators():
    assert Resnet().bounds_slope
    assert not Resnet(spectral_norm=False).bounds_slope
    for chosen in (True, False):
        pair = networks(8, spectral_norm=chosen, **SMALL)
        found = [
            {nn.utils.parametrize.is_parametrized(layer, "weight") for layer in layers_of(network)}
            for network in pair
        ]
        assert found == [{False}, {chosen}]


@pytest.mark.parametrize(("norm", "kind"), [("layer", nn.GroupNorm), ("instance", nn.InstanceNorm2d)])
def test_a_norm_stands_before_every_relu_but_the_first_blocks(norm, kind):
    discriminator = networks(16, d_norm=norm, **SMALL).discriminator
    assert sum(isinstance(module, kind) for module in discriminator.modules()) == 2 * (
        len(discriminator.blocks) - 1
    )
    first = discriminator.blocks[0]
    assert not any(isinstance(module, kind) for module in first.modules())


def test_only_batch_norm_mixes_images():
    mixing = [norm for norm in ("none", "batch", "layer", "instance") if Resnet(d_norm=norm).mixes_batch]
    assert mixing == ["batch"]


def test_first_weights_follow_glorots_rule():
    pair = networks(16, base_channels=32, d_channels=32, spectral_norm=False)
    block = pair.generator.blocks[0]
    for layer, gain in (
        (block.conv1, math.sqrt(2)),
        (block.shortcut, 1.0),
        (pair.discriminator.blocks[1].conv2, math.sqrt(2)),
    ):
        fan_in, fan_out = (
            size * layer.weight[0, 0].numel() for size in (layer.in_channels, layer.out_channels)
        )
        bound = gain * math.sqrt(6 / (fan_in + fan_out))
        assert layer.weight.abs().max().item() == pytest.approx(bound, rel=0.02)
        assert layer.weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.05)
        assert (layer.bias == 0).all()


def test_orthogonal_first_weights_have_rows_at_right_angles():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(4, 6, 3), nn.Linear(8, 5), nn.Embedding(3, 4))
    initialize_orthogonal(network)
    for layer in network:
        rows = layer.weight.flatten(1)
        torch.testing.assert_close(rows @ rows.T, torch.eye(len(rows)), rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("sides", "wanted", "place"),
    [
        ([8, 16, 32], 32, 2),
        ([8, 16, 32], 16, 1),
        ([7, 14, 28], 16, 1),
        ([8, 16], 64, 1),
        ([4, 4], 4, 0),
        ([8], 0, None),
    ],
)
def test_attention_stands_at_the_largest_map_that_is_small_enough(sides, wanted, place):
    assert attention_place(sides, wanted) == place


def test_with_classes_every_norm_of_the_blocks_depends_on_them():
    generator = Resnet(**SMALL).networks(NetworkShape((1, 16, 16), g_classes=3)).generator
    norms = [module for module in generator.modules() if isinstance(module, ClassBatchNorm)]
    assert len(norms) == 2 * len(generator.blocks)
    assert generator.num_classes == 3


def test_projection_meets_the_summed_features_of_the_paper():
    told = CONDITIONINGS.entry("projection").part()
    pair = told.networks(Resnet(**SMALL), (1, 16, 16), 3)
    assert isinstance(pair.discriminator.core, ResidualDiscriminator)
    assert pair.discriminator.embedding.weight.shape == (
        3,
        pair.discriminator.core.blocks[-1].conv2.out_channels,
    )


def test_a_side_that_doubling_cannot_reach_is_refused():
    (problem,) = refusals(config_of(Resnet(**SMALL), 33))
    assert problem.path == "data.resolution"
    assert problem.why.startswith("SN-GAN ResNet cannot make 33 px")
    assert problem.why.endswith("choose 32 px.")

"""DCGAN's shapes, first weights and spectral norm, and the layers it shares."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_studio.core.architectures.dcgan import Dcgan, doublings, nearest_resolution
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.initialization import initialize_normal
from gan_studio.core.layers.normalization import NORMALIZATIONS, normalization

SMALL = {"base_channels": 4, "d_channels": 4}


def networks(side=32, channels=1, **options):
    torch.manual_seed(0)
    return Dcgan(**{**SMALL, **options}).networks(NetworkShape((channels, side, side)))


def convolutions(network):
    return [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.ConvTranspose2d)]


@pytest.mark.parametrize(
    ("resolution", "count"),
    [(8, 1), (10, 1), (14, 1), (28, 2), (32, 3), (64, 4), (96, 4), (1024, 8)],
)
def test_a_side_of_4_to_7_is_doubled_until_it_is_reached(resolution, count):
    assert doublings(resolution) == count


@pytest.mark.parametrize("resolution", [4, 7, 9, 18, 30, 33, 100, 1000])
def test_a_side_that_doubling_cannot_reach_is_told(resolution):
    assert doublings(resolution) is None


@pytest.mark.parametrize(
    ("resolution", "nearest"),
    [(8, 8), (9, 8), (27, 28), (30, 28), (33, 32), (60, 56), (100, 96), (1000, 1024)],
)
def test_the_nearest_side_that_can_be_reached_is_offered(resolution, nearest):
    assert nearest_resolution(resolution) == nearest


def test_every_resolution_offered_can_be_reached():
    assert all(doublings(nearest_resolution(side)) is not None for side in range(8, 1025))


def test_the_papers_generator_has_the_papers_channels():
    generator = Dcgan(base_channels=64).networks(NetworkShape((3, 64, 64))).generator
    assert generator.project.out_features == 512 * 4 * 4
    assert [layer.out_channels for layer in convolutions(generator)] == [256, 128, 64, 3]


def test_the_papers_discriminator_has_the_papers_channels():
    discriminator = Dcgan(d_channels=64).networks(NetworkShape((3, 64, 64))).discriminator
    halvings = [layer.out_channels for layer in convolutions(discriminator) if layer.stride == (2, 2)]
    assert halvings == [64, 128, 256, 512]


@pytest.mark.parametrize(("body", "slope"), [("radford", 0.2), ("miyato", 0.1)])
def test_the_discriminators_slopes_are_those_of_the_papers(body: str, slope: float):
    slopes = [
        module.negative_slope
        for module in networks(body=body).discriminator.modules()
        if isinstance(module, nn.LeakyReLU)
    ]
    assert slopes
    assert set(slopes) == {slope}


def test_miyatos_bodies_have_the_channels_of_the_spectral_norm_paper():
    pair = Dcgan(body="miyato", base_channels=64, d_channels=64).networks(NetworkShape((3, 32, 32)))
    assert pair.generator.project.out_features == 512 * 4 * 4
    assert [layer.out_channels for layer in convolutions(pair.generator)] == [256, 128, 64, 3]
    shapes = [(layer.out_channels, layer.kernel_size[0]) for layer in convolutions(pair.discriminator)]
    assert shapes[:7] == [(64, 3), (64, 4), (128, 3), (128, 4), (256, 3), (256, 4), (512, 3)]


def test_upsampling_before_convolving_leaves_no_transposed_convolution():
    kinds = {type(layer) for layer in convolutions(networks(upsampling="nearest").generator)}
    assert kinds == {nn.Conv2d}


def test_neither_the_generators_output_nor_the_discriminators_input_is_normalised():
    pair = networks(d_norm="batch")
    assert not isinstance(pair.generator.layers[-2], nn.BatchNorm2d)
    assert not isinstance(pair.discriminator.layers[1], nn.BatchNorm2d)
    assert sum(isinstance(module, nn.BatchNorm2d) for module in pair.discriminator.modules()) == 2


@pytest.mark.parametrize(("std", "side"), [(0.02, 32), (0.1, 28)])
def test_first_weights_are_drawn_from_a_normal_distribution_of_the_deviation_set(std, side):
    for network in networks(side=side, base_channels=32, d_channels=32, init_std=std):
        weights = torch.cat([layer.weight.detach().flatten() for layer in convolutions(network)])
        tolerance = 5 * std / (2 * len(weights)) ** 0.5  # five deviations of what is estimated
        assert weights.std().item() == pytest.approx(std, abs=tolerance)
        assert weights.mean().item() == pytest.approx(0.0, abs=5 * std / len(weights) ** 0.5)


def test_scales_of_norms_are_drawn_around_one_and_biases_are_zero():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(2000), nn.GroupNorm(1, 2000), nn.Linear(2, 3))
    initialize_normal(network, 0.02)
    for norm in network[1:3]:
        assert norm.weight.mean().item() == pytest.approx(1.0, abs=5 * 0.02 / 2000**0.5)
        assert norm.weight.std().item() == pytest.approx(0.02, abs=5 * 0.02 / 4000**0.5)
    assert all((module.bias == 0).all() for module in network)


def test_spectral_norm_divides_by_the_largest_singular_value():
    discriminator = networks(spectral_norm=True, d_channels=8).discriminator.train()
    images = torch.randn(2, 1, 32, 32, generator=torch.Generator().manual_seed(0))
    originals = [
        layer.parametrizations.weight.original.detach().clone() for layer in convolutions(discriminator)
    ]
    for _ in range(200):  # one power iteration each
        discriminator(images)
    for layer, original in zip(convolutions(discriminator), originals, strict=True):
        largest = torch.linalg.svdvals(original.flatten(1))[0]
        torch.testing.assert_close(layer.weight, original / largest, rtol=1e-3, atol=1e-5)


def test_spectral_norm_covers_every_layer_of_the_discriminator_and_none_of_the_generator():
    pair = networks(spectral_norm=True)
    layers = [module for module in pair.discriminator.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    assert all(nn.utils.parametrize.is_parametrized(layer, "weight") for layer in layers)
    assert not any(nn.utils.parametrize.is_parametrized(module) for module in pair.generator.modules())


@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_every_norm_keeps_the_shape_of_what_it_norms(name):
    assert normalization(name, 4)(torch.randn(2, 4, 5, 5)).shape == (2, 4, 5, 5)


@pytest.mark.parametrize("name", [name for name in NORMALIZATIONS if name in ("layer", "instance")])
def test_layer_and_instance_norm_do_not_mix_the_images_of_a_batch(name):
    features, norm = torch.randn(3, 4, 5, 5), normalization(name, 4)
    torch.testing.assert_close(norm(features)[:1], norm(features[:1]))
    deviation = (norm(features) ** 2).mean().item()
    assert deviation == pytest.approx(1.0, abs=0.01)

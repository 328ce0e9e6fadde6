"""StyleGAN3's configurations, sizes, running means and precision."""

from __future__ import annotations

import dataclasses
import re

import pytest
import torch
from small_parts import config_of, refusals
from torch.nn import functional

from gan_studio.core.architectures._stylegan3_design import Design
from gan_studio.core.architectures._stylegan3_generator import remembered
from gan_studio.core.architectures.stylegan3 import StyleGan3
from gan_studio.core.config import with_assignments
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.fourier_features import motion

SMALL = StyleGan3(channel_base=256, channel_max=8, z_dim=4, w_dim=4)
BOTH = pytest.mark.parametrize("configuration", ["t", "r"])


def generator_of(side=16, channels=1, seed=0, **choices):
    torch.manual_seed(seed)
    part = dataclasses.replace(SMALL, **choices)
    return part.networks(NetworkShape((channels, side, side))).generator


def tamed(built):
    """The generator once its running means have seen what its layers take."""
    built.mapping.half_life = 1e-3  # forgets all that went before
    for name in built.synthesis.names:
        getattr(built.synthesis, name).half_life = 1e-3
    built.train()(torch.randn(8, built.z_dim))
    return built.eval().requires_grad_(False)


LAYERS = {
    256: "36_512 36_512 36_512 52_512 52_512 84_512 84_512 148_512 148_512 148_362 276_256 276_181 276_128 "
    "256_128 256_3",
    1024: "36_512 36_512 52_512 52_512 84_512 148_512 148_512 276_323 276_203 532_128 1044_81 1044_51 "
    "1044_32 1024_32 1024_3",
}
"""Size and channels of each layer of the published networks of configuration T."""


@pytest.mark.parametrize("side", LAYERS)
def test_layers_are_laid_out_as_published(side):
    names = [plan.name for plan in Design(side).layers()]
    assert names == [f"L{index}_{name}" for index, name in enumerate(LAYERS[side].split())]


def test_configuration_r_has_twice_the_channels_small_kernels_and_radial_filters():
    t, r = (generator_of(64, configuration=name).synthesis for name in "tr")
    assert [name.rsplit("_", 1)[0] for name in r.names] == [name.rsplit("_", 1)[0] for name in t.names]
    assert r.input.weight.shape == (16, 16)
    assert t.input.weight.shape == (8, 8)
    for index, (wide, narrow) in enumerate(zip(r.children(), t.children(), strict=True)):
        if 0 < index < 15:
            assert wide.weight.shape[2:] == (1, 1)
            assert narrow.weight.shape[2:] == (3, 3)
            assert wide.down_filter.ndim == (2 if index < 13 else 1)  # not where the whole band is used
            assert narrow.down_filter.ndim == wide.up_filter.ndim == 1


@pytest.mark.parametrize("side", [8, 16, 32, 64, 256])
@BOTH
def test_every_layer_gives_the_size_that_its_name_says(configuration, side):
    synthesis = generator_of(side, configuration=configuration).eval().requires_grad_(False).synthesis
    x, w = synthesis.input(torch.zeros(1, 4)), torch.zeros(1, 4)
    for name in synthesis.names:
        x = getattr(synthesis, name)(x, w)
        _, size, channels = name.split("_")
        assert x.shape == (1, int(channels), int(size), int(size))
    assert x.shape == (1, 1, side, side)


@BOTH
@pytest.mark.parametrize("choices", [{"margin": 0}, {"margin": 3}, {"num_layers": 3}, {"num_critical": 5}])
def test_other_layouts_fit_together(configuration, choices):
    built = generator_of(32, configuration=configuration, **choices)
    assert built(torch.randn(2, 4)).shape == (2, 1, 32, 32)
    assert built.num_ws == SMALL.num_layers + 2 if "num_layers" not in choices else 5


def plain_synthesis(network, ws):
    """Images by weights of each image's own in grouped convolutions, and by filters over stuffed zeros."""
    x = network.input(ws[:, 0])
    for index, name in enumerate(network.names, start=1):
        layer = getattr(network, name)
        x = plain_layer(layer, x, layer.affine(ws[:, index]))
    return x / 4


def plain_layer(layer, x, style):
    plan, count, gain = layer.plan, len(x), layer.magnitude_ema.rsqrt()
    if plan.makes_picture:
        weights = layer.weight * style[:, None, :, None, None] / plan.into.channels**0.5
    else:
        weights = layer.weight * style[:, None, :, None, None]
        weights = weights / weights.square().sum(dim=(2, 3, 4), keepdim=True).sqrt()
    x, weights = x.reshape(1, -1, *x.shape[2:]), (weights * gain).flatten(0, 1)
    y = functional.conv2d(x, weights, padding=plan.kernel - 1, groups=count)
    y = y.reshape(count, -1, *y.shape[2:]) + layer.bias[:, None, None]
    return y.clamp(-layer.clamp, layer.clamp) if plan.makes_picture else plain_nonlinearity(layer, y)


def plain_nonlinearity(layer, y):
    (up, down), side = layer.plan.factors, y.shape[-1]
    stuffed = torch.zeros(*y.shape[:2], side * up, side * up)
    stuffed[:, :, ::up, ::up] = y
    y = through(functional.pad(stuffed, layer.plan.padding * 2), layer.up_filter * up)
    y = (functional.leaky_relu(y, 0.2) * 2**0.5).clamp(-layer.clamp, layer.clamp)
    return through(y, layer.down_filter)[:, :, ::down, ::down]


def through(x, kernel):
    channels = x.shape[1]
    kernel = (torch.outer(kernel, kernel) if kernel.ndim == 1 else kernel).flip(0, 1)
    return functional.conv2d(x, kernel.expand(channels, 1, -1, -1), groups=channels)


@BOTH
@pytest.mark.parametrize("side", [16, 64])
def test_pictures_are_those_of_the_plain_formulas(configuration, side):
    network = tamed(generator_of(side, 3, configuration=configuration, conv_clamp=2.0))
    ws = torch.randn(2, network.num_ws, 4)
    network.synthesis.input.transform.copy_(motion(20.0, 0.1, -0.2))
    drawn = network.synthesis(ws)
    torch.testing.assert_close(drawn, plain_synthesis(network.synthesis, ws), rtol=1e-4, atol=1e-5)


@BOTH
def test_lower_precision_draws_nearly_the_same_in_float32(configuration):
    network, z = tamed(generator_of(32, configuration=configuration)), torch.randn(4, 4)
    exact = network(z)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough = network(z)
    assert rough.dtype == torch.float32
    error = (rough - exact).square().mean().sqrt() / exact.std()
    assert 1e-5 < error < 0.03


def test_running_means_halve_their_memory_over_the_images_that_are_set():
    assert remembered(32, 20_000) == pytest.approx(0.5**0.0016)
    assert remembered(20_000, 20_000) == 0.5
    network = generator_of(average_kimg=0.016).train()  # 16 images
    network(torch.randn(16, 4))
    first = network.synthesis.input(network.mapping(torch.zeros(1, 4)))
    layer = getattr(network.synthesis, network.synthesis.names[0])
    # One half of what it was, 1, and one half of the waves' mean square.
    expected = 0.5 + 0.5 * first.square().mean().item()
    assert layer.magnitude_ema.item() == pytest.approx(expected, rel=0.05)


def test_running_means_rest_outside_training():
    network, z = generator_of().eval(), torch.randn(4, 4)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    network(z)
    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name]), name
    network.train()(z)
    changed = {name for name, value in network.state_dict().items() if not torch.equal(value, before[name])}
    assert {name.rsplit(".", 1)[1] for name in changed} == {"w_avg", "magnitude_ema"}
    assert len(changed) == 16


def test_a_fresh_network_ignores_its_style_in_placing_its_waves():
    waves = generator_of().synthesis.input
    assert torch.equal(waves(torch.randn(1, 4)), waves(torch.randn(1, 4)))


def test_a_picture_shifted_by_whole_pixels_is_the_picture_shifted():
    network, z = tamed(generator_of(32)), torch.randn(2, 4)
    with network.moved(motion(0.0, 4 / 32, -2 / 32)):
        moved = network(z)
    still = network(z)
    right_way = moved[:, :, :-2, 4:] - still[:, :, 2:, :-4]
    wrong_way = moved[:, :, 2:, :-4] - still[:, :, :-2, 4:]
    assert right_way.square().mean().sqrt() < 0.03 * still.std()
    assert wrong_way.square().mean().sqrt() > 0.3 * still.std()


def test_pictures_of_a_batch_may_each_be_moved_their_own_way():
    network, z = tamed(generator_of(32)), torch.randn(2, 4)
    ways = torch.stack([motion(), motion(0.0, 4 / 32)])
    with network.moved(ways):
        both = network(z)
    torch.testing.assert_close(both[0], network(z)[0], rtol=1e-4, atol=1e-5)
    with network.moved(ways[1]):
        torch.testing.assert_close(both[1], network(z)[1], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("choices", "path"),
    [
        ({"num_critical": 14}, "architecture.num_critical"),
        ({"first_cutoff": 16.0, "first_stopband": 17.0}, "architecture.first_cutoff"),
        ({"first_stopband": 1.5}, "architecture.first_stopband"),
        ({"first_stopband": 30.0}, "architecture.first_stopband"),
        ({"first_cutoff": 10.0}, "architecture.first_stopband"),
        ({"mbstd_group": 3}, "training.batch_size"),
    ],
)
def test_a_layout_that_cannot_be_built_is_refused_with_a_choice_that_can(choices, path):
    config = config_of(dataclasses.replace(SMALL, **choices), side=32)
    (found,) = refusals(config)
    assert found.path == path
    chosen = re.search(r"; choose ([\d.]+?)( or \w+)?\.$", found.why).group(1)
    assert refusals(with_assignments(config, [f"{path}={chosen}"])) == []


def test_slopes_of_slopes_reach_every_weight():
    network = generator_of(8, num_layers=4)
    ws = torch.randn(1, network.num_ws, 4, requires_grad=True)
    image = network.synthesis(ws)
    (slope,) = torch.autograd.grad((image * torch.randn_like(image)).sum(), ws, create_graph=True)
    slope.square().sum().backward()
    for name, weight in network.synthesis.named_parameters():
        if not name.endswith("bias") and "input" not in name:
            assert weight.grad.isfinite().all(), name
            assert weight.grad.abs().max() > 0, name

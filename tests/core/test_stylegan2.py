"""StyleGAN2 as a part: its joints, styles, averages, classes and refusals."""

from __future__ import annotations

import dataclasses
import math

import pytest
import torch
from small_parts import config_of, refusals
from torch.nn import functional

from gan_studio.core.architectures._stylegan2_generator import StyleGan2Generator, StyleGan2Size
from gan_studio.core.architectures.stylegan2 import StyleGan2
from gan_studio.core.checkpoint import unfilled_networks
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.ema import AveragedGenerator
from gan_studio.core.layers.resample import smoothing_filter

close = torch.testing.assert_close
CLOSE = {"rtol": 1e-4, "atol": 1e-5}
SMALL = StyleGan2(channel_base=256, channel_max=8, z_dim=6, w_dim=5, mapping_layers=2)


def generator_of(classes=0, side=16, **details):
    torch.manual_seed(0)
    shape = NetworkShape((3, side, side), g_classes=classes, d_classes=classes)
    built = dataclasses.replace(SMALL, **details).networks(shape).generator
    for name, parameter in built.named_parameters():
        if name.endswith(("noise_strength", "bias")):
            parameter.data.normal_()
    return built


def styled(layer, x, w, gain=1.0, clamp=0.0):
    """A layer of the synthesis, one image after another, with its constant noise."""
    images = []
    for image, style in zip(
        x, w @ layer.affine.weight.t() / w.shape[1] ** 0.5 + layer.affine.bias, strict=True
    ):
        weight = layer.weight * style.view(1, -1, 1, 1)
        weight = weight / (weight.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).sqrt()
        if layer.doubles:
            y = functional.conv_transpose2d(image[None], weight.transpose(0, 1), stride=2)
            y = functional.conv2d(
                y, (4 * smoothing_filter()).expand(len(weight), 1, 4, 4), padding=1, groups=len(weight)
            )
        else:
            y = functional.conv2d(image[None], weight, padding=1)
        images.append(y)
    y = torch.cat(images) + layer.noise_const * layer.noise_strength + layer.bias.view(-1, 1, 1)
    y = functional.leaky_relu(y, 0.2) * math.sqrt(2) * gain
    return y.clamp(-clamp * gain, clamp * gain) if clamp else y


def doubled(x):
    kernel = (4 * smoothing_filter()).expand(x.shape[1], 1, 4, 4)
    return functional.conv_transpose2d(x, kernel, stride=2, padding=1, groups=x.shape[1])


def shown(layer, x, w, clamp):
    style = (w @ layer.affine.weight.t() / w.shape[1] ** 0.5 + layer.affine.bias) / x.shape[1] ** 0.5
    y = torch.einsum("nihw,ni,oi->nohw", x, style, layer.weight[..., 0, 0]) + layer.bias.view(-1, 1, 1)
    return y.clamp(-clamp, clamp) if clamp else y


def by_hand(synthesis, ws, architecture, clamp):
    """Images of 16 px: blocks take the styles 0; 1 and 2; 3 and 4; and for its image each the next one."""
    clamps, half = {"clamp": clamp}, math.sqrt(0.5)
    x = styled(synthesis.b4.conv1, synthesis.b4.const.expand(len(ws), -1, -1, -1), ws[:, 0], **clamps)
    image = shown(synthesis.b4.torgb, x, ws[:, 1], clamp) if architecture == "skip" else None
    for block, first in ((synthesis.b8, 1), (synthesis.b16, 3)):
        gain = half if architecture == "resnet" else 1.0
        y = styled(block.conv0, x, ws[:, first], **clamps)
        y = styled(block.conv1, y, ws[:, first + 1], gain, **clamps)
        if architecture == "resnet":
            weight = block.skip.weight / math.sqrt(x.shape[1])
            y = y + doubled(functional.conv2d(x, weight)) * half
        x = y
        if block.torgb is not None:
            drawn = shown(block.torgb, x, ws[:, first + 2], clamp)
            image = drawn if image is None else doubled(image) + drawn
    return image


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("clamp", [0.0, 0.7])
@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_every_way_of_joining_blocks_is_the_one_written_out(architecture, clamp, count):
    generator = generator_of(generator_architecture=architecture, conv_clamp=clamp).eval()
    ws = torch.randn(count, generator.num_ws, 5)
    with torch.no_grad():
        close(generator.synthesis(ws), by_hand(generator.synthesis, ws, architecture, clamp), **CLOSE)


@pytest.mark.parametrize(("side", "num_ws"), [(8, 4), (32, 8), (64, 10)])
@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_there_is_a_style_for_each_convolution_and_one_more(architecture, side, num_ws):
    assert generator_of(side=side, generator_architecture=architecture).num_ws == num_ws


def test_names_and_shapes_of_a_conditional_network_are_the_public_ones():
    size = StyleGan2Size(8, 3, 64, 8, "resnet")
    generator = StyleGan2Generator(6, 5, 4, size, mapping_layers=3, embed_features=7, layer_features=9)
    shapes = {name: tuple(value.shape) for name, value in generator.state_dict().items()}
    assert {name: shape for name, shape in shapes.items() if name.startswith("mapping")} == {
        "mapping.w_avg": (5,),
        "mapping.embed.weight": (7, 4),
        "mapping.embed.bias": (7,),
        "mapping.fc0.weight": (9, 13),
        "mapping.fc0.bias": (9,),
        "mapping.fc1.weight": (9, 9),
        "mapping.fc1.bias": (9,),
        "mapping.fc2.weight": (5, 9),
        "mapping.fc2.bias": (5,),
    }
    affine = [f"{part}.affine" for part in ("conv0", "conv1", "torgb")]
    of_block = {name for name in shapes if name.startswith("synthesis.b8.")}
    convolution = ("weight", "bias", "noise_strength", "noise_const", "resample_filter")
    assert of_block == {
        "synthesis.b8.resample_filter",
        "synthesis.b8.skip.weight",
        "synthesis.b8.skip.resample_filter",
        *(f"synthesis.b8.conv{i}.{name}" for i in (0, 1) for name in convolution),
        *(f"synthesis.b8.{part}.{name}" for part in affine for name in ("weight", "bias")),
        "synthesis.b8.torgb.weight",
        "synthesis.b8.torgb.bias",
    }
    assert shapes["synthesis.b8.skip.weight"] == (8, 8, 1, 1)
    assert "synthesis.b4.torgb.weight" not in shapes


def test_without_noise_there_is_none_in_the_network():
    generator = generator_of(use_noise=False).train()
    assert not [name for name in generator.state_dict() if "noise" in name]
    ws = torch.randn(2, generator.num_ws, 5)
    assert torch.equal(generator.synthesis(ws), generator.synthesis(ws))


def test_noise_is_fresh_in_training_and_constant_otherwise():
    generator, ws = generator_of(), torch.randn(2, 6, 5)
    assert not torch.equal(generator.synthesis(ws), generator.synthesis(ws))
    constant = generator.synthesis(ws, noise_mode="const")
    generator.eval()
    assert torch.equal(generator.synthesis(ws), constant)
    assert not torch.equal(generator.synthesis(ws, noise_mode="random"), constant)
    without = generator.synthesis(ws, noise_mode="none")
    assert not torch.equal(without, constant)
    for name, buffer in generator.named_buffers():
        if name.endswith("noise_const"):
            buffer.zero_()
    torch.testing.assert_close(without, generator.synthesis(ws, noise_mode="const"))


def test_the_averaged_generators_mean_style_is_the_trained_ones():
    generator = generator_of()
    average = AveragedGenerator(generator, 10.0, 0.0)
    generator(torch.randn(8, 6))
    assert generator.w_avg.abs().max() > 0
    before = average.module.mapping.fc0.weight.clone()
    generator.mapping.fc0.weight.data += 1
    average.update(10_000, 8)  # as many images as the half-life
    assert torch.equal(average.module.w_avg, generator.w_avg)
    torch.testing.assert_close(average.module.mapping.fc0.weight, before + 0.5)


def test_an_averaged_generator_draws_with_its_newest_weights():
    generator = generator_of()
    average = AveragedGenerator(generator, 0.0, 0.0)
    z = torch.randn(3, 6)
    before = average.module(z)
    for parameter in generator.parameters():
        parameter.data.add_(torch.randn_like(parameter) / 2)
    average.update(4, 4)
    close(average.module(z), generator.eval()(z), **CLOSE)
    assert not torch.allclose(average.module(z), before)


def test_no_truncation_to_full_truncation_goes_to_the_mean_picture():
    generator = generator_of().eval()
    generator.mapping.w_avg.normal_()
    z = torch.randn(2, 6)
    mean = generator.synthesis(generator.w_avg.expand(2, generator.num_ws, -1))
    close(generator.draw(z, psi=0.0), mean, **CLOSE)
    close(generator.draw(z, psi=1.0), generator(z), **CLOSE)
    assert not torch.allclose(generator.draw(z, psi=0.5), generator(z), atol=1e-3)


def test_the_class_changes_the_picture():
    generator = generator_of(classes=3).eval()
    z = torch.randn(1, 6)
    pictures = [generator(z, torch.tensor([label])) for label in range(3)]
    assert not torch.allclose(pictures[0], pictures[1], atol=1e-3)
    assert not torch.allclose(pictures[1], pictures[2], atol=1e-3)


def test_conditioning_may_add_to_latents_and_to_what_the_discriminator_sees():
    generator, discriminator = SMALL.networks(NetworkShape((1, 8, 8), extra_latents=3, extra_channels=2))
    assert generator.z_dim == 9
    assert discriminator(torch.randn(4, 3, 8, 8)).shape == (4,)


def test_it_is_built_without_drawing_weights():
    config = config_of(SMALL, 16)
    generator, _ = unfilled_networks(config, (3, 16, 16), 0)
    generator.load_state_dict(generator_of().state_dict(), assign=True)
    z = torch.randn(2, 6)
    close(generator.eval()(z), generator_of().eval()(z))


def test_lower_precision_draws_nearly_the_same():
    generator, ws = generator_of(side=32).eval(), torch.randn(4, 8, 5)
    with torch.no_grad():
        exact = generator.synthesis(ws)
        with torch.autocast("cpu", torch.bfloat16):
            lower = generator.synthesis(ws)
    assert lower.dtype == torch.float32
    assert (lower - exact).abs().max() < 0.05 * exact.abs().max()
    assert not torch.equal(lower, exact)


@pytest.mark.parametrize(
    ("batch", "group", "works"), [(6, 4, 8), (2, 4, 4), (1, 4, 4), (10, 4, 8), (32, 5, 30)]
)
def test_a_batch_that_cannot_be_grouped_is_refused_with_one_that_can(batch, group, works):
    config = config_of(dataclasses.replace(SMALL, mbstd_group=group))
    refused = dataclasses.replace(config, training=dataclasses.replace(config.training, batch_size=batch))
    (problem,) = refusals(refused)
    assert problem.path == "training.batch_size"
    assert problem.why.endswith(f"choose {works}.")
    allowed = dataclasses.replace(config, training=dataclasses.replace(config.training, batch_size=works))
    assert refusals(allowed) == []


def test_too_few_channels_for_the_side_are_refused():
    config = config_of(dataclasses.replace(SMALL, channel_base=256), 512)
    (problem,) = refusals(config)
    assert problem.path == "architecture.channel_base"


def test_comparing_no_images_leaves_each_scored_by_itself():
    alone = dataclasses.replace(SMALL, mbstd_group=1)
    torch.manual_seed(0)
    discriminator = alone.networks(NetworkShape((1, 8, 8))).discriminator
    images = torch.randn(4, 1, 8, 8)
    close(discriminator(images)[:1], discriminator(images[:1]), **CLOSE)

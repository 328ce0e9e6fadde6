"""StyleGAN2's discriminator against formulas written out."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from gan_studio.core.architectures._stylegan2_discriminator import StyleGan2Discriminator
from gan_studio.core.architectures._stylegan2_generator import StyleGan2Size
from gan_studio.core.layers.minibatch_std import minibatch_std
from gan_studio.core.layers.resample import smoothing_filter

close = torch.testing.assert_close
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def discriminator_of(architecture="resnet", classes=0, clamp=0.0, **details):
    torch.manual_seed(0)
    built = StyleGan2Discriminator(StyleGan2Size(16, 3, 64, 8, architecture, clamp), classes, **details)
    for name, parameter in built.named_parameters():
        if name.endswith("bias"):
            parameter.data.normal_()
    return built


def filtered(x, padding, stride=1):
    kernel = smoothing_filter().expand(x.shape[1], 1, 4, 4)
    return functional.conv2d(x, kernel, padding=padding, stride=stride, groups=x.shape[1])


def activated(y, bias, gain=1.0, clamp=0.0):
    y = functional.leaky_relu(y + bias.view(-1, 1, 1), 0.2) * math.sqrt(2) * gain
    return y.clamp(-clamp * gain, clamp * gain) if clamp else y


def convolved(layer, x, stride=1, padding=None):
    kernel = layer.weight.shape[-1]
    weight = layer.weight / math.sqrt(layer.weight[0].numel())
    return functional.conv2d(x, weight, stride=stride, padding=kernel // 2 if padding is None else padding)


def dense(layer, x, lr_multiplier=1.0):
    weight = layer.weight * (lr_multiplier / math.sqrt(layer.weight.shape[1]))
    return x @ weight.t() + layer.bias * lr_multiplier


def variety(x, group):
    """The channel of minibatch_std, one group of images after another."""
    plane = torch.zeros(len(x), 1, *x.shape[2:])
    step = len(x) // group
    for first in range(step):
        members = x[first::step]
        deviation = torch.zeros(x.shape[1:])
        for member in members:
            deviation += (member - members.mean(dim=0)) ** 2 / group
        plane[first::step] = torch.sqrt(deviation + 1e-8).mean()
    return plane


def by_hand(d, images, architecture, clamp=0.0):
    """Features [N, F] of a discriminator of 16 pixels."""
    x, half = None, math.sqrt(0.5)
    for block in (d.b16, d.b8):
        if x is None or architecture == "skip":
            seen = activated(convolved(block.fromrgb, images), block.fromrgb.bias, clamp=clamp)
            x = seen if x is None else x + seen
        if architecture == "skip":
            images = filtered(images, 1, stride=2)
        gain = half if architecture == "resnet" else 1.0
        y = activated(convolved(block.conv0, x), block.conv0.bias, clamp=clamp)
        y = convolved(block.conv1, filtered(y, 2), stride=2, padding=0)
        y = activated(y, block.conv1.bias, gain, clamp)
        x = y + convolved(block.skip, filtered(x, 1, stride=2)) * half if architecture == "resnet" else y
    if architecture == "skip":
        x = x + activated(convolved(d.b4.fromrgb, images), d.b4.fromrgb.bias)
    x = torch.cat([x, variety(x, 2)], dim=1)
    x = activated(convolved(d.b4.conv, x), d.b4.conv.bias, clamp=clamp).flatten(1)
    return functional.leaky_relu(dense(d.b4.fc, x), 0.2) * math.sqrt(2)


@pytest.fixture
def images():
    return torch.randn(4, 3, 16, 16, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("clamp", [0.0, 0.8])
@pytest.mark.parametrize("architecture", ["resnet", "skip", "orig"])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_its_score_is_the_one_written_out(images, architecture, clamp, layout):
    d = discriminator_of(architecture, clamp=clamp, mbstd_group=2)
    features = by_hand(d, images, architecture, clamp)
    given = images.contiguous(memory_format=layout)
    close(d.to(memory_format=layout).features(given), features, **CLOSE)
    close(d(given), dense(d.b4.out, features).squeeze(1), **CLOSE)


def test_a_class_is_compared_with_the_features(images):
    d = discriminator_of(classes=3, cmap_dim=5, mapping_layers=2, mbstd_group=2)
    labels = torch.tensor([0, 2, 1, 2])
    told = dense(d.mapping.embed, torch.eye(3)[labels])
    told = told / told.square().mean(dim=1, keepdim=True).sqrt()
    for layer in (d.mapping.fc0, d.mapping.fc1):
        told = functional.leaky_relu(dense(layer, told, 0.01), 0.2) * math.sqrt(2)
    seen = dense(d.b4.out, by_hand(d, images, "resnet"))
    close(d(images, labels), (seen * told).sum(dim=1) / math.sqrt(5), **CLOSE)
    assert d(images).isfinite().all()  # no class is a legal class


@pytest.mark.parametrize(("count", "group"), [(4, 4), (8, 4), (4, 2), (6, 3)])
def test_variety_is_measured_in_groups(count, group):
    x = torch.randn(count, 3, 2, 2)
    close(minibatch_std(x, group), torch.cat([x, variety(x, group)], dim=1), **CLOSE)


@pytest.mark.parametrize(("count", "group", "taken"), [(6, 4, 3), (5, 4, 1), (3, 4, 3), (9, 4, 3)])
def test_a_batch_that_is_no_multiple_is_split_into_the_largest_groups_that_fit(count, group, taken):
    x = torch.randn(count, 3, 2, 2)
    close(minibatch_std(x, group), torch.cat([x, variety(x, taken)], dim=1), **CLOSE)


def test_the_squared_slope_has_the_slope_of_the_one_written_out(images):
    d = discriminator_of(clamp=0.8, mbstd_group=2)
    given = images.requires_grad_()
    scores = d(given), dense(d.b4.out, by_hand(d, given, "resnet", 0.8)).squeeze(1)
    found, expected = (
        torch.autograd.grad(score.sum(), given, create_graph=True)[0].square().sum() for score in scores
    )
    close(found, expected, **CLOSE)
    weights = [weight for name, weight in d.named_parameters() if name.endswith("weight")]
    slopes = [torch.autograd.grad(value, weights, allow_unused=True) for value in (found, expected)]
    for first, second in zip(*slopes, strict=True):
        close(first, second, rtol=1e-3, atol=1e-5)


def test_names_and_shapes_are_the_public_ones():
    shapes = {
        name: tuple(value.shape)
        for name, value in discriminator_of(classes=3).state_dict().items()
        if "b16" in name or "b4" in name or "embed" in name
    }
    fir = {f"b16.{layer}resample_filter": (4, 4) for layer in ("", "fromrgb.", "conv0.", "conv1.", "skip.")}
    assert shapes == fir | {
        "b16.fromrgb.weight": (4, 3, 1, 1),
        "b16.fromrgb.bias": (4,),
        "b16.conv0.weight": (4, 4, 3, 3),
        "b16.conv0.bias": (4,),
        "b16.conv1.weight": (8, 4, 3, 3),
        "b16.conv1.bias": (8,),
        "b16.skip.weight": (8, 4, 1, 1),
        "b4.conv.weight": (8, 9, 3, 3),
        "b4.conv.bias": (8,),
        "b4.conv.resample_filter": (4, 4),
        "b4.fc.weight": (8, 128),
        "b4.fc.bias": (8,),
        "b4.out.weight": (8, 8),
        "b4.out.bias": (8,),
        "mapping.embed.weight": (8, 3),
        "mapping.embed.bias": (8,),
    }

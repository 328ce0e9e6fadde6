"""The growing critic and the first StyleGAN's synthesis against their layers, written out."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from gan_studio.core.architectures.stylegan import StyleGan
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.growing_discriminator import GrowingDiscriminator
from gan_studio.core.layers.minibatch_std import minibatch_std

close = torch.testing.assert_close


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def layer(conv, x, padding=1, slope=0.2):
    gain = (2 / conv.weight[0].numel()) ** 0.5
    y = functional.conv2d(x, conv.weight, padding=padding) * gain
    y = y if conv.bias is None else y + conv.bias.view(-1, 1, 1)
    return torch.where(y > 0, y, slope * y)


def smoothed(x):
    row = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = torch.outer(row, row).expand(x.shape[1], 1, 3, 3)
    return functional.conv2d(x, kernel, padding=1, groups=x.shape[1])


@pytest.mark.parametrize(("blurs", "alpha"), [(False, 1.0), (True, 1.0), (True, 0.25)])
def test_a_growing_critic_scores_what_its_layers_say(blurs, alpha):
    critic = GrowingDiscriminator(2, (4, 8), (6, 5), mbstd_group=4, blurs=blurs)
    for name, weight in critic.named_parameters():
        if name.endswith("bias"):
            nn.init.normal_(weight)
    critic.growth.set(1, alpha)
    images, block = torch.randn(4, 2, 8, 8), critic.blocks[0]
    x = layer(block.conv0, layer(critic.from_rgb[1].conv, images, 0))
    x = functional.avg_pool2d(layer(block.conv1, smoothed(x) if blurs else x), 2)
    below = layer(critic.from_rgb[0].conv, functional.avg_pool2d(images, 2), 0)
    x = minibatch_std((1 - alpha) * below + alpha * x, 4)
    x = layer(critic.flat, layer(critic.conv, x), 0).flatten(1)
    expected = x @ critic.out.weight.flatten(1).T / 6**0.5 + critic.out.bias
    close(critic(images), expected[:, 0], rtol=1e-4, atol=1e-5)


def test_the_first_stylegan_draws_what_its_layers_say_and_has_a_filtering_critic():
    options = StyleGan(channel_base=64, channel_max=6, z_dim=5, w_dim=7, mapping_layers=2)
    generator, critic = options.networks(NetworkShape((3, 8, 8)))
    assert all(block.blurs for block in critic.blocks)
    for name, weight in generator.synthesis.named_parameters():
        if name.endswith("bias"):
            nn.init.normal_(weight)
    ws, first, second = torch.randn(2, 4, 7), *generator.synthesis.blocks
    x = first.layer0(first.const.expand(2, -1, -1, -1), ws[:, 0], "none")
    x = first.layer1(layer(first.conv1, x, slope=1.0), ws[:, 1], "none")
    x = smoothed(layer(second.conv0, x.repeat_interleave(2, 2).repeat_interleave(2, 3), slope=1.0))
    x = second.layer0(x, ws[:, 2], "none")
    x = second.layer1(layer(second.conv1, x, slope=1.0), ws[:, 3], "none")
    rgb = generator.synthesis.to_rgb[1]
    picture = torch.einsum("oc,nchw->nohw", rgb.weight[..., 0, 0], x) / 6**0.5 + rgb.bias.view(-1, 1, 1)
    close(generator.synthesis(ws, "none"), picture, rtol=1e-4, atol=1e-5)

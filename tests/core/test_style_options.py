"""What StyleGAN2 and StyleGAN3 are told to do with their styles and bounds reaches their networks."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from gan_studio.core.architectures.stylegan2 import StyleGan2
from gan_studio.core.architectures.stylegan3 import StyleGan3
from gan_studio.core.contracts import NetworkShape

close = torch.testing.assert_close


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize(
    "part",
    [
        StyleGan2(channel_base=256, channel_max=8, z_dim=6, w_dim=5, mapping_layers=2),
        StyleGan3(channel_base=256, channel_max=8, z_dim=6, w_dim=5),
    ],
)
@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_styles_are_mixed_as_often_as_the_network_is_told(part, probability):
    part = dataclasses.replace(part, style_mixing_prob=probability)
    generator = part.networks(NetworkShape((1, 16, 16))).generator
    z = torch.randn(3, 6)
    ws = generator.mixed(generator.styles(z), z, None)
    assert (ws[:, 0] != ws[:, -1]).any().item() == bool(probability)


def test_the_second_latents_are_of_the_same_classes_and_each_its_own():
    part = StyleGan2(
        channel_base=256, channel_max=8, z_dim=6, w_dim=5, mapping_layers=2, style_mixing_prob=1.0
    )
    generator = part.networks(NetworkShape((1, 8, 8), g_classes=3)).generator
    z, labels = torch.randn(4, 6), torch.tensor([0, 2, 1, 2])
    torch.manual_seed(3)
    ws = generator.mixed(generator.styles(z, labels), z, labels)
    torch.manual_seed(3)
    torch.rand(()), torch.randint(1, generator.num_ws, ())  # whether, and from which layer on
    close(ws[:, -1], generator.mapping(torch.randn(4, 6), labels))


def test_the_mean_style_of_stylegan3_forgets_by_images():
    part = StyleGan3(channel_base=256, channel_max=8, z_dim=4, w_dim=4, average_kimg=0.016)  # 16 images
    network, z = part.networks(NetworkShape((1, 16, 16))).generator.train(), torch.randn(16, 4)
    network(z)
    close(network.w_avg, network.mapping(z).mean(dim=0) / 2)


@pytest.mark.parametrize("kind", [StyleGan2, StyleGan3])
def test_what_both_style_networks_give_is_clamped_as_set(kind):
    part = kind(channel_base=256, channel_max=8, z_dim=6, w_dim=5, conv_clamp=1e-3)
    generator, discriminator = part.networks(NetworkShape((1, 16, 16)))
    given = []
    discriminator.b4.conv.register_forward_hook(lambda _, taken, out: given.append(out))
    discriminator(torch.randn(4, 1, 16, 16))
    assert given[0].abs().max() <= 1e-3
    assert generator(torch.randn(2, 6)).abs().max() <= 5e-3  # an image of StyleGAN2 is a sum of three
    assert "b16.skip.weight" in discriminator.state_dict()  # shortcuts, the published choice

"""The layers of Progressive GAN."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.architectures.progan import ProGan
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.doubling import enlarged
from gan_studio.core.layers.equalized import EqualizedConv, pixel_norm

close = torch.testing.assert_close
TINY = ProGan(channel_base=64, channel_max=6, z_dim=5)


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


def networks(side=16, channels=3, options=TINY):
    return options.networks(NetworkShape((channels, side, side)))


def test_a_convolution_is_scaled_by_its_fan_in():
    conv = EqualizedConv(4, 3, 3)
    with torch.no_grad():
        conv.bias.copy_(torch.tensor([1.0, 2.0, 3.0]))
    x = torch.randn(2, 4, 5, 5)
    plain = torch.nn.functional.conv2d(x, conv.weight, padding=1)
    close(conv(x), plain * 2**0.5 / 36**0.5 + conv.bias.view(-1, 1, 1))
    assert EqualizedConv(4, 3, 1, gain=1.0).weight_gain == 0.5
    assert EqualizedConv(4, 3, 3, bias=False).bias is None


def test_fresh_convolutions_keep_the_variance_through_a_leaky_relu():
    # Before a ReLU He's gain keeps the mean square; the fifth that leaks adds a 25th of half of it.
    conv = EqualizedConv(128, 512, 3)
    y = torch.nn.functional.leaky_relu(conv(torch.randn(4, 128, 12, 12))[..., 1:-1, 1:-1], 0.2)
    assert y.square().mean().item() == pytest.approx(1.04, abs=0.05)


def test_pixel_norm_gives_every_pixel_a_mean_square_of_one():
    x = torch.randn(2, 7, 3, 3)
    close(pixel_norm(x).square().mean(dim=1), torch.ones(2, 3, 3), rtol=1e-4, atol=1e-4)
    close(pixel_norm(x)[1, :, 2, 0], x[1, :, 2, 0] / (x[1, :, 2, 0].square().sum() / 7).sqrt())


def test_published_widths():
    # Karras 2018, table 2: 512 channels up to 32 px, then half of them with each doubling.
    sides = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
    assert ProGan().widths(sides) == [512, 512, 512, 512, 256, 128, 64, 32, 16]


def test_widths_never_reach_nothing():
    assert ProGan(channel_base=256, channel_max=4).widths((4, 512, 1024)) == [4, 1, 1]


def test_scaling_a_latent_does_not_change_its_picture():
    generator = networks().generator.eval()
    z = torch.randn(3, 5)
    close(generator(7 * z), generator(z), rtol=1e-4, atol=1e-5)


def test_a_generator_draws_what_its_layers_say():
    generator = networks(side=8).generator
    z = torch.randn(2, 5)

    def layer(conv, x, padding=1):
        y = torch.nn.functional.conv2d(x, conv.weight, padding=padding)
        y = y * (2 / conv.weight[0].numel()) ** 0.5 + conv.bias.view(-1, 1, 1)
        y = torch.where(y > 0, y, 0.2 * y)
        return y / (y.square().mean(dim=1, keepdim=True) + 1e-8).sqrt()

    convs = [[layer_.conv for layer_ in block] for block in generator.blocks]
    x = layer(convs[0][0], (z / z.square().mean(dim=1, keepdim=True).sqrt()).view(2, 5, 1, 1), padding=3)
    assert x.shape == (2, 6, 4, 4)
    x = layer(convs[0][1], x).repeat_interleave(2, 2).repeat_interleave(2, 3)
    x = layer(convs[1][1], layer(convs[1][0], x))
    rgb = generator.to_rgb[1]
    picture = torch.einsum("oc,nchw->nohw", rgb.weight[..., 0, 0], x) / 6**0.5
    close(generator(z), picture + rgb.bias.view(-1, 1, 1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("level", "alpha"), [(0, 1.0), (1, 0.0), (1, 0.4), (2, 0.4), (2, 1.0)])
def test_pictures_have_their_full_size_at_every_level(level, alpha):
    generator = networks().generator
    generator.growth.set(level, alpha)
    images = generator(torch.randn(2, 5))
    side = 4 << level
    assert images.shape == (2, 3, 16, 16)
    assert torch.equal(images, enlarged(images[..., :: 16 // side, :: 16 // side], 16))


def test_a_level_of_the_generator_fades_in_from_what_was_drawn_before():
    generator, z = networks().generator, torch.randn(2, 5)
    pictures = {}
    for place in ((1, 1.0), (2, 0.0), (2, 0.25), (2, 1.0)):
        generator.growth.set(*place)
        pictures[place] = generator(z)
    assert torch.equal(pictures[1, 1.0], pictures[2, 0.0])
    close(pictures[2, 0.25], 0.75 * pictures[2, 0.0] + 0.25 * pictures[2, 1.0])
    assert not torch.allclose(pictures[2, 0.0], pictures[2, 1.0])


def test_the_critic_has_a_feature_for_each_channel_at_four_pixels():
    critic = networks().discriminator
    assert critic.features(torch.randn(4, 3, 16, 16)).flatten(1).shape == (4, critic.num_features)

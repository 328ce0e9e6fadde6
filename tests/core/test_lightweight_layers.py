"""Lightweight GAN's networks against their layers, written out, and how their first weights are drawn."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from gan_studio.core.architectures._lightweight_discriminator import Halving
from gan_studio.core.architectures._lightweight_generator import Noise
from gan_studio.core.architectures.lightweight import Lightweight
from gan_studio.core.contracts import NetworkShape, Seen

close = torch.testing.assert_close


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def lightweight(side=64):
    return Lightweight(base_channels=4, d_channels=4).networks(NetworkShape((3, side, side)))


def test_lightweight_first_weights_are_kaimings():
    pair = Lightweight(base_channels=64, d_channels=64).networks(NetworkShape((3, 64, 64)))
    for layer_ in (pair.generator.blocks[0][1], pair.discriminator.halvings[0].main[3]):
        fan_in = layer_.weight[0].numel()
        std = (2 / (1.04 * fan_in)) ** 0.5
        assert layer_.weight.std().item() == pytest.approx(std, rel=0.02)


def test_a_halving_is_the_mean_of_two_ways():
    block, x = Halving(3, 4, "none"), torch.randn(2, 3, 8, 8)

    def seen(conv, y, **how):
        return functional.leaky_relu(functional.conv2d(y, conv.weight, conv.bias, **how), 0.2)

    deep = seen(block.main[3], seen(block.main[0], x, stride=2, padding=1), padding=1)
    short = seen(block.shortcut[1], functional.avg_pool2d(x, 2))
    close(block(x), (deep + short) / 2)


def test_a_lightweight_score_is_the_mean_over_places_and_real_images_are_what_is_redrawn():
    discriminator = lightweight().discriminator.eval()
    real, fake = (Seen(i, None, discriminator.view(i)) for i in torch.randn(2, 2, 3, 64, 64))
    places = discriminator.last(real.view.features[:, : discriminator.last_width])
    assert places[0].numel() == 25
    close(real.view.scores, places.flatten(1).sum(dim=1) / 25)
    terms = []
    for other in (fake, real):
        torch.manual_seed(1)
        terms += discriminator.discriminator_terms(real, other).values()
    close(*terms)


def test_a_shortcut_weighs_what_is_drawn_from():
    generator, seen = lightweight().generator.eval(), []
    generator.excitations[-1].register_forward_hook(lambda _, given, out: seen.append(out))
    image = generator(torch.randn(2, 256))
    close(image, generator.to_rgb(seen[0]).tanh())


@pytest.mark.parametrize("chosen", [False, True])
def test_spectral_norm_of_the_lightweight_critic_is_a_choice_and_not_of_its_decoders(chosen):
    options = Lightweight(base_channels=4, d_channels=4, spectral_norm=chosen)
    for name, module in options.networks(NetworkShape((1, 64, 64))).discriminator.named_modules():
        if isinstance(module, nn.Conv2d):
            expected = chosen and not name.startswith("draw")
            assert nn.utils.parametrize.is_parametrized(module, "weight") == expected


def test_noise_enters_the_lightweight_generator_at_every_second_side():
    sides = [m.constant.shape[-1] for m in lightweight().generator.modules() if isinstance(m, Noise)]
    assert sides == [8, 8, 32, 32]

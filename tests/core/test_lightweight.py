"""The lightweight GAN: its gates and shortcuts by hand, and what its discriminator draws again."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_studio.core.architectures._lightweight_generator import Glu, Noise, SkipLayerExcitation
from gan_studio.core.architectures.lightweight import Lightweight
from gan_studio.core.contracts import NetworkShape, Seen, View
from gan_studio.core.layers.initialization import initialize_kaiming


def networks(side=64, channels=3, extra_channels=0, **options):
    torch.manual_seed(0)
    options = {"base_channels": 4, "d_channels": 4, **options}
    return Lightweight(**options).networks(NetworkShape((channels, side, side), 0, extra_channels))


def seen(discriminator, images, given=None):
    return Seen(images, None, discriminator.view(images if given is None else given))


def test_a_gated_unit_weights_one_half_of_the_channels_by_the_other():
    x = torch.tensor([1.0, -2.0, 0.0, 3.0]).view(1, 4, 1, 1)
    expected = [1 / 2, -2 / (1 + torch.tensor(-3.0).exp().item())]
    assert Glu()(x).flatten().tolist() == pytest.approx(expected)


def test_noise_starts_at_none_is_fresh_in_training_and_the_same_otherwise():
    noise, x = Noise(4), torch.zeros(3, 2, 4, 4)
    assert torch.equal(noise(x), x)
    nn.init.constant_(noise.strength, 2.0)
    first, second = noise(x), noise(x)
    assert not torch.equal(first, second)
    assert torch.equal(first[:, 0], first[:, 1])  # one value to a place
    assert not torch.equal(first[0], first[1])
    noise.eval()
    assert torch.equal(noise(x), noise(x))
    torch.testing.assert_close(noise(x)[2, 1], 2 * noise.constant[0, 0])


def test_noise_has_the_strength_it_learned():
    noise = Noise(64)
    nn.init.constant_(noise.strength, 0.5)
    values = noise(torch.zeros(16, 1, 64, 64))
    assert values.std().item() == pytest.approx(0.5, abs=5 * 0.5 / (2 * values.numel()) ** 0.5)


def test_excitation_weights_channels_by_the_small_map_by_hand():
    gate = SkipLayerExcitation(1, 2)
    with torch.no_grad():
        for layer in (gate.weigh[1], gate.weigh[3]):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        gate.weigh[1].weight[0] = 1 / 16  # the mean of the small map
        gate.weigh[1].weight[1] = -1 / 16
        gate.weigh[3].weight[0, 0] = gate.weigh[3].weight[1, 1] = 1.0
    low, high = torch.full((1, 1, 8, 8), 2.0), torch.ones(1, 2, 3, 3)
    weighed = gate(low, high)
    # The leaky ReLU of the paper has slope 0.1: sigmoid(2) and sigmoid(-0.2).
    expected = torch.tensor([2.0, -0.2]).sigmoid().view(1, 2, 1, 1).expand(1, 2, 3, 3)
    torch.testing.assert_close(weighed, expected)


@pytest.mark.parametrize(
    ("side", "shortcuts"), [(8, 1), (32, 1), (64, 1), (128, 2), (256, 3), (28, 1), (96, 1)]
)
def test_every_map_of_sixteen_times_the_side_of_another_has_a_shortcut_from_it(side, shortcuts):
    generator, _ = networks(side)
    assert len(generator.excitations) == shortcuts


def test_a_shortcut_reaches_over_four_doublings():
    generator, _ = networks(128)
    seen_sides = []
    for gate in generator.excitations:
        gate.register_forward_hook(
            lambda _, inputs, __: seen_sides.append(tuple(held.shape[-1] for held in inputs))
        )
    generator(torch.randn(2, 256))
    assert seen_sides == [(4, 64), (8, 128)]


def test_channels_are_the_papers_at_every_side():
    generator, _ = networks(1024, base_channels=64)
    widths = [block[1].out_channels // 2 for block in generator.blocks]
    assert widths == [512, 256, 128, 128, 64, 32, 16, 8]
    assert generator.project.out_features == 2 * 1024 * 16


def test_the_generator_draws_the_same_picture_twice_out_of_training():
    generator, _ = networks()
    generator(torch.randn(4, 256))
    for module in generator.modules():
        if isinstance(module, Noise):
            nn.init.constant_(module.strength, 1.0)
    z = torch.randn(2, 256)
    assert not torch.equal(generator(z), generator(z))
    generator.eval()
    assert torch.equal(generator(z), generator(z))


@pytest.mark.parametrize(("side", "last"), [(8, 4), (16, 8), (24, 12), (28, 14), (64, 8), (256, 8)])
def test_features_are_the_last_two_maps_of_which_the_smaller_is_scored(side, last):
    _, discriminator = networks(side)
    features = discriminator.features(torch.randn(2, 3, side, side))
    assert features.shape[2:] == (last, last)
    assert features[0].numel() == discriminator.num_features
    without = features.clone()
    without[:, discriminator.last_width :] = 0
    torch.testing.assert_close(discriminator.score(without), discriminator.score(features))


def test_without_reconstruction_there_are_no_decoders_and_no_term():
    _, plain = networks(reconstruction_weight=0.0)
    assert not hasattr(plain, "draw_whole")
    images = torch.randn(2, 3, 64, 64)
    assert plain.discriminator_terms(seen(plain, images), seen(plain, images)) == {}
    assert plain.features(images).shape[1] == plain.last_width


def test_the_term_is_the_pixel_difference_of_the_whole_and_of_a_part_by_hand(monkeypatch):
    _, discriminator = networks()
    images = torch.randn(2, 3, 64, 64)
    real = seen(discriminator, images)
    discriminator.eval()  # for the decoders' batch norm
    monkeypatch.setattr(torch, "randint", lambda *_: torch.tensor([3, 5]))
    (term,) = discriminator.discriminator_terms(real, real).values()
    width = discriminator.last_width
    whole = discriminator.draw_whole(real.view.features[:, :width])
    missed = 0.0
    for row in range(32):
        for column in range(32):
            block = images[:, :, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2].mean(dim=(2, 3))
            missed += (whole[:, :, row, column] - block).abs().sum().item()
    # The map before has 16 places of 4 pixels: rows 3 to 10 and columns 5 to 12 are drawn at full size.
    folded = real.view.features[:, width:]
    places = folded.view(2, -1, 2, 2, 8, 8).permute(0, 1, 4, 2, 5, 3).reshape(2, -1, 16, 16)
    part = discriminator.draw_part(places[:, :, 3:11, 5:13])
    part_missed = (part - images[:, :, 12:44, 20:52]).abs().mean().item()
    assert term.item() == pytest.approx(missed / whole.numel() + part_missed, rel=1e-4)


def test_the_term_teaches_both_decoders_and_the_layers_below_but_not_the_score():
    _, discriminator = networks()
    real = seen(discriminator, torch.randn(2, 3, 64, 64))
    sum(discriminator.discriminator_terms(real, real).values()).backward()
    learning = {
        name.split(".")[0] for name, weight in discriminator.named_parameters() if weight.grad is not None
    }
    assert learning == {"first", "halvings", "draw_whole", "draw_part"}


def test_what_is_redrawn_is_the_image_without_the_channel_of_its_class():
    _, discriminator = networks(extra_channels=1)
    images = torch.randn(2, 3, 64, 64)
    real = seen(discriminator, images, torch.cat([images, torch.zeros(2, 1, 64, 64)], dim=1))
    (term,) = discriminator.discriminator_terms(real, real).values()
    assert term.isfinite()


def test_the_weight_multiplies_the_term():
    images, terms = torch.randn(2, 3, 16, 16), []
    for weight in (1.0, 2.5):
        _, discriminator = networks(16, reconstruction_weight=weight)
        torch.manual_seed(1)
        real = seen(discriminator, images)
        terms += [term.item() for term in discriminator.discriminator_terms(real, real).values()]
    assert terms[1] == pytest.approx(2.5 * terms[0])


def test_features_in_lower_precision_are_enough():
    _, discriminator = networks()
    with torch.autocast("cpu", torch.bfloat16):
        view = discriminator.view(torch.randn(2, 3, 64, 64))
    real = Seen(torch.randn(2, 3, 64, 64), None, View(view.scores.float(), view.features.float()))
    (term,) = discriminator.discriminator_terms(real, real).values()
    assert term.dtype == torch.float32


def test_spectral_norm_bounds_the_slope_only_without_another_norm():
    assert Lightweight(spectral_norm=True, d_norm="none").bounds_slope
    assert not Lightweight(spectral_norm=True).bounds_slope
    assert Lightweight().mixes_batch
    assert not Lightweight(d_norm="layer").mixes_batch


def test_the_slope_can_be_differentiated_again():
    _, discriminator = networks(16, d_norm="none")
    images = torch.randn(2, 3, 16, 16, requires_grad=True)
    (slope,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    slope.square().sum().backward()
    assert discriminator.first[0].weight.grad.abs().max() > 0


def test_first_weights_keep_the_variance_of_features_through_leaky_relus():
    torch.manual_seed(0)
    layers = [
        layer
        for _ in range(10)
        for layer in (nn.Conv2d(64, 64, 3, padding=1, padding_mode="circular"), nn.LeakyReLU(0.2))
    ]
    network = nn.Sequential(*layers)
    initialize_kaiming(network)
    with torch.no_grad():
        x = torch.randn(8, 64, 8, 8)
        # The slope keeps mean squares, not variances, since leaky ReLUs shift the mean.
        assert network(x).square().mean().item() == pytest.approx(x.square().mean().item(), rel=0.35)
    assert all(layer.bias.abs().max() == 0 for layer in layers[::2])

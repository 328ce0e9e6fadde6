"""The layers of the first StyleGAN."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.architectures.stylegan import StyledLayer, StyleGan
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.layers.adain import AdaIn, instance_normalized
from gan_studio.core.layers.doubling import enlarged

close = torch.testing.assert_close
TINY = StyleGan(channel_base=64, channel_max=6, z_dim=5, w_dim=7, mapping_layers=2)


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


def generator_of(side=16, options=TINY, classes=0):
    return options.networks(NetworkShape((3, side, side), g_classes=classes)).generator


def with_noise(generator):
    for name, weight in generator.named_parameters():
        if name.endswith("noise_strength"):
            torch.nn.init.normal_(weight)
    return generator


def test_a_style_decides_the_mean_and_the_spread_of_every_map():
    layer = AdaIn(7, 4)
    x, w = 3 * torch.randn(2, 4, 8, 8) + 5, torch.randn(2, 7)
    scale, bias = (w @ layer.affine.weight.T / 7**0.5 + layer.affine.bias).chunk(2, dim=1)
    y = layer(x, w)
    close(y.mean(dim=(2, 3)), bias, atol=1e-5, rtol=1e-4)
    close(y.std(dim=(2, 3), correction=0), (1 + scale).abs(), atol=1e-5, rtol=1e-4)


def test_instance_normalisation_is_torchs():
    x = torch.randn(2, 4, 8, 8)
    close(instance_normalized(x), torch.nn.functional.instance_norm(x, eps=1e-8))


def test_a_style_layer_keeps_a_lower_precision():
    assert AdaIn(7, 4).bfloat16()(torch.randn(2, 4, 8, 8).bfloat16(), torch.randn(2, 7).bfloat16()).dtype == (
        torch.bfloat16
    )


def test_noise_is_added_to_every_pixel_by_a_strength_for_each_map():
    layer = StyledLayer(7, 3, 4)
    x, w = torch.randn(2, 3, 4, 4), torch.randn(2, 7)
    with torch.no_grad():
        layer.noise_strength.copy_(torch.tensor([0.0, 1.0, -2.0]))
        layer.bias.copy_(torch.tensor([0.1, 0.2, 0.3]))
    noisy = x + torch.stack([0 * layer.noise_const, layer.noise_const, -2 * layer.noise_const])
    y = torch.nn.functional.leaky_relu(noisy + layer.bias.view(-1, 1, 1), 0.2)
    close(layer(x, w, "const"), layer.style(y, w))
    assert torch.equal(layer(x, w, "const")[:, 0], layer(x, w, "none")[:, 0])


def test_fresh_layers_have_no_noise_yet():
    generator = generator_of()
    ws = torch.randn(2, generator.num_ws, 7)
    assert torch.equal(generator.synthesis(ws, "random"), generator.synthesis(ws, "none"))


def test_noise_is_fresh_in_training_and_constant_outside_of_it():
    generator = with_noise(generator_of())
    ws = torch.randn(2, generator.num_ws, 7)
    assert not torch.equal(generator.train().synthesis(ws), generator.synthesis(ws))
    assert torch.equal(generator.eval().synthesis(ws), generator.synthesis(ws))
    assert torch.equal(generator.synthesis(ws), generator.synthesis(ws, "const"))
    assert not torch.equal(generator.synthesis(ws), generator.synthesis(ws, "none"))
    fresh = generator.synthesis(torch.zeros(2, generator.num_ws, 7), "random")
    assert not torch.equal(fresh[0], fresh[1])  # each picture has noise of its own


def test_every_style_steers_its_own_layer():
    generator = generator_of().eval()
    assert generator.num_ws == 6
    ws = torch.randn(1, 6, 7)
    for index in range(6):
        changed = ws.clone()
        changed[:, index] += 1
        assert not torch.equal(generator.synthesis(ws), generator.synthesis(changed))


@pytest.mark.parametrize("level", [0, 1])
def test_styles_of_layers_that_are_not_reached_yet_count_for_nothing(level):
    generator = generator_of().eval()
    generator.synthesis.growth.set(level, 0.5)
    active = generator.synthesis.active_ws
    assert active == 2 * (level + 1)
    ws = torch.randn(1, 6, 7)
    changed = ws.clone()
    changed[:, active:] += 1
    assert torch.equal(generator.synthesis(ws), generator.synthesis(changed))
    changed[:, active - 1] += 1
    assert not torch.equal(generator.synthesis(ws), generator.synthesis(changed))


@pytest.mark.parametrize("level", [0, 1, 2])
def test_styles_are_mixed_among_the_layers_that_are_active(level):
    generator = generator_of(
        options=StyleGan(64, 6, z_dim=5, w_dim=7, mapping_layers=2, style_mixing_prob=1.0)
    )
    generator.synthesis.growth.set(level, 1.0)
    z, begins = torch.randn(2, 5), set()
    for _ in range(40):
        ws = generator.mixed(generator.styles(z), z, None)
        assert ws.shape == (2, 2 * (level + 1), 7)
        same = (ws == generator.styles(z)[:, :1]).all(dim=2)
        assert torch.equal(same[0], same[1])
        begins.add(int(same[0].sum()))
    assert begins == set(range(1, 2 * (level + 1)))


@pytest.mark.parametrize(("level", "alpha"), [(0, 1.0), (1, 0.0), (1, 0.4), (2, 0.4), (2, 1.0)])
def test_pictures_have_their_full_size_at_every_level(level, alpha):
    generator = generator_of().eval()
    generator.synthesis.growth.set(level, alpha)
    images = generator(torch.randn(2, 5))
    side = 4 << level
    assert images.shape == (2, 3, 16, 16)
    assert torch.equal(images, enlarged(images[..., :: 16 // side, :: 16 // side], 16))


def test_a_level_fades_in_from_what_was_drawn_before():
    generator, z = with_noise(generator_of()).eval(), torch.randn(2, 5)
    pictures = {}
    for place in ((1, 1.0), (2, 0.0), (2, 0.25), (2, 1.0)):
        generator.synthesis.growth.set(*place)
        pictures[place] = generator(z)
    assert torch.equal(pictures[1, 1.0], pictures[2, 0.0])
    close(pictures[2, 0.25], 0.75 * pictures[2, 0.0] + 0.25 * pictures[2, 1.0])


def test_truncation_moves_pictures_towards_one():
    generator = generator_of().eval()
    generator.mapping.w_avg.normal_()
    pictures = generator.draw(torch.randn(2, 5), psi=0.0)
    close(pictures[0], pictures[1])
    assert not torch.allclose(*generator.draw(torch.randn(2, 5), psi=1.0))


def test_the_mapping_learns_a_hundredth_as_fast_and_follows_its_mean():
    generator = generator_of().train()
    assert generator.mapping.fc0.bias_gain == 0.01
    w = generator.mapping(torch.ones(1, 5))
    generator(torch.ones(1, 5))
    close(generator.mapping.w_avg, 0.005 * w[0])  # 0.995 of the mean so far, which is zero


def test_labels_reach_the_styles():
    generator = generator_of(classes=3).eval()
    assert generator.num_classes == 3
    z = torch.randn(1, 5)
    assert not torch.equal(generator(z, torch.tensor([0])), generator(z, torch.tensor([1])))


def test_the_slope_of_a_picture_can_be_learned_from():
    generator = with_noise(generator_of(side=8)).eval()
    generator.synthesis.growth.set(1, 0.5)
    ws = torch.randn(2, 4, 7, requires_grad=True)
    (slope,) = torch.autograd.grad(generator.synthesis(ws).square().sum(), ws, create_graph=True)
    slope.square().sum().backward()
    learned = [weight.grad for weight in generator.synthesis.parameters()]
    assert all(grad is not None and grad.isfinite().all() for grad in learned)

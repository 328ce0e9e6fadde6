"""Growing by doubling: fading in, averaging down, and what a network remembers of how far it is."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from gan_studio.core.layers.doubling import blurred, enlarged, pooled, thinned
from gan_studio.core.layers.growing_discriminator import GrowingDiscriminator
from gan_studio.core.layers.growth import (
    Growth,
    faded_images,
    growing_sides,
    growths,
    nearest_growing_side,
)
from gan_studio.core.layers.minibatch_std import minibatch_std

close = torch.testing.assert_close
SIDES = (4, 8, 16)


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


def bits_equal(left, right):
    return torch.equal(left, right)


def critic(blurs=False, mbstd_group=4):
    return GrowingDiscriminator(2, SIDES, (6, 5, 4), mbstd_group=mbstd_group, blurs=blurs)


@pytest.mark.parametrize(
    ("resolution", "sides"),
    [(8, (4, 8)), (32, (4, 8, 16, 32)), (4, None), (28, None), (12, None), (33, None)],
)
def test_a_side_can_be_grown_to_by_doubling_four_pixels(resolution, sides):
    assert growing_sides(resolution) == sides


@pytest.mark.parametrize(("asked", "nearest"), [(9, 8), (28, 32), (33, 32), (1000, 1024), (4, 8)])
def test_the_nearest_side_that_can_be_grown_to(asked, nearest):
    assert nearest_growing_side(asked) == nearest


def test_enlarging_repeats_pixels_and_pooling_takes_their_mean():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).view(1, 1, 2, 2)
    large = enlarged(x, 4)
    assert large[0, 0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert bits_equal(thinned(large, 2), x)
    assert pooled(x, 1).item() == 2.5
    assert pooled(large, 2).tolist() == x.tolist()


def test_what_is_not_to_change_its_side_is_left_alone():
    x = torch.randn(1, 1, 4, 4)
    assert enlarged(x, 4) is x
    assert thinned(x, 4) is x
    assert pooled(x, 4) is x


def test_the_blur_is_a_binomial_filter():
    x = torch.randn(2, 3, 6, 6, dtype=torch.float64)
    row = torch.tensor([1.0, 2.0, 1.0], dtype=torch.float64) / 4
    kernel = torch.outer(row, row).expand(3, 1, 3, 3)
    close(blurred(x), nn.functional.conv2d(x, kernel, padding=1, groups=3))


def test_slopes_pass_the_blur_twice():
    x = torch.randn(2, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(blurred, x)
    assert torch.autograd.gradgradcheck(blurred, x)


def test_a_network_is_fully_grown_until_it_is_set_back():
    growth = Growth(SIDES)
    assert growth.now == (2, 1.0)
    growth.set(1, 0.25)
    assert growth.now == (1, 0.25)
    assert growth.side == 8


def test_how_far_a_network_is_follows_its_buffers():
    growth, other = Growth(SIDES), Growth(SIDES)
    growth.set(1, 0.3)
    other.load_state_dict(growth.state_dict())
    assert other.now == growth.now
    assert copy.deepcopy(growth).now == growth.now
    other.level.copy_(torch.tensor(0))
    assert other.now[0] == 0
    other.load_state_dict({"level": torch.tensor(2), "alpha": torch.tensor(0.5)}, assign=True)
    assert other.now == (2, 0.5)


def test_it_is_not_read_again_while_nothing_was_written(monkeypatch):
    growth = Growth(SIDES)
    reads = []
    monkeypatch.setattr(torch.Tensor, "__int__", lambda value: reads.append(1) or int(value.item()))
    growth.set(1, 0.5)
    assert [growth.now for _ in range(3)] == [(1, 0.5)] * 3
    assert reads == []
    growth.level.fill_(0)
    assert [growth.now for _ in range(3)] == [(0, 0.5)] * 3
    assert len(reads) == 1


def test_it_is_read_within_inference_too():
    with torch.inference_mode():
        growth = Growth(SIDES)
        growth.set(0, 0.5)
        assert growth.now == (0, 0.5)
        growth.level.fill_(1)
        assert growth.now == (1, 0.5)


def test_it_fades_as_far_as_its_buffer_can_tell():
    growth = Growth(SIDES)
    growth.set(1, 1 / 3)
    assert growth.now[1] == growth.alpha.item()


def test_all_that_grows_in_a_network_is_found():
    assert len(growths(nn.ModuleList([critic(), nn.Linear(1, 1), critic()]))) == 2


@pytest.mark.parametrize("level", [1, 2])
def test_a_level_that_begins_to_fade_in_draws_what_was_drawn_before(level):
    growth = Growth(SIDES)
    maps = [torch.randn(3, 5, side, side) for side in SIDES]
    to_rgb = [nn.Conv2d(5, 2, 1) for _ in SIDES]
    growth.set(level - 1, 1.0)
    before = growth.picture(maps[:level], to_rgb)
    growth.set(level, 0.0)
    assert bits_equal(growth.picture(maps[: level + 1], to_rgb), before)
    growth.set(level, 1.0)
    whole = growth.picture(maps[: level + 1], to_rgb)
    assert bits_equal(whole, enlarged(to_rgb[level](maps[level]), 16))
    growth.set(level, 0.25)
    close(growth.picture(maps[: level + 1], to_rgb), 0.75 * before + 0.25 * whole)
    growth.set(level, 1 - 1e-6)
    close(growth.picture(maps[: level + 1], to_rgb), whole, atol=1e-5, rtol=0)


@pytest.mark.parametrize("blurs", [False, True])
@pytest.mark.parametrize("level", [1, 2])
def test_a_level_that_begins_to_fade_in_scores_what_was_scored_before(level, blurs):
    network = critic(blurs).eval()
    images = torch.randn(4, 2, SIDES[level], SIDES[level])
    network.growth.set(level - 1, 1.0)
    before = network(pooled(images, SIDES[level - 1]))
    network.growth.set(level, 0.0)
    assert bits_equal(network(images), before)
    network.growth.set(level, 1.0)
    whole = network(images)
    assert not torch.allclose(whole, before)
    network.growth.set(level, 1 - 1e-6)
    close(network(images), whole, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_larger_images_are_averaged_down_before_they_are_scored(level):
    network = critic()
    network.growth.set(level, 0.5)
    images = torch.randn(4, 2, 16, 16)
    assert bits_equal(network(images), network(pooled(images, SIDES[level])))


def test_layers_that_are_not_reached_yet_are_not_learned():
    network = critic()
    network.growth.set(1, 0.5)
    network(torch.randn(4, 2, 8, 8)).sum().backward()
    idle = {name for name, weight in network.named_parameters() if weight.grad is None}
    assert idle == {
        name for name, _ in network.named_parameters() if name.startswith(("from_rgb.2", "blocks.1"))
    }


def test_real_images_fade_from_their_own_average():
    images = torch.randn(3, 1, 16, 16)
    close(faded_images(images, SIDES, 1, 1.0), pooled(images, 8))
    close(faded_images(images, SIDES, 1, 0.0), enlarged(pooled(images, 4), 8))
    halfway = (pooled(images, 8) + enlarged(pooled(images, 4), 8)) / 2
    close(faded_images(images, SIDES, 1, 0.5), halfway)
    assert faded_images(images, SIDES, 2, 1.0) is images
    close(faded_images(images, SIDES, 0, 0.5), pooled(images, 4))


@pytest.mark.parametrize(("count", "group", "size"), [(8, 4, 4), (6, 4, 3), (5, 4, 1), (4, 16, 4), (1, 4, 1)])
def test_the_variety_of_a_group_is_its_mean_deviation(count, group, size):
    x = torch.randn(count, 3, 2, 2, dtype=torch.float64)
    told = minibatch_std(x, group)
    assert bits_equal(told[:, :3], x)
    for image in range(count):
        members = [other for other in range(count) if (other - image) % (count // size) == 0]
        assert len(members) == size
        deviations = []
        for channel in range(3):
            for pixel in range(4):
                held = [x[other, channel].flatten()[pixel].item() for other in members]
                mean = sum(held) / size
                deviations.append((sum((value - mean) ** 2 for value in held) / size + 1e-8) ** 0.5)
        expected = torch.full((2, 2), sum(deviations) / len(deviations), dtype=torch.float64)
        close(told[image, 3], expected, rtol=1e-5, atol=1e-6)


def test_a_critic_may_go_without_the_variety_of_a_batch():
    images = torch.randn(4, 2, 16, 16)
    alone = critic(mbstd_group=0)
    close(alone(images)[:1], alone(images[:1]))
    together = critic()
    assert not torch.allclose(together(images)[:1], together(images[:1]))


@pytest.mark.parametrize("blurs", [False, True])
@pytest.mark.parametrize("alpha", [0.5, 1.0])
def test_the_slope_of_a_score_can_be_learned_from(alpha, blurs):
    network = critic(blurs).double()
    network.growth.set(1, alpha)
    images = torch.randn(4, 2, 8, 8, dtype=torch.float64, requires_grad=True)
    weight = network.blocks[0].conv0.weight

    def penalty():
        (slope,) = torch.autograd.grad(network(images).sum(), images, create_graph=True)
        return slope.square().sum()

    (learned,) = torch.autograd.grad(penalty(), weight)
    with torch.no_grad():
        weight[1, 2, 0, 1] += 1e-6
    above = penalty().item()
    with torch.no_grad():
        weight[1, 2, 0, 1] -= 2e-6
    assert (above - penalty().item()) / 2e-6 == pytest.approx(learned[1, 2, 0, 1].item(), rel=1e-4)

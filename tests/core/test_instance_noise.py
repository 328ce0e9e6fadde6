"""Instance noise is as strong as it says, and fades when it says."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.augment.instance_noise import InstanceNoise


def noisy(part, images_seen=0, seed=0):
    random = torch.Generator().manual_seed(seed)
    return part(torch.zeros(64, 1, 32, 32), images_seen, random)


def test_noise_has_the_strength_that_was_set():
    noise = noisy(InstanceNoise(std=0.25, decay_kimg=0.0))
    # 65,536 draws: the standard deviation is known to 0.25 / sqrt(2 * 65536), here within five of these.
    assert noise.std().item() == pytest.approx(0.25, abs=5 * 0.25 / (2 * 65536) ** 0.5)
    assert noise.mean().item() == pytest.approx(0.0, abs=5 * 0.25 / 65536**0.5)


@pytest.mark.parametrize(
    ("images_seen", "strength"), [(0, 0.2), (2500, 0.15), (5000, 0.1), (10_000, 0.0), (20_000, 0.0)]
)
def test_strength_falls_in_a_straight_line_to_none(images_seen, strength):
    assert InstanceNoise(std=0.2, decay_kimg=10.0).strength(images_seen) == pytest.approx(strength, abs=1e-12)


def test_strength_stays_where_there_is_no_decay():
    assert InstanceNoise(std=0.2, decay_kimg=0.0).strength(10**9) == 0.2


@pytest.mark.parametrize("part", [InstanceNoise(std=0.0), InstanceNoise(std=0.2, decay_kimg=1.0)])
def test_without_strength_the_images_are_the_same_and_no_number_is_drawn(part):
    images, random = torch.rand(2, 1, 4, 4), torch.Generator().manual_seed(0)
    before = random.get_state()
    assert part(images, 1000, random) is images
    assert torch.equal(random.get_state(), before)


def test_noise_is_added_to_the_image():
    part, images = InstanceNoise(std=0.5), torch.full((64, 1, 32, 32), 0.25)
    changed = part(images, 0, torch.Generator().manual_seed(0))
    torch.testing.assert_close(changed - images, noisy(part))


def test_noise_follows_from_the_random_generator():
    assert torch.equal(noisy(InstanceNoise(), seed=1), noisy(InstanceNoise(), seed=1))
    assert not torch.equal(noisy(InstanceNoise(), seed=1), noisy(InstanceNoise(), seed=2))


def test_the_generator_learns_through_the_noise():
    images = torch.zeros(2, 1, 2, 2, requires_grad=True)
    InstanceNoise()(images, 0, torch.Generator().manual_seed(0)).sum().backward()
    torch.testing.assert_close(images.grad, torch.ones_like(images))

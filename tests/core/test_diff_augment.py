"""DiffAugment's changes, against loops over images and against the laws of what is drawn."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.augment.diff_augment import (
    DiffAugment,
    cut,
    drawn_hole,
    drawn_shifts,
    recolored,
    translated,
)

OFF = {"color": False, "translation": False, "cutout": False}


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def pictures(count=5, channels=3, side=8):
    return torch.rand(count, channels, side, side, generator=random()) * 2 - 1


def test_colour_of_one_image_by_hand():
    image = torch.tensor([[0.2, 0.0], [0.5, 0.0], [-0.1, 0.3]]).view(1, 3, 1, 2)
    changed = recolored(image, *(torch.tensor(value).view(1, 1, 1, 1) for value in (0.1, 2.0, 0.5)))
    # Brighter: (.3 .6 0) (.1 .1 .4), greys .3 and .2; doubled about them: (.3 .9 -.3) (0 0 .6);
    # halved about their mean .25.
    expected = torch.tensor([[0.275, 0.575, -0.025], [0.125, 0.125, 0.425]])
    torch.testing.assert_close(changed[0, :, 0].T, expected)


def test_each_image_is_recoloured_as_if_it_were_alone():
    images = pictures()
    changes = [torch.rand(5, 1, 1, 1, generator=random(seed)) for seed in (1, 2, 3)]
    alone = [recolored(images[i : i + 1], *(change[i : i + 1] for change in changes)) for i in range(5)]
    torch.testing.assert_close(recolored(images, *changes), torch.cat(alone))


def test_saturation_leaves_grey_images_alone():
    images, one = pictures(channels=1), torch.ones(5, 1, 1, 1)
    torch.testing.assert_close(recolored(images, 0 * one, 1.7 * one, one), images)


def test_images_move_by_whole_pixels_and_zeros_come_in():
    images = pictures(count=3)
    shifts = torch.tensor([[2, -1, 0], [-3, 0, 1]])
    moved = translated(images, shifts)
    expected = torch.zeros_like(images)
    for index, (down, right) in enumerate(shifts.T.tolist()):
        for row in range(8):
            for column in range(8):
                if 0 <= row - down < 8 and 0 <= column - right < 8:
                    expected[index, :, row, column] = images[index, :, row - down, column - right]
    assert torch.equal(moved, expected)


def test_a_hole_is_a_square_of_zeros_that_may_reach_over_the_border():
    images = pictures(count=3).abs() + 0.1
    corners = torch.tensor([[2, -2, 6], [1, 5, -1]])
    changed = cut(images, corners, 4)
    for index, (top, left) in enumerate(corners.T.tolist()):
        expected = images[index].clone()
        expected[:, max(top, 0) : top + 4, max(left, 0) : left + 4] = 0
        assert torch.equal(changed[index], expected)


@pytest.mark.parametrize(("side", "most"), [(8, 1), (28, 4), (64, 8)])
def test_shifts_are_drawn_evenly_up_to_an_eighth_of_the_side(side, most):
    shifts = drawn_shifts(torch.empty(20_000, 1, side, side), random())
    for shift in shifts:
        counts = torch.bincount(shift + most, minlength=2 * most + 1)
        assert len(counts) == 2 * most + 1
        share = 1 / (2 * most + 1)
        spread = (20_000 * share * (1 - share)) ** 0.5
        torch.testing.assert_close(
            counts.double(), torch.full_like(counts.double(), 20_000 * share), rtol=0, atol=5 * spread
        )
    assert torch.corrcoef(shifts.double())[0, 1].abs() < 5 / 20_000**0.5


@pytest.mark.parametrize("side", [8, 10, 64])
def test_a_hole_has_half_the_side_and_its_centre_in_the_image(side):
    corners, hole = drawn_hole(torch.empty(20_000, 1, side, side), random())
    assert hole == side // 2
    centres = corners + hole // 2
    assert centres.min() == 0
    assert centres.max() == side - hole % 2  # an even square's centre is a border between pixels
    mean = (side - hole % 2) / 2
    assert centres.double().mean(dim=1).tolist() == pytest.approx([mean] * 2, abs=5 * side / 12**0.5 / 141)


@pytest.mark.parametrize(
    ("read", "low", "high"),
    [
        (lambda image: image.mean(), -0.5, 0.5),  # brightness: the mean's shift
        (lambda image: (image[0] - image[1]).abs().mean(), 0.0, 3.0),  # saturation times contrast
    ],
)
def test_colour_is_drawn_anew_for_each_image_within_its_bounds(read, low, high):
    image = torch.zeros(1, 3, 4, 4)
    image[:, 0], image[:, 1] = 0.5, -0.5  # grey 0, mean 0, channels 1 apart
    changed = DiffAugment(translation=False, cutout=False)(image.repeat(4000, 1, 1, 1), 0, random())
    values = torch.stack([read(each) for each in changed])
    assert low <= values.min() < low + 0.02 * (high - low)
    assert high - 0.1 * (high - low) < values.max() <= high
    assert values.mean().item() == pytest.approx((0.0, 1.0)[high > 1], abs=0.05)


def test_with_everything_off_images_are_the_same_and_no_number_is_drawn():
    images, generator = pictures(), random()
    before = generator.get_state()
    assert DiffAugment(**OFF)(images, 0, generator) is images
    assert torch.equal(generator.get_state(), before)


@pytest.mark.parametrize("switch", list(OFF))
def test_each_switch_changes_images_by_itself(switch):
    images = pictures()
    assert not torch.equal(DiffAugment(**{**OFF, switch: True})(images, 0, random()), images)


def test_changes_follow_from_the_random_generator():
    images, part = pictures(), DiffAugment()
    assert torch.equal(part(images, 0, random(1)), part(images, 0, random(1)))
    assert not torch.equal(part(images, 0, random(1)), part(images, 0, random(2)))


def test_gradients_flow_and_can_be_differentiated_again():
    images = pictures(count=2, side=8).double().requires_grad_(True)
    part = DiffAugment()
    assert torch.autograd.gradcheck(lambda x: part(x, 0, random()), images)
    assert torch.autograd.gradgradcheck(lambda x: part(x, 0, random()).square(), images, fast_mode=True)

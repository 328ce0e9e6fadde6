"""ADA's moves: their matrices against a chain built by hand, their pictures against other libraries."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import ndimage

from gan_studio.core.augment._draws import Draws, changed_where
from gan_studio.core.augment._geometry import (
    blitted,
    quarter_turn,
    rotation,
    scaling,
    still,
    translation,
    warped,
)
from gan_studio.core.augment._resampling import doubling, gathered, halving, resampled, sample

CPU = torch.device("cpu")


class Scripted(Draws):
    """Draws what it is told, in order, for a batch of one; every change happens."""

    def __init__(self, *numbers):
        self.numbers, self.probability = list(numbers), torch.tensor(1.0)

    def happens(self, probability=None):
        return torch.tensor([True])

    def _next(self, *bounds):
        return torch.tensor([float(self.numbers.pop(0))])

    uniform = normal = doublings = whole = _next


def one(number):
    return torch.tensor([float(number)])


def smooth(side=32, channels=1):
    down, right = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    rows = [torch.sin(0.31 * right + 0.17 * down + channel) for channel in range(channels)]
    return torch.stack(rows).unsqueeze(0)


def places(side):
    line = torch.arange(side) - (side - 1) / 2
    down, right = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([right.flatten(), down.flatten(), torch.ones(side**2)])


def inner(images, border=6):
    return images[..., border:-border, border:-border]


def test_whole_pixel_moves_are_mirroring_then_turning_then_shifting():
    images = torch.rand(1, 3, 8, 8)
    for mirror in (0, 1):
        for turn in range(4):
            moves = blitted(still(1, CPU), Scripted(mirror, turn, 0.6, -0.7), 8)  # one right, one up
            expected = torch.rot90(images.flip(3) if mirror else images, -turn, (2, 3))
            expected = expected.roll((-1, 1), (2, 3))
            # What comes in is the image's mirror image, as in a kaleidoscope.
            expected[..., 0] = expected[..., 1]
            expected[..., -1, :] = expected[..., -2, :]
            assert torch.equal(gathered(images, moves.inverse), expected)
            assert moves.is_moved.all()
            assert not moves.is_resampled.any()


@pytest.mark.parametrize("side", [8, 9])
def test_a_pixel_at_the_right_goes_to_the_bottom_in_a_quarter_turn(side):
    images = torch.zeros(1, 1, side, side)
    images[..., 2, side - 1] = 1
    moves = blitted(still(1, CPU), Scripted(0, 1, 0, 0), side)
    turned = gathered(images, moves.inverse)
    assert turned[0, 0, side - 1, side - 3] == 1
    assert turned.sum() == 1


def test_all_moves_combine_in_the_papers_order():
    mirror, turn, right, down = 1, 3, 2, -3
    scale, stretch, before, after, more_right, more_down = 1.3, 0.8, 0.4, -1.1, 2.25, -0.5
    draws = Scripted(mirror, turn, right, down, scale, stretch, before, after, more_right, more_down)
    moves = warped(blitted(still(1, CPU), draws, 64), draws, 64)

    def turned(angle):
        return [[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]]

    chain = [  # from the first to the last
        np.diag([-1, 1, 1]),
        turned(turn * math.pi / 2),
        [[1, 0, right], [0, 1, down], [0, 0, 1]],
        np.diag([scale, scale, 1]),
        turned(before),
        np.diag([stretch, 1 / stretch, 1]),
        turned(after),
        [[1, 0, more_right], [0, 1, more_down], [0, 0, 1]],
    ]
    whole = np.eye(3)
    for move in chain:
        whole = np.asarray(move) @ whole
    np.testing.assert_allclose(moves.inverse[0].numpy(), np.linalg.inv(whole), atol=1e-4)
    assert not draws.numbers


def test_quarter_turns_are_exact_rotations():
    for times in range(-4, 5):
        exact = quarter_turn(one(times))
        torch.testing.assert_close(exact, rotation(one(times * math.pi / 2)), atol=1e-6, rtol=0)
        assert torch.equal(exact, exact.round())


MATRICES = {
    "turn": rotation(one(0.5)),
    "enlarge": scaling(one(1 / 1.4), one(1 / 1.4)),
    "stretch": scaling(one(0.9), one(1.1)),
    "shift": translation(one(2.4), one(-1.3)),
    "all": rotation(one(-0.8)) @ scaling(one(0.8), one(0.7)) @ translation(one(1.5), one(0.2)),
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_smooth_picture_is_the_same_function_of_the_moved_places(name):
    inverse, picture = MATRICES[name], smooth()
    source = inverse[0, :2] @ places(32) + 15.5
    expected = torch.sin(0.31 * source[0] + 0.17 * source[1]).view(1, 1, 32, 32)
    is_inside = ((source > 3) & (source < 28)).all(dim=0).view(1, 1, 32, 32)
    assert is_inside.sum() > 400
    torch.testing.assert_close(
        resampled(picture, inverse)[is_inside], expected[is_inside], atol=0.012, rtol=0
    )


@pytest.mark.parametrize("name", MATRICES)
def test_resampling_agrees_with_cubic_splines(name):
    inverse = MATRICES[name]
    picture = smooth(channels=2)
    swapped = inverse[0, :2][[1, 0]][:, [1, 0]].double().numpy()  # rows before columns
    middle = np.full(2, 15.5)
    offset = swapped @ -middle + middle + inverse[0, :2, 2].flip(0).double().numpy()
    expected = [
        ndimage.affine_transform(plane.double().numpy(), swapped, offset, order=3, mode="reflect")
        for plane in picture[0]
    ]
    moved = resampled(picture, inverse)[0].double().numpy()
    np.testing.assert_allclose(inner(moved), inner(np.stack(expected)), atol=0.06)
    assert np.abs(inner(moved) - inner(np.stack(expected))).mean() < 0.006


def test_moves_by_whole_pixels_are_nearly_the_same_when_resampled():
    picture = smooth()
    inverse = quarter_turn(one(1)) @ translation(one(2), one(-1))
    torch.testing.assert_close(resampled(picture, inverse), gathered(picture, inverse), atol=0.015, rtol=0)


def test_a_mirrored_picture_stays_mirrored_when_it_is_resampled():
    picture = torch.rand(1, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    mirror = scaling(one(-1), one(1))
    inverse = scaling(one(0.8), one(0.9))
    torch.testing.assert_close(
        resampled(picture.flip(3), inverse), resampled(picture, inverse @ mirror), atol=1e-5, rtol=0
    )


def test_a_pattern_too_fine_for_a_smaller_picture_becomes_grey_and_no_other_pattern():
    stripes = torch.ones(1, 1, 32, 32)
    stripes[..., ::2] = -1
    shrink = scaling(one(1.7), one(1.7))
    plain = torch.nn.functional.affine_grid(shrink[:, :2], (1, 1, 32, 32), align_corners=False)
    aliased = inner(sample(stripes, plain), 8)
    assert aliased.abs().mean() > 0.3
    assert inner(resampled(stripes, shrink), 8).abs().mean() < 0.1 * aliased.abs().mean()


@pytest.mark.parametrize("side", [8, 13])
def test_filters_keep_a_plain_area_as_it_is_and_its_border_too(side):
    picture = torch.full((1, 1, side, side), 0.7)
    for inverse in MATRICES.values():
        torch.testing.assert_close(resampled(picture, inverse), picture)
    torch.testing.assert_close(doubling(side, CPU).sum(dim=1), torch.ones(2 * side))
    torch.testing.assert_close(halving(side, CPU).sum(dim=1), torch.ones(side))


def test_sampling_can_be_differentiated_twice():
    random = torch.Generator().manual_seed(0)
    images = torch.rand(2, 1, 4, 4, generator=random, dtype=torch.float64, requires_grad=True)
    grid = torch.rand(2, 5, 5, 2, generator=random, dtype=torch.float64) * 3 - 1.5
    assert torch.autograd.gradcheck(sample, (images, grid))
    assert torch.autograd.gradgradcheck(lambda x: sample(x, grid).square(), images)


def test_only_the_chosen_images_change():
    images = torch.rand(5, 1, 2, 2)
    chosen, amounts = torch.tensor([True, False, False, True, True]), torch.arange(5.0).view(-1, 1, 1, 1)
    changed = changed_where(chosen, images, torch.add, amounts)
    assert torch.equal(changed, torch.where(chosen.view(-1, 1, 1, 1), images + amounts, images))
    assert changed_where(torch.zeros(5, dtype=torch.bool), images, torch.add, amounts) is images


def test_a_device_is_not_asked_which_images_are_chosen():
    # Tensors without values raise where anything asks for one.
    chosen, images = torch.empty(5, dtype=torch.bool, device="meta"), torch.empty(5, 1, 2, 2, device="meta")
    assert changed_where(chosen, images, torch.add, images).shape == images.shape


def spread(values):
    return values.std().item()


def test_moves_are_as_large_as_the_paper_says():
    count, random = 40_000, torch.Generator().manual_seed(0)
    draws = Draws(count, torch.tensor(1.0), random)
    shift = blitted(still(count, CPU), draws, 64).inverse[:, :2, :2].det().abs()
    assert torch.equal(shift, torch.ones(count))
    inverse = warped(still(count, CPU), draws, 64).inverse
    # Scaling alone changes the area: 2 log2(s), s = 2 ** N(0, 0.2).
    area = -inverse[:, :2, :2].det().log2() / 2
    assert area.mean().item() == pytest.approx(0, abs=5 * 0.2 / 200)
    assert spread(area) == pytest.approx(0.2, abs=5 * 0.2 / 283)
    # The shift is the last move, so undoing the others leaves it: N(0, 1/8 of 64 pixels).
    shifts = -torch.linalg.solve(inverse[:, :2, :2], inverse[:, :2, 2])
    assert spread(shifts[:, 0]) == pytest.approx(8, abs=5 * 8 / 283)
    assert spread(shifts[:, 1]) == pytest.approx(8, abs=5 * 8 / 283)


def test_an_image_is_turned_before_or_after_stretching_with_probability_p():
    count = 40_000
    draws = Draws(count, torch.tensor(0.3), torch.Generator().manual_seed(0))
    inverse = warped(still(count, CPU), draws, 64).inverse
    is_turned = (inverse[:, 0, 1].abs() > 1e-7).float().mean().item()
    assert is_turned == pytest.approx(0.3, abs=5 * (0.3 * 0.7 / count) ** 0.5)


def test_as_many_images_stay_as_chance_leaves_alone():
    count, p = 40_000, 0.4
    draws = Draws(count, torch.tensor(p), torch.Generator().manual_seed(0))
    moves = blitted(still(count, CPU), draws, 64)
    # Shifts of up to 8 pixels round to none in both directions once in 256.
    untouched = (1 - p / 2) * (1 - 3 * p / 4) * (1 - p * 255 / 256)
    share = 1 - moves.is_moved.float().mean().item()
    assert share == pytest.approx(untouched, abs=5 * (untouched * (1 - untouched) / count) ** 0.5)

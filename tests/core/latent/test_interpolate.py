import math

import pytest
import torch

from gan_studio.core.latent.interpolate import WAYS, curve, lerp, slerp

RIGHT, UP = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])


def test_lerp_goes_straight():
    torch.testing.assert_close(lerp(RIGHT, UP, 0.25), torch.tensor([0.75, 0.25]))


def test_slerp_turns_evenly_around_the_origin():
    third = math.radians(30)
    torch.testing.assert_close(slerp(RIGHT, UP, 1 / 3), torch.tensor([math.cos(third), math.sin(third)]))


def test_slerp_between_lengths_one_and_three_has_length_two_halfway():
    torch.testing.assert_close(slerp(RIGHT, 3 * UP, 0.5), torch.tensor([math.sqrt(2), math.sqrt(2)]))


def test_slerp_agrees_with_shoemakes_formula_on_random_unit_vectors():
    a, b = torch.nn.functional.normalize(
        torch.randn(2, 64, generator=torch.Generator().manual_seed(1)), dim=1
    )
    angle = torch.acos(a @ b)
    expected = (torch.sin(0.7 * angle) * a + torch.sin(0.3 * angle) * b) / torch.sin(angle)
    torch.testing.assert_close(slerp(a, b, 0.3), expected)


def test_slerp_between_parallel_latents_scales():
    torch.testing.assert_close(slerp(RIGHT, 2 * RIGHT, 0.5), 1.5 * RIGHT)


def test_slerp_between_opposite_latents_makes_a_half_turn():
    middle = slerp(RIGHT, -RIGHT, 0.5)
    torch.testing.assert_close(middle.abs(), UP)
    torch.testing.assert_close(slerp(RIGHT, -RIGHT, 0.25), (RIGHT + middle) / math.sqrt(2))


@pytest.mark.parametrize(
    ("start", "end"),
    [(torch.zeros(2), UP), (UP, torch.zeros(2)), (torch.tensor([2.0]), torch.tensor([-2.0]))],
    ids=["from zero", "to zero", "opposite in one dimension"],
)
def test_slerp_without_a_direction_goes_straight(start: torch.Tensor, end: torch.Tensor):
    torch.testing.assert_close(slerp(start, end, 0.5), (start + end) / 2)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_both_ends_are_exact(way):
    a, b = torch.randn(2, 100, generator=torch.Generator().manual_seed(2)).unbind()
    assert torch.equal(way(a, b, 0.0), a)
    assert torch.equal(way(a, b, 1.0), b)


def test_slerp_keeps_the_length_that_lerp_loses():
    a, b = torch.randn(2, 512, generator=torch.Generator().manual_seed(3)).unbind()
    assert float(slerp(a, b, 0.5).norm()) == pytest.approx(float((a.norm() + b.norm()) / 2), rel=1e-5)
    assert float(lerp(a, b, 0.5).norm()) < 0.8 * float(a.norm())


def test_a_curve_alone_is_the_arc_of_slerp():
    torch.manual_seed(0)
    a, b = torch.randn(2, 16)
    for share in (0.0, 0.2, 0.5, 0.9, 1.0):
        torch.testing.assert_close(curve(a, b, share), slerp(a, b, share), atol=1e-3, rtol=1e-3)


def test_a_curve_keeps_the_length_and_an_even_speed():
    torch.manual_seed(1)
    points = torch.nn.functional.normalize(torch.randn(4, 16), dim=1)
    before, a, b, after = points
    way = torch.stack([curve(a, b, share, before, after) for share in torch.linspace(0, 1, 41).tolist()])
    assert torch.equal(way[0], a)
    assert torch.equal(way[-1], b)
    torch.testing.assert_close(way.norm(dim=1), torch.ones(41))
    steps = way.diff(dim=0).norm(dim=1)
    assert float(steps.max() / steps.min()) < 1.02


def test_a_curve_leaves_one_part_in_the_direction_in_which_it_enters_the_next():
    torch.manual_seed(2)
    points = torch.randn(5, 16)
    arriving = points[2] - curve(points[1], points[2], 0.999, points[0], points[3])
    leaving = curve(points[2], points[3], 0.001, points[1], points[4]) - points[2]
    assert float(torch.nn.functional.cosine_similarity(arriving, leaving, dim=0)) > 0.98  # 0 at a corner


@pytest.mark.parametrize(("start", "end"), [(RIGHT, -RIGHT), (RIGHT, 0 * UP), (UP, 2 * UP)])
def test_a_curve_that_has_no_direction_is_slerp(start: torch.Tensor, end: torch.Tensor):
    torch.testing.assert_close(curve(start, end, 0.3), slerp(start, end, 0.3))
    torch.testing.assert_close(curve(start, end, 0.3, 0 * UP, None), slerp(start, end, 0.3))

"""Penalties against answers worked out by hand."""

from __future__ import annotations

import pytest
import torch
from known_scores import images, linear, moment, quadratic
from torch import nn

from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.regularizers.gradient_penalty import GradientPenalty, gradient_penalty
from gan_studio.core.regularizers.r1 import R1, squared_slope
from gan_studio.core.regularizers.r2 import R2
from gan_studio.core.regularizers.weight_clipping import WeightClipping


def test_the_penalty_of_a_linear_critic_is_its_slope_error():
    torch.testing.assert_close(
        gradient_penalty(linear, images(), images(seed=1)), torch.tensor(16.0)
    )  # (5 - 1)^2


def test_a_critic_of_slope_one_is_not_punished():
    def unit(batch):
        return linear(batch) / 5

    torch.testing.assert_close(gradient_penalty(unit, images(), images(seed=1)), torch.tensor(0.0))


def test_the_penalty_is_taken_on_the_segments_between_pairs():
    # Each fake is three times its real image, so every point must be one to three times that image.
    real = torch.tensor([[2.0, 0.0], [0.0, 4.0]]).view(2, 2, 1, 1)
    seen = []

    def watching(point):
        seen.append(point.detach().clone())
        return quadratic(point)

    gradient_penalty(watching, real, 3 * real, torch.Generator().manual_seed(0))
    ratios = (seen[0] * real).flatten(1).sum(1) / real.square().flatten(1).sum(1)
    assert ((ratios >= 1) & (ratios <= 3)).all()
    assert ratios[0] != ratios[1]  # each pair has a point of its own
    torch.testing.assert_close(seen[0], ratios.view(2, 1, 1, 1) * real)


def test_the_points_follow_from_the_runs_random_generator():
    first, again, other = (
        gradient_penalty(quadratic, images(), images(seed=1), torch.Generator().manual_seed(seed))
        for seed in (3, 3, 4)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_the_penalty_of_equal_images_is_that_at_the_images():
    real = torch.tensor([[3.0, 4.0], [0.0, 2.0]]).view(2, 2, 1, 1)  # slopes 5 and 2
    torch.testing.assert_close(
        gradient_penalty(quadratic, real, real.clone()), torch.tensor((16.0 + 1.0) / 2)
    )


def test_a_critic_without_slope_is_punished_by_one_and_stays_finite():
    weight = torch.zeros(2, requires_grad=True)
    penalty = gradient_penalty(lambda batch: batch.flatten(1) @ weight, images(), images(seed=1))
    penalty.backward()
    torch.testing.assert_close(penalty.detach(), torch.tensor(1.0))
    assert weight.grad.isfinite().all()


def test_the_gradient_penalty_is_weighted():
    terms = GradientPenalty(gp_weight=2.5).discriminator_terms(moment())
    torch.testing.assert_close(terms["gradient_penalty"], torch.tensor(40.0))


def test_the_squared_slope_of_a_linear_critic_is_the_same_everywhere():
    torch.testing.assert_close(squared_slope(linear, images()), torch.tensor(25.0))


def test_the_squared_slope_of_a_quadratic_is_the_mean_squared_length():
    real = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).view(2, 2, 1, 1)
    torch.testing.assert_close(squared_slope(quadratic, real), torch.tensor((5.0 + 25.0) / 2))


def test_r1_is_half_gamma_times_the_squared_slope():
    torch.testing.assert_close(R1(r1_gamma=4.0).discriminator_terms(moment())["r1"], torch.tensor(50.0))


def test_r1_looks_at_real_images_only():
    real = torch.tensor([[1.0, 2.0]]).view(1, 2, 1, 1)
    terms = R1(r1_gamma=2.0).discriminator_terms(moment(quadratic, real, real + 100))
    torch.testing.assert_close(terms["r1"], torch.tensor(5.0))


@pytest.mark.parametrize("part", [R1(r1_gamma=2.0), R2(r2_gamma=2.0)])
def test_the_slope_is_that_at_images_before_augmentation_and_through_it(part):
    # Of |3 x|^2 / 2 the slope is 9 x, and (81 + 324) gamma / 2 at x = (1, 2).
    bare = torch.tensor([[1.0, 2.0]]).view(1, 2, 1, 1)
    augmented = {"bare_real": bare, "bare_fake": bare, "augment": lambda batch: 3 * batch}
    (term,) = part.discriminator_terms(moment(quadratic, bare + 50, bare + 70, **augmented)).values()
    torch.testing.assert_close(term, torch.tensor(405.0))


@pytest.mark.parametrize("part", [GradientPenalty(), R1()])
def test_images_of_the_batch_get_no_gradient(part):
    real, fake = images(), images(seed=1)
    part.discriminator_terms(moment(real=real, fake=fake))
    assert not real.requires_grad
    assert not fake.requires_grad


def test_the_gradient_of_r1_in_a_weight_is_known():
    # Score w.x has slope w, so gamma / 2 |w|^2 has gradient gamma w.
    weight = torch.tensor([3.0, 4.0], requires_grad=True)
    R1(r1_gamma=10.0).discriminator_terms(moment(lambda batch: batch.flatten(1) @ weight))["r1"].backward()
    torch.testing.assert_close(weight.grad, torch.tensor([30.0, 40.0]))


def test_clipping_cuts_weights_off_at_the_bound_and_leaves_smaller_ones():
    layer = nn.Linear(3, 1)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[-3.0, 0.004, 0.2]]))
        layer.bias.fill_(0.5)
    WeightClipping(clip_value=0.01).after_discriminator_update(layer)
    torch.testing.assert_close(layer.weight.detach(), torch.tensor([[-0.01, 0.004, 0.01]]))
    torch.testing.assert_close(layer.bias.detach(), torch.tensor([0.01]))


@pytest.mark.parametrize("network", ["progan", "stylegan", "stylegan2", "stylegan3"])
def test_a_small_bound_is_refused_for_weights_of_about_one(network):
    config = with_assignments(
        RunConfig(), [f"architecture={network}", "data.resolution=32", "regularizers.weight_clipping=on"]
    )
    bound = "regularizers.weight_clipping.clip_value"
    assert bound in [problem.path for problem in problems(config)]
    assert bound not in [problem.path for problem in problems(with_assignments(config, [f"{bound}=1"]))]


def test_a_penalty_of_no_weight_bounds_nothing():
    parts = ["objective=wasserstein", "architecture.d_norm=layer", "regularizers.gradient_penalty=on"]
    config = with_assignments(RunConfig(), parts)
    assert problems(config) == []
    unbound = with_assignments(config, ["regularizers.gradient_penalty.gp_weight=0"])
    assert [problem.path for problem in problems(unbound)] == ["objective"]


def test_clipping_adds_no_term():
    assert WeightClipping().discriminator_terms(moment()) == {}


def test_a_gradient_penalty_is_refused_where_the_batch_is_mixed():
    config = with_assignments(RunConfig(), ["regularizers.gradient_penalty=on", "architecture.d_norm=batch"])
    assert [problem.path for problem in problems(config)] == ["architecture"]
    assert problems(with_assignments(config, ["architecture.d_norm=layer"])) == []


@pytest.mark.parametrize(("target", "expected"), [(1.0, 16.0), (0.0, 25.0), (2.0, 9 / 4), (10.0, 0.25)])
def test_the_distance_from_another_slope_is_measured_in_that_slope(target, expected):
    # The slope is 5: (5 - target)^2 / target^2, and 5^2 for a target of 0.
    terms = GradientPenalty(gp_weight=1.0, target=target).discriminator_terms(moment())
    torch.testing.assert_close(terms["gradient_penalty"], torch.tensor(expected))


def test_one_sided_it_punishes_steeper_slopes_only():
    real = torch.tensor([[3.0, 4.0], [0.0, 0.5]]).view(2, 2, 1, 1)  # slopes 5 and 0.5
    seen = moment(quadratic, real, real.clone())
    one, two = (GradientPenalty(1.0, one_sided=sided).discriminator_terms(seen) for sided in (True, False))
    torch.testing.assert_close(one["gradient_penalty"], torch.tensor(16.0 / 2))
    torch.testing.assert_close(two["gradient_penalty"], torch.tensor((16.0 + 0.25) / 2))


def test_a_target_of_zero_stays_finite_without_any_slope():
    weight = torch.zeros(2, requires_grad=True)
    penalty = GradientPenalty(target=0.0)
    penalty.discriminator_terms(moment(lambda batch: batch.flatten(1) @ weight))[
        "gradient_penalty"
    ].backward()
    torch.testing.assert_close(weight.grad, torch.zeros(2))

"""DRAGAN against answers worked out by hand."""

import pytest
import torch
from known_scores import images, moment, quadratic

from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.regularizers.dragan import Dragan, points_around


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_slope_of_five_is_punished_by_the_weighted_square_of_four():
    terms = Dragan(dragan_weight=2.5).discriminator_terms(moment())
    torch.testing.assert_close(terms["dragan"], torch.tensor(40.0))


def test_without_reach_the_slope_is_that_at_the_images():
    real = torch.tensor([[3.0, 4.0], [0.0, 2.0]]).view(2, 2, 1, 1)  # slopes 5 and 2
    terms = Dragan(dragan_weight=1.0, reach=0.0).discriminator_terms(moment(quadratic, real, real - 50))
    torch.testing.assert_close(terms["dragan"], torch.tensor((16.0 + 1.0) / 2))


def test_points_lie_between_an_image_and_half_a_deviation_beyond():
    real = 3 * torch.randn(4000, 1, 2, 2, generator=random())
    away = (points_around(real, 0.5, random(1)) - real) / (0.5 * real.std())
    assert away.min() >= 0
    assert away.max() < 1
    # The product of two uniform numbers has mean 1/4 and variance 1/9 - 1/16 = 7/144.
    assert away.mean().item() == pytest.approx(1 / 4, abs=0.01)
    assert away.var().item() == pytest.approx(7 / 144, abs=0.004)


def test_the_points_of_an_image_share_how_far_they_go():
    away = points_around(torch.randn(500, 1, 32, 32, generator=random()), 1.0, random(1))
    away = (away - torch.randn(500, 1, 32, 32, generator=random())).flatten(1)
    shares = away.mean(dim=1) * 2  # uniform noise has a mean of 1/2
    assert shares.std().item() == pytest.approx(12**-0.5, abs=0.03)  # uniform, unlike a mean of 1024
    assert away.std(dim=1).div(shares / 2).mean().item() == pytest.approx(3**-0.5, abs=0.01)


def test_it_looks_at_real_images_only_and_gives_them_no_gradient():
    real = images().requires_grad_(True)
    near, far = (
        Dragan().discriminator_terms(moment(quadratic, real, images(seed=1) + by))["dragan"] for by in (0, 9)
    )
    assert torch.equal(near, far)
    assert real.grad is None


def test_the_points_follow_from_the_runs_random_generator():
    first, again, other = (points_around(images(), 0.5, random(seed)) for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_it_is_refused_where_the_batch_is_mixed():
    config = with_assignments(RunConfig(), ["regularizers.dragan=on", "architecture.d_norm=batch"])
    (problem,) = problems(config)
    assert problem.path == "architecture"
    assert problem.why.startswith("DRAGAN needs a discriminator that scores each image by itself")
    assert problems(with_assignments(config, ["architecture.d_norm=instance"])) == []

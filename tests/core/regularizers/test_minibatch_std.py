"""Minibatch standard deviation against answers worked out by hand."""

import pytest
import torch
from small_parts import config_of, networks_of, part
from small_runs import small

from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.registry import ARCHITECTURES
from gan_studio.core.regularizers.minibatch_std import GroupSpread, MinibatchStd


def test_the_spread_is_the_mean_over_features_of_their_standard_deviation():
    features = torch.tensor([[1.0, 0.0], [3.0, 8.0]])  # deviations 1 and 4
    torch.testing.assert_close(GroupSpread(2)(features), torch.full((2, 1), 2.5))


def test_every_second_image_is_a_group_where_there_are_two():
    features = torch.tensor([[0.0], [10.0], [2.0], [10.0], [4.0], [16.0], [6.0], [16.0]])
    # The groups are 0, 2, 4, 6 and 10, 10, 16, 16, with variances 5 and 9.
    expected = torch.tensor([5.0**0.5, 3.0]).repeat(4).unsqueeze(1)
    torch.testing.assert_close(GroupSpread(4)(features), expected)


def test_maps_are_looked_at_place_by_place():
    features = torch.zeros(2, 1, 2, 2)
    features[0, 0, 0, 0], features[1, 0, 1, 1] = 2.0, 2.0  # deviations 1, 0, 0, 1
    torch.testing.assert_close(GroupSpread(2)(features), torch.full((2, 1), 0.5), atol=1e-4, rtol=0)


@pytest.mark.parametrize(("count", "group", "expected"), [(6, 4, 3), (4, 16, 4), (7, 4, 1), (9, 4, 3)])
def test_a_group_that_does_not_divide_the_batch_is_smaller(count, group, expected):
    features = torch.arange(float(count)).square().unsqueeze(1)
    groups = features.view(expected, -1).var(dim=0, unbiased=False).add(1e-8).sqrt()
    torch.testing.assert_close(GroupSpread(group)(features), groups.repeat(expected).unsqueeze(1))


def test_equal_images_have_a_finite_slope():
    features = torch.ones(4, 3, requires_grad=True)
    GroupSpread(4)(features).sum().backward()
    assert features.grad.isfinite().all()


def test_the_score_grows_with_the_spread_by_its_weight():
    config = config_of(small(part(ARCHITECTURES, "mlp")), regularizers=(MinibatchStd(),))
    discriminator = networks_of(config).discriminator.eval()
    features = torch.randn(4, discriminator.num_features)
    expected = (
        discriminator.core.score(features) + GroupSpread(4)(features)[:, 0] * discriminator.joined.weight
    )
    torch.testing.assert_close(discriminator.score(features), expected.squeeze(0))


@pytest.mark.parametrize(
    "compares",
    [
        "regularizers.minibatch_std=on",
        "architecture=progan task=progressive",
        "architecture=stylegan task=progressive",
        "architecture=stylegan2",
        "architecture=stylegan3",
    ],
)
@pytest.mark.parametrize(("batch", "nearest"), [(1, "4"), (3, "4"), (6, "8"), (63, "64")])
def test_a_batch_that_does_not_hold_whole_groups_is_refused_with_the_nearest_that_does(
    compares: str, batch: int, nearest: str
):
    chosen = [*compares.split(), "data.resolution=32", f"training.batch_size={batch}"]
    (problem,) = problems(with_assignments(RunConfig(), chosen))
    assert problem.path == "training.batch_size"
    asked = "2 or more" if batch == 1 and "regularizers" in compares else nearest
    assert problem.why.endswith(f"choose {asked}.")


def test_it_goes_with_a_gradient_penalty_but_not_with_a_lone_image():
    parts = ["regularizers.gradient_penalty=on", "regularizers.minibatch_std=on"]
    config = with_assignments(RunConfig(), [*parts, "architecture.d_norm=layer"])
    assert problems(config) == []
    (problem,) = problems(with_assignments(config, ["training.batch_size=1"]))
    assert problem.path == "training.batch_size"

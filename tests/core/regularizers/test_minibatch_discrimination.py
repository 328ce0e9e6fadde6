"""Minibatch discrimination against its formula, number by number."""

import math

import pytest
import torch
from small_parts import config_of, networks_of, part, smallest_sides
from small_runs import small

from gan_studio.core.config import RunConfig, problems, with_assignments
from gan_studio.core.registry import ARCHITECTURES
from gan_studio.core.regularizers.minibatch_discrimination import Closeness, MinibatchDiscrimination


def closeness_by_loops(features, tensor):
    """Salimans 2016, section 3.2, as written: T is [A, B, C]."""
    count, (_, ways, size) = len(features), tensor.shape
    found = torch.zeros(count, ways)
    for i in range(count):
        for j in range(count):
            for b in range(ways):
                distance = 0.0
                for c in range(size):
                    m_i = sum(features[i, a] * tensor[a, b, c] for a in range(len(features[i])))
                    m_j = sum(features[j, a] * tensor[a, b, c] for a in range(len(features[j])))
                    distance += abs(float(m_i - m_j))
                found[i, b] += math.exp(-distance)
    return found


def test_closeness_is_the_papers_double_sum_over_the_batch():
    torch.manual_seed(0)
    closeness, features = Closeness(6, 3, 2), torch.randn(5, 6, 1, 1)
    expected = closeness_by_loops(features.flatten(1), closeness.weight.detach().view(6, 2, 3).mT)
    torch.testing.assert_close(5 * closeness(features).detach(), expected)  # the sum over 5 images


def test_equal_images_are_as_close_as_can_be_and_distant_ones_to_themselves_alone():
    closeness = Closeness(4, 3, 2)
    torch.testing.assert_close(closeness(torch.ones(5, 4)).detach(), torch.ones(5, 3))
    far = 1e6 * torch.randn(5, 4)
    torch.testing.assert_close(closeness(far).detach(), torch.full((5, 3), 1 / 5))


def test_the_score_is_that_of_a_last_layer_over_joined_features():
    config = config_of(small(part(ARCHITECTURES, "mlp")), regularizers=(MinibatchDiscrimination(3, 2),))
    discriminator = networks_of(config).discriminator.eval()
    core, last = discriminator.core, discriminator.core.layers[-1]
    features = core.features(torch.randn(4, 1, 8, 8))
    joined = torch.cat([features, discriminator.statistic(features)], dim=1)
    weight = torch.cat([last.weight, discriminator.joined.weight], dim=1)
    expected = torch.nn.functional.linear(joined, weight, last.bias).flatten()
    torch.testing.assert_close(discriminator.score(features), expected)


def test_closeness_is_never_computed_in_lower_precision():
    config = config_of(small(part(ARCHITECTURES, "mlp")), regularizers=(MinibatchDiscrimination(),))
    discriminator = networks_of(config).discriminator.eval()
    features = torch.randn(16, discriminator.num_features)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        scores, alone = discriminator.score(features), discriminator.core.score(features)
    with torch.no_grad():
        added = discriminator.joined(discriminator.statistic(features)).flatten()
    torch.testing.assert_close(scores, alone.float() + added)


def test_the_slope_of_closeness_has_a_slope_of_its_own():
    torch.manual_seed(0)
    closeness, features = Closeness(4, 2, 3), torch.randn(3, 4, requires_grad=True)
    (slope,) = torch.autograd.grad(closeness(features).sum(), features, create_graph=True)
    slope.square().sum().backward()
    assert closeness.weight.grad.abs().max() > 0


@pytest.mark.parametrize("name", ARCHITECTURES.names())
def test_a_score_depends_on_the_rest_of_the_batch(name):
    architecture = small(part(ARCHITECTURES, name))
    (side,) = smallest_sides(architecture, 1)
    config = config_of(architecture, side, regularizers=(MinibatchDiscrimination(),))
    discriminator = networks_of(config).discriminator.eval()
    images = torch.randn(4, 1, side, side)
    with torch.no_grad():
        alike, unlike = discriminator(images[:1].repeat(4, 1, 1, 1)), discriminator(images)
    assert abs(alike[0] - unlike[0]) > 1e-4


def test_a_lone_image_is_refused():
    parts = ["regularizers.minibatch_discrimination=on", "training.batch_size=1"]
    paths = [problem.path for problem in problems(with_assignments(RunConfig(), parts))]
    assert "training.batch_size" in paths


def test_it_is_refused_beside_a_gradient_penalty():
    parts = ["regularizers.gradient_penalty=on", "regularizers.minibatch_discrimination=on"]
    (problem,) = problems(with_assignments(RunConfig(), [*parts, "architecture.d_norm=layer"]))
    assert problem.path == "regularizers.minibatch_discrimination"
    assert problem.why.endswith("switch minibatch discrimination off.")

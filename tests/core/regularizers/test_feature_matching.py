"""Feature matching against answers worked out by hand."""

import torch
from known_scores import moment

from gan_studio.core.contracts import View
from gan_studio.core.regularizers.feature_matching import FeatureMatching, feature_distance


def test_it_is_the_squared_distance_of_mean_features():
    real = torch.tensor([[1.0, 2.0], [3.0, 4.0]])  # mean 2, 3
    fake = torch.tensor([[0.0, 0.0], [0.0, 0.0], [3.0, -3.0]])  # mean 1, -1
    torch.testing.assert_close(feature_distance(real, fake), torch.tensor(1.0 + 16.0))


def test_maps_are_compared_place_by_place():
    real, fake = torch.zeros(2, 3, 2, 2), torch.zeros(2, 3, 2, 2)
    fake[:, 1, 0, 1], fake[:, 1, 1, 0] = 2.0, -2.0  # which a sum over places would not see
    torch.testing.assert_close(feature_distance(real, fake), torch.tensor(8.0))


def test_the_term_is_weighted_and_the_generators_alone():
    real, fake = torch.ones(4, 2, requires_grad=True), torch.zeros(4, 2, requires_grad=True)
    seen = moment(
        real_view=View(torch.zeros(4), real),
        fake_view=View(torch.zeros(4), fake),
    )
    part = FeatureMatching(fm_weight=3.0)
    term = part.generator_terms(seen)["feature_matching"]
    torch.testing.assert_close(term.detach(), torch.tensor(6.0))
    term.backward()
    assert real.grad is None
    torch.testing.assert_close(fake.grad, torch.full((4, 2), 3.0 * -2 / 4))
    assert part.discriminator_terms(seen) == {}
    assert part.compares

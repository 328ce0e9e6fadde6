"""The drift penalty, worked out by hand."""

from __future__ import annotations

import pytest
import torch

from gan_studio.core.contracts import Moment, View
from gan_studio.core.regularizers.drift import Drift

IMAGES = torch.tensor([[3.0], [-1.0]]).view(2, 1, 1, 1)


def scores_of(images):
    return 2 * images.flatten()


def moment(real_view=None):
    return Moment(scores_of, IMAGES, 100 * IMAGES, torch.Generator(), real_view=real_view)


@pytest.mark.parametrize("view", [None, View(scores_of(IMAGES), IMAGES)])
def test_it_is_the_mean_squared_score_of_real_images(view):
    (term,) = Drift(epsilon_drift=0.01).discriminator_terms(moment(view)).values()
    torch.testing.assert_close(term, torch.tensor(0.01 * (6.0**2 + 2.0**2) / 2))


def test_it_draws_scores_towards_zero():
    scores = torch.tensor([6.0, -2.0], requires_grad=True)
    Drift(epsilon_drift=0.01).discriminator_terms(moment(View(scores, IMAGES)))["drift"].backward()
    torch.testing.assert_close(scores.grad, torch.tensor([0.06, -0.02]))

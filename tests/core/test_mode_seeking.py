"""Mode seeking against a generator whose distances are known."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from gan_studio.core.contracts import Moment
from gan_studio.core.regularizers.mode_seeking import ModeSeeking, mode_seeking_loss

close = torch.testing.assert_close


def moment_of(scale, seed=0):
    """A generator that draws its latent, `scale` times as bright."""
    z = torch.randn(6, 4, generator=torch.Generator().manual_seed(9))

    def draw(latents):
        return scale * latents.view(-1, 1, 2, 2)

    random = torch.Generator().manual_seed(seed)
    drawn = draw(z)
    return Moment(score=None, real=None, fake=drawn, random=random, z=z, draw=draw, drawn=drawn)


def test_the_ratio_of_known_distances():
    images, others = torch.zeros(2, 1, 1, 2), torch.tensor([[3.0, 1.0], [0.0, 4.0]]).view(2, 1, 1, 2)
    z, other_z = torch.zeros(2, 1), torch.tensor([[1.0], [3.0]])
    close(mode_seeking_loss(images, others, z, other_z), torch.tensor(1.0))  # both 2 apart
    close(mode_seeking_loss(images, 2 * others, z, other_z), torch.tensor(0.5))
    close(mode_seeking_loss(images, others, z, 4 * other_z), torch.tensor(4.0), rtol=1e-4, atol=0)


@pytest.mark.parametrize("scale", [0.25, 1.0, 3.0])
def test_pictures_that_differ_as_their_latents_do_cost_the_inverse_of_the_scale(scale):
    term = ModeSeeking(ms_weight=2.0).generator_terms(moment_of(scale))["mode_seeking"]
    close(term, torch.tensor(2.0 / scale), rtol=1e-4, atol=0)


def test_a_collapsed_generator_costs_much_and_stays_finite():
    scale = torch.zeros((), requires_grad=True)
    term = ModeSeeking().generator_terms(moment_of(scale))["mode_seeking"]
    term.backward()
    close(term.detach(), torch.tensor(1e5))
    assert scale.grad.isfinite()


def test_descending_it_spreads_the_pictures():
    scale = torch.tensor(0.5, requires_grad=True)
    ModeSeeking().generator_terms(moment_of(scale))["mode_seeking"].backward()
    close(scale.grad, torch.tensor(-4.0), rtol=1e-3, atol=0)  # of 1 / scale


def test_both_pictures_pass_gradients_on():
    moment = moment_of(torch.ones(()))
    one, other = (torch.ones((), requires_grad=True) for _ in range(2))
    kept = moment.draw
    moment = dataclasses.replace(moment, drawn=one * moment.drawn, draw=lambda z: other * kept(z))
    ModeSeeking().generator_terms(moment)["mode_seeking"].backward()
    assert one.grad != 0
    assert other.grad != 0


def test_the_second_latents_follow_from_the_runs_random_generator():
    seen = []
    for seed in (1, 1, 2):
        moment = moment_of(1.0, seed)
        watched = dataclasses.replace(moment, draw=lambda z, draw=moment.draw: (seen.append(z), draw(z))[1])
        ModeSeeking().generator_terms(watched)
    assert torch.equal(seen[0], seen[1])
    assert not torch.equal(seen[0], seen[2])

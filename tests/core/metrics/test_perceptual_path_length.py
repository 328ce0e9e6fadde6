"""Perceptual path length against generators whose path length is known."""

import numpy as np
import pytest
import torch
from metric_evidence import ended, measured
from picture_sets import Pixels, noise, seen_set

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Generator
from gan_studio.core.evidence import Evidence
from gan_studio.core.metrics._latent_path import Steps
from gan_studio.core.metrics.perceptual_path_length import PerceptualPathLength

STEPS = 16
"""Steps that are drawn at once, so that a test can draw the same ones."""


class Linear(Generator):
    """Draws the latent itself, as a row of pixels; times the class number plus one, if there is one."""

    def __init__(self, z_dim=2, num_classes=0):
        super().__init__(z_dim, (1, 1, z_dim))
        self.num_classes = num_classes
        self.strength = torch.nn.Parameter(torch.tensor(0.1))

    def forward(self, z, labels=None):
        factor = self.strength if labels is None else self.strength * (labels[:, None] + 1)
        return (factor * z)[:, None, None]


class Styled(Linear):
    """The same, whose latents pass through styles that lie off the origin."""

    latent_spaces = ("z", "w")
    w_avg = torch.tensor([1.0, 2.0])

    def styles(self, z, labels=None, psi=1.0):
        return self.w_avg.lerp(z + self.w_avg, psi).unsqueeze(1)

    def synthesis(self, ws):
        return super().forward(ws[:, 0])


def evidence(network, **about):
    network = network.eval().requires_grad_(False)
    model = TrainedGenerator(network, RunConfig(), (), 1, 1)
    return Evidence(seen_set(noise(2)), model=model, extractor=Pixels(network.z_dim), **about)


def angles(start, end):
    """The angle [N] between rows, in float64."""
    start, end = (rows.double() / rows.double().norm(dim=1, keepdim=True) for rows in (start, end))
    return torch.acos((start * end).sum(dim=1)).numpy()


def test_a_linear_generator_turns_by_the_angle_between_the_latents():
    """In the plane the angle is even in 0 to pi; the 1 % at either end are left out."""
    found = measured(PerceptualPathLength(), evidence(Linear()))
    trimmed = np.pi**2 * (0.99**3 - 0.01**3) / (3 * 0.98)
    assert found.value == pytest.approx(trimmed, abs=4 * found.spread)
    assert 0.04 < found.spread < 0.08
    assert "arcs in z" in found.notes[0]
    assert found.n_fake == 4000


@pytest.mark.parametrize("epsilon", [1e-4, 1e-2])
@pytest.mark.parametrize("where", ["full", "ends"])
def test_rounding_does_not_hide_a_step(epsilon, where):
    found = measured(PerceptualPathLength(STEPS, epsilon, where), evidence(Linear(5), seed=3))
    steps = Steps.drawn(evidence(Linear(5)).model, STEPS, True, torch.Generator().manual_seed(3))
    expected = np.mean(angles(steps.start, steps.end) ** 2)
    assert found.value == pytest.approx(expected, rel=5e-3)


def test_a_model_with_styles_goes_straight_from_one_to_the_other():
    """On the line w(t) the direction turns by |a x b| / |w(t)|^2 per share of the way."""
    found = measured(PerceptualPathLength(STEPS), evidence(Styled(), seed=3))
    steps = Steps.drawn(evidence(Styled()).model, STEPS, True, torch.Generator().manual_seed(3))
    a, b = ((z + Styled.w_avg).double() for z in (steps.start, steps.end))
    middle = a.lerp(b, steps.shares.double()[:, None])
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    expected = (cross / middle.square().sum(dim=1)).square().mean()
    assert found.value == pytest.approx(float(expected), rel=5e-3)
    assert "lines in w" in found.notes[0]


def test_truncation_shortens_the_way_between_styles():
    whole, half, none = (
        measured(PerceptualPathLength(STEPS), evidence(Styled(), psi=psi)).value for psi in (1, 0.5, 0)
    )
    assert whole > half > none == pytest.approx(0, abs=1e-9)


def test_a_model_that_always_draws_the_same_has_no_path():
    network = Linear()
    network.strength.data.zero_()
    assert measured(PerceptualPathLength(STEPS), evidence(network)).value == 0


def test_both_ends_of_a_step_are_of_one_class():
    seen = []

    class Watched(Linear):
        def forward(self, z, labels=None):
            seen.append(labels)
            return super().forward(z, labels)

    found = measured(PerceptualPathLength(STEPS), evidence(Watched(num_classes=5), seed=3))
    assert torch.equal(seen[0], seen[1])
    assert set(seen[0].tolist()) <= set(range(5))
    assert len(set(seen[0].tolist())) > 1
    plain = Steps.drawn(evidence(Linear()).model, STEPS, True, torch.Generator().manual_seed(3))
    assert found.value == pytest.approx(np.mean(angles(plain.start, plain.end) ** 2), rel=5e-3)


def test_a_diverged_model_is_told_in_a_sentence():
    network = Linear()
    network.strength.data.fill_(torch.nan)
    found = measured(PerceptualPathLength(STEPS), evidence(network))
    assert found.value is None
    assert "if the model has diverged" in found.notes[0]


def test_it_can_be_cancelled_between_a_few_steps():
    _, yielded = ended(PerceptualPathLength(160).measure(evidence(Linear())))
    assert [event.share for event in yielded] == pytest.approx(np.arange(10) / 10)

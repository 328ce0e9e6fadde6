"""Equivariance of networks whose pictures are known, and of StyleGAN3 beside StyleGAN2."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
import torch
from metric_evidence import ended, measured
from picture_sets import noise, seen_set

from gan_studio.core.architectures.stylegan2 import StyleGan2
from gan_studio.core.architectures.stylegan3 import StyleGan3
from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Generator, NetworkShape
from gan_studio.core.evidence import Evidence
from gan_studio.core.layers.fourier_features import motion
from gan_studio.core.metrics._steering import RoundEye, decibels, whole_pixel_errors
from gan_studio.core.metrics.equivariance import RotationEquivariance, TranslationEquivariance

METRICS = [TranslationEquivariance(16), TranslationEquivariance(16, step="any"), RotationEquivariance(16)]
EYE = RoundEye()
WAVES = 40


def places(side, transform):
    """Where each place of a picture looks [2, S, S], in shares of its side from the middle."""
    along = (torch.arange(side, dtype=torch.float64) + 0.5) / side - 0.5
    down, across = torch.meshgrid(along, along, indexing="ij")
    looks = torch.stack([across, down, torch.ones_like(down)])
    return torch.einsum("ij,jhw->ihw", transform.double(), looks)[:2]


def waves(side, transform, highest=0.5):
    """A picture [1, 1, S, S] of waves up to so many per pixel, wherever in the plane it looks."""
    random = torch.Generator().manual_seed(1)
    angle, share, phase = torch.rand(3, WAVES, generator=random, dtype=torch.float64)
    length = share.sqrt() * highest * side
    angle = 2 * math.pi * angle
    frequencies = torch.stack([angle.cos() * length, angle.sin() * length], dim=1)
    along = torch.einsum("ki,ihw->khw", frequencies, places(side, transform))
    return torch.cos(2 * math.pi * (along + phase[:, None, None])).mean(dim=0)[None, None]


class Waves(Generator):
    """Draws waves that move exactly as they are told, and a pattern that stays where it is."""

    is_steerable = True

    def __init__(self, stuck=0.0, side=32):
        super().__init__(2, (1, side, side))
        self.stuck = torch.nn.Parameter(torch.tensor(stuck))
        self.transform = torch.eye(3)

    def forward(self, z, labels=None):
        side = self.sample_shape[-1]
        pattern = torch.ones(side, side)
        pattern[1::2] = -1
        drawn = waves(side, self.transform).float() + self.stuck * pattern * z.new_ones(())
        return drawn.expand(len(z), -1, -1, -1)

    @contextlib.contextmanager
    def moved(self, transform):
        held, self.transform = self.transform, transform
        yield
        self.transform = held


class Stuck(Waves):
    """The same, that never moves."""

    def moved(self, transform):
        return contextlib.nullcontext()


def evidence(network, **about):
    network = network.eval().requires_grad_(False)
    model = TrainedGenerator(network, RunConfig(), (), 1, 1)
    return Evidence(seen_set(noise(2)), model=model, **about)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: f"{type(metric).__name__}")
def test_a_network_that_moves_exactly_is_only_as_good_as_the_eye(metric):
    found = measured(metric, evidence(Waves()))
    assert found.value > 70
    assert found.n_fake == 16
    assert found.spread is not None


def test_what_stays_where_it_is_counts_as_noise():
    """A pattern of rows of +-0.1 that stays: a shift by an odd number of rows differs by 0.2 from itself."""
    errors = {}
    for down in (1, 2, 3):
        still, network = Waves(0.1)(torch.zeros(1, 2)), Waves(0.1)
        with network.moved(motion(0.0, 0.0, down / 32)):
            moved = network(torch.zeros(1, 2))
        errors[down] = whole_pixel_errors(still, moved, 0, down).item()
    assert errors[1] == pytest.approx(0.04, rel=1e-3)
    assert errors[2] == pytest.approx(0.0, abs=1e-8)
    assert errors[3] == pytest.approx(0.04, rel=1e-3)


def test_decibels_are_of_the_range_from_minus_one_to_one():
    assert decibels(4.0) == pytest.approx(0.0)
    assert decibels(0.04) == pytest.approx(20.0)
    assert decibels(0.0) == math.inf


@pytest.mark.parametrize(("right", "down"), [(3, 2), (-3, 2), (3, -2), (-3, -2), (0, 0)])
def test_whole_pixels_are_compared_where_both_pictures_show_them(right, down):
    plane = torch.randn(2, 3, 40, 40)
    still = plane[:, :, 8:32, 8:32]
    moved = plane[:, :, 8 - down : 32 - down, 8 - right : 32 - right]
    assert whole_pixel_errors(still, moved, right, down).tolist() == [0.0, 0.0]
    assert (whole_pixel_errors(still, moved, right + 1, down) > 0.5).all()


@pytest.mark.parametrize(
    "transform", [motion(33.0), motion(90.0), motion(0.0, 0.013, -0.02), motion(200.0, 0.05)]
)
def test_the_eye_sees_a_moved_picture_as_it_sees_the_moving_of_it(transform):
    still, moved = waves(64, torch.eye(3)), waves(64, transform)
    assert decibels(EYE.errors(still, moved, transform).item()) > 70
    opposite = torch.linalg.inv(transform)
    assert decibels(EYE.errors(still, moved, opposite).item()) < 30


def test_the_eye_passes_low_frequencies_and_stops_the_highest():
    rows = torch.arange(48, dtype=torch.float64)
    for frequency, least, most in ((0.0, 1.0, 1.0), (0.2, 0.99, 1.01), (0.5, 0.0, 0.02)):
        wave = torch.cos(2 * math.pi * frequency * rows)[None, None, :, None].expand(1, 1, 48, 48)
        shown, inside = EYE.seen(wave, torch.eye(3))
        assert least - 1e-9 <= shown[..., inside].abs().max() <= most + 1e-9
    assert inside.sum() == (48 - 2 * EYE.radius + 1) ** 2


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: f"{type(metric).__name__}")
def test_a_picture_that_never_moves_scores_low(metric):
    value = measured(metric, evidence(Stuck())).value
    expected = decibels(2 * waves(32, torch.eye(3)).var().item())  # two unrelated pictures
    assert value == pytest.approx(expected, abs=6)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: f"{type(metric).__name__}")
def test_a_model_that_cannot_move_its_pictures_is_refused(metric):
    network = StyleGan2(channel_base=256, channel_max=4, z_dim=4, w_dim=4)
    generator = network.networks(NetworkShape((1, 32, 32))).generator
    assert "cannot move its pictures" in metric.refusal(evidence(generator))
    assert metric.refusal(evidence(Waves())) == ""


@pytest.mark.parametrize("metric", METRICS[1:], ids=lambda metric: f"{type(metric).__name__}")
def test_pictures_too_small_for_the_eye_are_refused(metric):
    assert "choose a model of 32 px or more" in metric.refusal(evidence(Waves(side=16)))
    assert METRICS[0].refusal(evidence(Waves(side=16))) == ""


def test_a_diverged_or_empty_model_is_told_in_a_sentence():
    diverged = measured(TranslationEquivariance(8), evidence(Waves(math.nan)))
    assert diverged.value is None
    assert "diverged" in diverged.notes[0]

    class Empty(Waves):
        def forward(self, z, labels=None):
            return torch.zeros(len(z), *self.sample_shape)

    empty = measured(TranslationEquivariance(8), evidence(Empty()))
    assert empty.value is None
    assert "one colour" in empty.notes[0]


def test_it_can_be_cancelled_between_a_few_pictures():
    _, yielded = ended(TranslationEquivariance(32).measure(evidence(Waves())))
    assert [event.share for event in yielded] == pytest.approx(np.arange(4) / 4)


def styled(part):
    torch.manual_seed(0)
    built = part.networks(NetworkShape((3, 64, 64))).generator
    for name, value in built.named_parameters():
        if name.endswith(".bias") and "affine" not in name:
            torch.nn.init.normal_(value, std=0.1)  # zero at first, and then no layer would bend anything
    return built.eval().requires_grad_(False)


def small(part, **choices):
    return part(channel_base=1024, channel_max=32, z_dim=16, w_dim=16, **choices)


@pytest.fixture(scope="module")
def networks():
    return {
        "2": styled(small(StyleGan2, use_noise=False)),
        "t": styled(small(StyleGan3, configuration="t")),
        "r": styled(small(StyleGan3, configuration="r")),
    }


def signal_over_noise(still, moved, transform):
    """In dB, of what the eye sees."""
    shown, inside = EYE.seen(still, torch.eye(3))
    noise = EYE.errors(still, moved, transform).mean()
    return 10 * math.log10(shown[..., inside].var() / noise)


def drawn_shifted(network, z, pixels):
    """StyleGAN2's pictures whose constant input is shifted down, cyclically, by so many pixels."""
    constant = network.synthesis.b4.const
    held = constant.clone()
    waves = torch.tensor([0.0, 1.0, 2.0, -1.0])
    factors = torch.exp(-2j * math.pi * waves * pixels / 64)
    factors = torch.where(waves == 2, factors.real, factors)  # at half the sampling rate samples show no more
    constant.copy_(torch.fft.ifft(torch.fft.fft(held, dim=1) * factors[:, None], dim=1).real)
    shifted = network.draw(z)
    constant.copy_(held)
    return shifted


@torch.no_grad()
@pytest.mark.parametrize("pixels", [0.5, 4.5])
def test_fractions_of_a_pixel_pass_through_stylegan3_far_better_than_through_stylegan2(networks, pixels):
    z = torch.randn(4, 16, generator=torch.Generator().manual_seed(0))
    transform = motion(0.0, 0.0, pixels / 64)
    with networks["t"].moved(transform):
        shifted = {"t": networks["t"].draw(z)}
    shifted["2"] = drawn_shifted(networks["2"], z, pixels)
    found = {
        name: signal_over_noise(networks[name].draw(z), moved, transform) for name, moved in shifted.items()
    }
    assert found["t"] > 50
    assert found["t"] > found["2"] + 30


@torch.no_grad()
def test_only_configuration_r_may_be_turned(networks):
    z = torch.randn(4, 16, generator=torch.Generator().manual_seed(0))
    transform = motion(40.0)
    found = {}
    for name in "tr":
        with networks[name].moved(transform):
            turned = networks[name].draw(z)
        found[name] = signal_over_noise(networks[name].draw(z), turned, transform)
    assert found["r"] > 45
    assert found["t"] < found["r"] - 15


def test_moving_ends_with_its_context(networks):
    network, z = networks["t"], torch.zeros(1, 16)
    before = network.draw(z)
    for degrees in (40.0, 80.0):
        with contextlib.suppress(KeyError), network.moved(motion(degrees)):
            assert not torch.equal(network.draw(z), before)
            raise KeyError
        assert torch.equal(network.draw(z), before)
    torch.testing.assert_close(network.state_dict()["synthesis.input.transform"], torch.eye(3))

"""Inversion looks for noise maps too, which stay noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_styled_model

from gan_studio.core.checkpoint import TrainedGenerator, load_generator
from gan_studio.core.errors import InputError
from gan_studio.core.latent.inversion.invert import invert
from gan_studio.core.latent.inversion.noise import InvertedNoise, neighbour_likeness
from gan_studio.core.latent.inversion.options import InversionOptions, InversionStep, check_options
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, Noise, PictureRequest

QUICK = {"steps": 60, "samples": 32, "starts": 4}


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> TrainedGenerator:
    path = tmp_path_factory.mktemp("noisy") / "noisy.pt"
    return load_generator(write_styled_model(path, noise_strength=0.1))


def _found(model: TrainedGenerator, target: np.ndarray, **options: object) -> InversionStep:
    *_, last = invert(model, target, InversionOptions(**{**QUICK, **options}))
    return last


def _of_other_noise(model: TrainedGenerator) -> np.ndarray:
    return draw(model, [PictureRequest(Latent(3), noise=Noise("random", seed=7))])[0]


def _ramp() -> np.ndarray:
    ramp = np.linspace(40, 210, 16).astype(np.uint8)
    return np.broadcast_to(ramp[:, None, None], (16, 16, 3)).copy()


def _likeness(model: TrainedGenerator, found: InversionStep) -> float:
    return float(InvertedNoise(model.module).likeness(torch.tensor(found.request.noise.maps.array())))


def _checks(side: int, of: int) -> torch.Tensor:
    """A checkerboard [side, side] of 1 and -1 with squares of `of` pixels."""
    spot = torch.arange(side) // of
    return 1.0 - 2.0 * ((spot[:, None] + spot) % 2)


@pytest.mark.parametrize(
    ("noise", "expected"),
    [
        (torch.tensor([[1.0, 1.0, -1.0, -1.0]]).expand(4, 4), 1.0),  # 0 to the right, 1 below
        (torch.tensor([[2.0, 0.0], [0.0, 0.0]]), 0.0),
        (torch.tensor([[2.0, 1.0], [0.0, 0.0]]), 1.0),  # (2 + 2) / 4 to the right
        (_checks(8, 1), 2.0),
        (_checks(16, 1), 2.0),  # whose halves are flat
        (_checks(16, 2), 32.0),  # 0 at its own size; its half is 2 and -2 in turn
        (_checks(32, 4), 2 * (0.5**2 + 0.0 + 16.0**2)),  # three of four pairs are alike; its quarter is 4, -4
    ],
)
def test_the_likeness_of_neighbours_is_what_a_hand_finds(noise: torch.Tensor, expected: float):
    assert float(neighbour_likeness(noise)) == pytest.approx(expected, abs=1e-5)


def test_noise_is_hardly_like_its_neighbours_and_a_smooth_map_is():
    noise = torch.randn(64, 64, generator=torch.Generator().manual_seed(0))
    smooth = (noise + noise.roll(1, 0) + noise.roll(1, 1) + noise.roll((1, 1), (0, 1))) / 2
    # By chance a product's mean over n pixels has variance 1 / n: 2 (1/64 + 1/256 + 1/1024 + 1/4096).
    assert 0.0 < float(neighbour_likeness(noise)) < 0.15
    assert 0.4 < float(neighbour_likeness(smooth)) < 2.0


def test_maps_have_mean_0_and_variance_1_one_by_one(noisy: TrainedGenerator):
    noise = InvertedNoise(noisy.module)
    maps = noise.scaled(3.0 + 5.0 * noise.start())
    for part in maps.split([16, 64, 64, 256, 256]):
        assert float(part.mean()) == pytest.approx(0.0, abs=1e-5)
        assert float(part.square().mean()) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("is_flat", [False, True])
def test_its_slope_is_finite_and_leads_downhill(is_flat: bool, noisy: TrainedGenerator):
    noise = InvertedNoise(noisy.module)
    point = noise.start().mul(0.0 if is_flat else 1.0).requires_grad_(True)
    value = noise.likeness(noise.scaled(point))
    (slope,) = torch.autograd.grad(value, point)
    assert torch.isfinite(slope).all()
    if not is_flat:
        moved = point.detach() - 0.1 * slope
        assert 0.0 < float(noise.likeness(noise.scaled(moved))) < float(value.detach())


@pytest.mark.parametrize("space", ["z", "w", "w_plus"])
def test_noise_brings_a_picture_of_other_noise_nearer(space: str, noisy: TrainedGenerator):
    target = _of_other_noise(noisy)
    without, along = (_found(noisy, target, space=space, noise=noise) for noise in (False, True))
    assert along.psnr > without.psnr + 3
    assert without.request.noise == Noise()
    assert along.request.noise.mode == "const"
    drawn = draw(noisy, [along.request])[0]
    assert np.abs(drawn.astype(int) - along.image).max() <= 1


def test_what_keeps_noise_noise_is_needed_and_works(noisy: TrainedGenerator):
    free, kept = (_found(noisy, _ramp(), noise=True, noise_weight=weight) for weight in (0.0, 0.1))
    assert _likeness(noisy, free) > 1.0  # the ramp is in the noise
    assert 0.0 <= _likeness(noisy, kept) < 0.05
    assert set(kept.losses) == {"pixels", "noise"}
    for part in np.split(kept.request.noise.maps.array(), np.cumsum([16, 64, 64, 256])):
        assert part.mean() == pytest.approx(0.0, abs=2e-3)
        assert part.std() == pytest.approx(1.0, abs=2e-3)


def test_distance_never_grows_and_the_same_seed_finds_the_same(noisy: TrainedGenerator):
    runs = []
    for _ in range(2):
        events = invert(noisy, _ramp(), InversionOptions(**{**QUICK, "steps": 24}, noise=True))
        runs.append([event for event in events if isinstance(event, InversionStep)])
    distances = [step.distance for step in runs[0]]
    assert distances == sorted(distances, reverse=True)
    assert runs[0][-1].request == runs[1][-1].request


def test_a_model_without_noise_is_told_to_leave_it_out(tmp_path: Path):
    model, facts = open_model(write_styled_model(tmp_path / "silent.pt", noise_strength=None))
    with pytest.raises(InputError, match=r"^silent adds no noise to its layers; leave the noise out\.$"):
        check_options(InversionOptions(noise=True), facts)
    with pytest.raises(ValueError, match="the model adds none"):
        next(invert(model, _ramp(), InversionOptions(noise=True)))

"""Noise that goes over from one to another between two pictures."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tiny_models import write_styled_model

from gan_studio.core.latent.between import NoiseWay, noise_way
from gan_studio.core.latent.drawable import drawable, images_from, noise_of
from gan_studio.core.latent.noise_maps import stored_maps
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.requests import Latent, Noise, PictureRequest
from gan_studio.core.latent.timeline import Keyframe, Timeline

OWN, FIRST, SECOND = Noise(), Noise("random", seed=1), Noise("random", seed=2)
FOUND = Noise(maps=stored_maps(np.random.default_rng(3).standard_normal(656)))
CONST = torch.randn(200, 200, generator=torch.Generator().manual_seed(9))
"""A layer's own noise."""


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory):
    path = write_styled_model(tmp_path_factory.mktemp("noisy") / "noisy.pt", noise_strength=0.3)
    return open_model(path)[0].module


def _maps(noise: Noise | NoiseWay) -> torch.Tensor:
    """What a layer adds, flat."""
    chosen = noise_of([noise])
    return CONST.flatten() if chosen == "const" else chosen.maps(CONST).flatten()


def _likeness(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(torch.corrcoef(torch.stack([one, other]))[0, 1])


@pytest.mark.parametrize("start", [FIRST, OWN])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_on_its_way_noise_is_as_strong_and_leans_to_the_nearer(start: Noise, share: float):
    between = _maps(noise_way(start, SECOND, share))
    assert float(between.var()) == pytest.approx(1.0, abs=0.03)
    angle = share * np.pi / 2
    assert _likeness(between, _maps(start)) == pytest.approx(np.cos(angle), abs=0.03)
    assert _likeness(between, _maps(SECOND)) == pytest.approx(np.sin(angle), abs=0.03)


def test_the_strength_goes_from_that_of_one_to_that_of_the_other():
    soft, strong = Noise("random", 1.0, 1), Noise("random", 3.0, 2)
    powers = [float(_maps(noise_way(soft, strong, share)).square().mean()) for share in (0.0, 0.5, 1.0)]
    assert powers == pytest.approx([1.0, 5.0, 9.0], rel=0.05)
    silent = noise_way(Noise("none"), SECOND, 1 / 3)
    assert float(_maps(silent).square().mean()) == pytest.approx(0.25, rel=0.05)  # the sine of 30 degrees


def test_noise_that_is_like_its_end_gets_no_stronger_on_the_way():
    nearly = Noise(maps=stored_maps(CONST.numpy() + 0.01))
    assert float(_maps(noise_way(OWN, nearly, 0.5)).var()) == pytest.approx(1.0, abs=0.03)


def test_both_ends_are_exact_and_one_source_stays_one_noise():
    assert noise_way(FIRST, SECOND, 0.0) == FIRST
    assert noise_way(FIRST, SECOND, 1.0) == SECOND
    assert noise_way(FIRST, Noise("random", 3.0, 1), 0.5) == Noise("random", 2.0, 1)
    assert noise_way(OWN, Noise("const", 0.0, 7), 0.25).strength == 0.75


def test_in_one_batch_each_picture_has_its_own_noise():
    noises = [FIRST, noise_way(FIRST, SECOND, 0.5), OWN]
    together = noise_of(noises).maps(CONST)
    for maps, noise in zip(together, noises, strict=True):
        torch.testing.assert_close(maps.flatten(), _maps(noise))


@pytest.mark.parametrize(
    ("start", "end"), [(FIRST, SECOND), (OWN, SECOND), (Noise("none"), SECOND), (OWN, FOUND), (FOUND, FIRST)]
)
def test_no_frame_of_a_film_jumps_from_one_noise_to_the_other(generator, start: Noise, end: Noise):
    stops = (PictureRequest(Latent(1), noise=noise) for noise in (start, end))
    film = Timeline(tuple(Keyframe(float(at), stop, "linear") for at, stop in enumerate(stops)))
    frames = images_from(generator, [drawable(generator, request) for request in film.frames(41)])
    steps = frames.diff(dim=0).flatten(1).norm(dim=1)
    assert float(steps.max()) < 3 * float(steps.median())  # a jump would be all there is
    assert float(steps.min()) > 0

"""Inversion finds the latents of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_model, write_styled_model

from gan_studio.core.checkpoint import TrainedGenerator, load_generator
from gan_studio.core.config import RunConfig
from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.latent.inversion.invert import invert
from gan_studio.core.latent.inversion.options import (
    InversionOptions,
    InversionStep,
    check_options,
    psnr_of,
)
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest

QUICK = {"steps": 60, "samples": 32, "starts": 4}


class Linear(Generator):
    """Pictures [1, 4, 4] that are linear in a latent of 5 components, and stay within [-1, 1]."""

    def __init__(self) -> None:
        super().__init__(5, (1, 4, 4))
        weight = torch.randn(5, 16, generator=torch.Generator().manual_seed(1))
        self.weight = torch.nn.Parameter(weight / 20, requires_grad=False)

    def forward(self, z: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Linear in z."""
        return (z @ self.weight).view(-1, 1, 4, 4)


@pytest.fixture
def styled(tmp_path: Path) -> TrainedGenerator:
    return load_generator(write_styled_model(tmp_path / "styled.pt"))


@pytest.fixture
def plain(tmp_path: Path) -> TrainedGenerator:
    return load_generator(write_model(tmp_path / "plain.pt"))


def _steps(model: TrainedGenerator, target: np.ndarray, **options: object) -> list[InversionStep]:
    events = invert(model, target, InversionOptions(**{**QUICK, **options}))
    return [event for event in events if isinstance(event, InversionStep)]


def _own(model: TrainedGenerator, seed: int = 3) -> np.ndarray:
    return draw(model, [PictureRequest(Latent(seed))])[0]


def _foreign(model: TrainedGenerator) -> np.ndarray:
    channels, side, _ = model.sample_shape
    ramp = np.linspace(40, 210, side).astype(np.uint8)
    return np.broadcast_to(ramp[:, None, None], (side, side, channels)).copy()


def test_a_linear_network_s_latent_is_found_exactly():
    z = torch.tensor([1.0, -0.5, 0.25, 0.8, -1.2])
    generator = Linear()
    model = TrainedGenerator(generator, RunConfig(), (), 1, 1)
    exact = generator(z[None])[0].permute(1, 2, 0).numpy()
    target = ((exact + 1) * 127.5).round().astype(np.uint8)
    found = _steps(model, target)[-1]
    assert found.latent.space == "z"
    # What linear least squares say of the same rounded pixels.
    pixels = (target / 127.5 - 1).reshape(16)
    exact, *_ = np.linalg.lstsq(generator.weight.numpy().T, pixels, rcond=None)
    np.testing.assert_allclose(found.latent.stored.vector.array(), exact, atol=1e-3)
    assert found.psnr > 55


@pytest.mark.parametrize(("space", "least"), [("z", 25), ("w", 30), ("w_plus", 30)])
def test_a_styled_model_s_own_picture_comes_near(space: str, least: int, styled: TrainedGenerator):
    steps = _steps(styled, _own(styled), space=space)
    assert steps[-1].psnr > max(least, steps[0].psnr + 5)
    assert steps[-1].latent.space == space


def test_a_plain_model_s_own_picture_comes_near(plain: TrainedGenerator):
    steps = _steps(plain, _own(plain))
    assert steps[-1].psnr > max(30, steps[0].psnr + 5)


def test_what_was_found_draws_the_picture_that_was_told(styled: TrainedGenerator):
    target = _own(styled)
    found = _steps(styled, target, space="w_plus")[-1]
    drawn = draw(styled, [found.request])[0]
    assert np.abs(drawn.astype(int) - found.image).max() <= 1
    assert found.psnr == psnr_of(found.image, target)


def test_distance_never_grows_from_step_to_step(styled: TrainedGenerator):
    steps = _steps(styled, _foreign(styled))
    distances = [step.distance for step in steps]
    assert distances == sorted(distances, reverse=True)
    assert [step.step for step in steps] == sorted(step.step for step in steps)
    assert steps[-1].step == steps[-1].steps == QUICK["steps"]


def test_a_style_for_every_layer_comes_nearer_to_a_foreign_picture(styled: TrainedGenerator):
    target = _foreign(styled)
    in_w, in_w_plus = (_steps(styled, target, space=space)[-1].psnr for space in ("w", "w_plus"))
    assert in_w_plus > in_w


@pytest.mark.parametrize("loss", ["l1", "features", "mse+features"])
def test_every_loss_gets_smaller(loss: str, styled: TrainedGenerator):
    steps = _steps(styled, _own(styled), loss=loss, steps=30)
    assert steps[-1].distance < 0.7 * steps[0].distance
    expected = {"l1": {"pixels"}, "features": {"features"}, "mse+features": {"pixels", "features"}}
    assert set(steps[-1].losses) == expected[loss]


def test_the_same_seed_finds_the_same_latent(styled: TrainedGenerator):
    first, again = (_steps(styled, _foreign(styled), steps=12)[-1] for _ in range(2))
    assert first.request == again.request


def test_a_model_opened_for_inference_alone_can_be_inverted(tmp_path: Path):
    path = write_styled_model(tmp_path / "styled.pt")
    with torch.inference_mode():
        model = load_generator(path)
        steps = _steps(model, _own(model), steps=20)
    assert steps[-1].psnr > steps[0].psnr
    assert all(parameter.grad is None for parameter in model.module.parameters())


def test_the_class_is_found_where_none_is_given(tmp_path: Path):
    model = load_generator(write_model(tmp_path / "classes.pt", classes=("a", "b", "c")))
    target = draw(model, [PictureRequest(Latent(1), label=2)])[0]
    assert _steps(model, target, steps=20, samples=96)[-1].request.label in range(3)
    assert _steps(model, target, label=1, steps=5)[-1].request.label == 1


def test_an_interrupted_search_has_told_the_best_so_far(styled: TrainedGenerator):
    events = invert(styled, _own(styled), InversionOptions(**QUICK))
    steps = []
    for event in events:
        if isinstance(event, InversionStep):
            steps.append(event)
        if len(steps) == 10:
            events.close()
    assert len(steps) == 10
    assert steps[-1].distance == min(step.distance for step in steps)
    assert not torch.is_inference_mode_enabled()


def test_a_target_of_another_size_is_refused(styled: TrainedGenerator):
    with pytest.raises(ValueError, match=r"\(8, 8, 3\)"):
        next(invert(styled, np.zeros((8, 8, 3), np.uint8)))


@pytest.fixture
def facts(tmp_path: Path) -> ModelFacts:
    return open_model(write_model(tmp_path / "plain.pt"))[1]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"space": "w_plus"}, r"plain has no latent space W\+; choose one that it has: z\."),
        ({"loss": "mes"}, r"There is no loss “mes”; did you mean “mse”\?"),
        ({"steps": 0}, r"The steps are 0; they must be from 1 to"),
        ({"seed": -1}, r"The seed is -1; it must be from 0"),
        ({"label": 0}, r"plain was trained without classes; leave the class out\."),
    ],
)
def test_options_that_do_not_suit_are_refused_in_a_sentence(options: dict, sentence: str, facts: ModelFacts):
    with pytest.raises(InputError, match=sentence):
        check_options(InversionOptions(**options), facts)

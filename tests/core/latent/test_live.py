"""One picture in several qualities: the exact one is what a recipe promises, the others come sooner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_model, write_styled_model
from torch.nn import functional

from gan_studio.core.checkpoint import TrainedGenerator
from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.latent.live import LivePainter, Overtaken
from gan_studio.core.latent.noise_maps import stored_maps
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.pace import Quality
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Latent, MixedStyle, Noise, PictureRequest
from gan_studio.core.layers.growth import growths
from gan_studio.core.layers.resample import upsample

_REQUESTS = (
    PictureRequest(Latent(3)),
    PictureRequest(Latent(3), psi=0.5, cutoff=2),
    PictureRequest(Latent(3), mixing=(MixedStyle(Latent(4), (0, 1)),)),
    PictureRequest(Latent(3), noise=Noise("random", 0.7, seed=5)),
    PictureRequest(
        Latent(3), noise=Noise(maps=stored_maps(np.random.default_rng(1).standard_normal(10_896)))
    ),
)


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory) -> TrainedGenerator:
    path = write_styled_model(tmp_path_factory.mktemp("live") / "styled.pt", side=64, noise_strength=0.3)
    return open_model(path)[0]


@pytest.fixture
def painter(styled: TrainedGenerator, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gan_studio.core.latent.live.chosen_precision", lambda *_: torch.bfloat16)
    painter = LivePainter(styled)
    yield painter
    painter.release()


@pytest.mark.parametrize("request_", _REQUESTS)
def test_the_exact_picture_is_the_one_that_is_saved_and_exported(painter, styled, request_: PictureRequest):
    pixels, _ = painter.draw(painter.prepared(request_), Quality.EXACT)
    assert np.array_equal(pixels, draw(styled, [request_]))


def test_a_picture_of_a_class_is_exact_without_styles_too(tmp_path: Path):
    model, _ = open_model(write_model(tmp_path / "a.pt", classes=("a", "b")))
    request = PictureRequest(Latent(3), label=1, psi=0.8)
    painter = LivePainter(model)
    pixels, _ = painter.draw(painter.prepared(request), Quality.EXACT)
    assert np.array_equal(pixels, draw(model, [request]))


def test_a_live_picture_looks_like_the_exact_one(painter: LivePainter):
    prepared = painter.prepared(_REQUESTS[0])
    exact, _ = painter.draw(prepared, Quality.EXACT)
    live, milliseconds = painter.draw(prepared, Quality.LIVE)
    assert milliseconds > 0
    assert live.shape == exact.shape
    assert np.abs(live.astype(int) - exact).max() <= 6


def test_a_coarse_picture_is_a_small_one_at_full_size(painter: LivePainter, styled: TrainedGenerator):
    prepared = painter.prepared(_REQUESTS[0])
    coarse, _ = painter.draw(prepared, Quality.COARSE)
    small = styled.module.coarse(prepared.made.styles[None], 32, "const")
    large = functional.interpolate(small, (64, 64), mode="bilinear", align_corners=False)
    assert coarse.shape == (1, 64, 64, 3)
    expected = ((large[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()
    assert np.abs(coarse[0] - expected).max() <= 6


def test_a_picture_that_is_overtaken_is_given_up_on_the_way(painter: LivePainter, styled: TrainedGenerator):
    prepared = painter.prepared(_REQUESTS[0])
    asked = iter([False, False, True])
    with pytest.raises(Overtaken):
        painter.draw(prepared, Quality.LIVE, lambda: next(asked))
    pixels, _ = painter.draw(prepared, Quality.EXACT)
    assert np.array_equal(pixels, draw(styled, [_REQUESTS[0]]))


def test_a_released_model_is_drawn_to_the_end(styled: TrainedGenerator):
    painter = LivePainter(styled)
    painter.release()
    with painter.watched(lambda: True):
        draw(styled, [_REQUESTS[0]])
    assert not any(module._forward_pre_hooks for module in styled.module.modules())


def test_a_network_without_small_pictures_has_no_coarse_quality(tmp_path: Path):
    assert LivePainter(open_model(write_model(tmp_path / "a.pt"))[0]).pace.coarse_side is None


def test_the_last_layers_add_to_the_coarse_picture(styled: TrainedGenerator):
    generator = styled.module
    ws = generator.styles(torch.randn(2, generator.z_dim))
    last = generator.synthesis.b64
    held = last.torgb.weight.clone(), last.torgb.bias.clone()
    with torch.no_grad():
        last.torgb.weight.zero_()
        last.torgb.bias.zero_()
        doubled = upsample(generator.coarse(ws, 32, "const"), last.resample_filter)
        torch.testing.assert_close(generator.synthesis(ws, "const"), doubled)
        last.torgb.weight.copy_(held[0])
        last.torgb.bias.copy_(held[1])


def test_a_grown_network_draws_coarsely_what_it_drew_while_it_was_small():
    sizes = ["channel_base=64", "channel_max=8", "z_dim=8", "w_dim=8", "mapping_layers=1"]
    small = ["data.resolution=32", "architecture=stylegan", *(f"architecture.{size}" for size in sizes)]
    config = with_assignments(RunConfig(), small)
    generator = config.architecture.networks(NetworkShape((3, 32, 32))).generator.eval().requires_grad_(False)
    ws = generator.styles(torch.randn(1, generator.z_dim))
    coarse = generator.coarse(ws, 16, "const")
    for growth in growths(generator):
        growth.set(2, 1.0)
    assert generator.coarse_sides == (4, 8, 16)
    torch.testing.assert_close(coarse, generator.synthesis(ws, "const")[..., ::2, ::2])
    torch.testing.assert_close(coarse, generator.coarse(ws, 16, "const"))


@pytest.mark.parametrize("request_", _REQUESTS[3:])
def test_a_live_picture_that_goes_on_from_the_coarse_one_is_the_same(
    painter: LivePainter, request_: PictureRequest
):
    prepared = painter.prepared(request_)
    alone, _ = painter.draw(prepared, Quality.LIVE)
    _, first = painter.draw(prepared, Quality.COARSE)
    continued, both = painter.draw(prepared, Quality.LIVE)
    assert np.array_equal(continued, alone)
    assert both > first


def test_a_live_picture_does_not_go_on_from_another_ones_coarse_one(painter: LivePainter):
    prepared, other = painter.prepared(_REQUESTS[0]), painter.prepared(PictureRequest(Latent(9)))
    alone, _ = painter.draw(prepared, Quality.LIVE)
    painter.draw(other, Quality.COARSE)
    again, _ = painter.draw(prepared, Quality.LIVE)
    assert np.array_equal(again, alone)

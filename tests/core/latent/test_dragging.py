"""Dragging, on a toy network whose blob lies where its style says, and on a tiny styled one."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from tiny_models import write_styled_model
from torch import Tensor, nn

from gan_studio.core.config import RunConfig, with_assignments
from gan_studio.core.contracts import NetworkShape
from gan_studio.core.errors import InputError
from gan_studio.core.latent.dragging.drag import drag, drag_in_file
from gan_studio.core.latent.dragging.features import Sight, Tracker, drag_stages, rate_of
from gan_studio.core.latent.dragging.messages import (
    DragOptions,
    DragPair,
    DragResult,
    DragStep,
    check_drag,
    dragged_request,
)
from gan_studio.core.latent.dragging.progress import Progress
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.requests import Blend, Latent, MixedStyle, Noise, PictureRequest
from gan_studio.core.layers.styles import StyledGenerator
from gan_studio.core.registry import ARCHITECTURES

SIDE = 32
FARTHEST = 8.0


class _Mapping(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("w_avg", torch.zeros(4))

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        return z


class _Blobs(nn.Module):
    """Features of two blobs [N, 8, 16, 16]: at (16 + w0, 16 + w1) and at (6 + w2, 26 + w3), both bounded."""

    def forward(self, w: Tensor) -> Tensor:
        axis = torch.arange(16) * 2 + 0.5
        shift = FARTHEST * torch.tanh(w / FARTHEST)
        maps = []
        for first, (x0, y0) in ((0, (16, 16)), (2, (6, 26))):
            x = axis - (x0 + shift[:, first, None])
            y = axis - (y0 + shift[:, first + 1, None])
            away = y.square()[:, :, None] + x.square()[:, None, :]
            maps += [torch.exp(-away / (2 * size**2)) for size in (2, 3, 5, 8)]
        return torch.stack(maps, dim=1)


class _Synthesis(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blobs = _Blobs()

    def forward(self, ws: Tensor, noise_mode: object = None) -> Tensor:
        maps = self.blobs(ws[:, 0])
        image = (maps[:, 0] + maps[:, 4]).unsqueeze(1) * 2 - 1
        return nn.functional.interpolate(image, size=SIDE, mode="bilinear", align_corners=False)


class _Toy(StyledGenerator):
    """Its first style layer says where the blobs are; the two others do nothing."""

    def __init__(self) -> None:
        super().__init__(4, (1, SIDE, SIDE), 4, 0)
        self.mapping, self.synthesis, self.num_ws = _Mapping(), _Synthesis(), 3
        self.register_parameter("unused", nn.Parameter(torch.zeros(())))
        self.requires_grad_(False)


QUICK = DragOptions(rate=0.05)
START = PictureRequest(Latent(0).with_components(dict.fromkeys(range(4), 0.0)))
MIDDLE = (16.0, 16.0)


def _dragged(*pairs: DragPair, mask: np.ndarray | None = None, options: DragOptions = QUICK):
    """The steps and the result of a drag of the toy."""
    return _all_of(drag(SimpleNamespace(module=_Toy().eval()), START, pairs, mask, options))


def _all_of(work) -> tuple[list[DragStep], DragResult]:
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, end.value


def _shift(step: DragStep) -> np.ndarray:
    """Where the toy's first blob is, as its style says."""
    w = step.latent.stored.vector.array()[0, :2]
    return 16 + FARTHEST * np.tanh(w / FARTHEST)


def test_the_handle_reaches_its_target():
    steps, result = _dragged(DragPair(MIDDLE, (20, 13)))
    assert result.is_reached
    assert result.best.remaining <= 1
    assert _shift(result.best) == pytest.approx([20, 13], abs=1.5)
    assert "within" in result.reason
    assert steps[0].distances == (5.0,)
    assert [step.step for step in steps] == list(range(len(steps)))


@pytest.mark.parametrize("searched", [3.0, 9.0])
def test_tracking_finds_the_blob_where_it_is(searched: float):
    toy = _Toy().eval()
    sight = Sight(toy)
    with torch.no_grad():
        _, first = sight.draw(torch.zeros(1, 3, 4), "const")
        tracker = Tracker(sight, first, torch.tensor(MIDDLE), (searched, 1.5))
        styles = torch.zeros(1, 3, 4)
        styles[..., 0] = FARTHEST * math.atanh(2 / FARTHEST)
        _, maps = sight.draw(styles, "const")
    place, likeness = tracker.find(maps, torch.tensor(MIDDLE))
    assert place.tolist() == pytest.approx([18, 16], abs=0.5)
    assert likeness > 0.8


def test_a_pair_without_way_holds_its_place():
    _, result = _dragged(DragPair(MIDDLE, (19, 16)), DragPair((6.0, 26.0), (6.0, 26.0)))
    assert result.is_reached
    assert result.best.distances[1] <= 1


def test_what_lies_outside_of_the_mask_stays():
    mask = np.zeros((SIDE, SIDE), bool)
    mask[4:24, 10:28] = True
    _, result = _dragged(DragPair(MIDDLE, (20, 14)), mask=mask)
    assert result.is_reached
    other = result.best.latent.stored.vector.array()[0, 2:]
    assert np.abs(other).max() < 0.3


def test_what_the_model_cannot_draw_is_said_to_be_out_of_reach():
    steps, result = _dragged(DragPair(MIDDLE, (30, 16)), options=replace(QUICK, patience=15, rate=0.2))
    assert not result.is_reached
    assert result.reason.startswith("Cannot reach the target")
    assert result.best.remaining == min(step.remaining for step in steps) > 4


def test_a_place_without_anything_to_hold_is_refused_at_once():
    steps, result = _dragged(DragPair((28.0, 5.0), (24, 5)))
    assert not result.is_reached
    assert "nothing to hold at (28, 5)" in result.reason
    assert len(steps) == 1


def test_tracking_that_is_fooled_is_not_believed(monkeypatch):
    monkeypatch.setattr(Tracker, "find", lambda *_: (torch.tensor([20.0, 13.0]), 1.0))
    _, result = _dragged(DragPair(MIDDLE, (20, 13)), options=replace(QUICK, rate=1e-9, patience=5))
    assert not result.is_reached
    assert result.best.remaining == pytest.approx(5, abs=0.5)
    assert result.best.handles[0] == pytest.approx(MIDDLE, abs=0.5)


def test_a_handle_that_slides_along_an_edge_is_hinted_at(monkeypatch):
    monkeypatch.setattr(
        "gan_studio.core.latent.dragging.drag.edge_hint", lambda picture, pairs: "Choose a corner."
    )
    _, result = _dragged(DragPair(MIDDLE, (30, 16)), options=replace(QUICK, seconds=0.0))
    assert result.reason.endswith("Choose a corner.")


def test_a_drag_that_leaps_is_slowed_down():
    steps, result = _dragged(DragPair(MIDDLE, (21, 16)), options=replace(QUICK, rate=1.5))
    places = np.array([_shift(step) for step in steps])
    moves = np.hypot(*np.diff(places, axis=0).T)
    assert moves[:3].max() > 0.6
    assert 0 < np.median(moves[-5:]) < 0.5 * moves[:3].max()
    assert result.is_reached


@pytest.mark.parametrize(("place", "is_plain"), [((26.0, 12.0), False), ((28.0, 5.0), True)])
def test_only_where_nothing_is_within_the_patch_there_is_nothing_to_hold(place: tuple, is_plain: bool):
    sight = Sight(_Toy().eval())
    with torch.no_grad():
        _, first = sight.draw(torch.zeros(1, 3, 4), "const")
    assert Tracker(sight, first, torch.tensor(place), (1.5, 4.0)).is_plain == is_plain


def test_time_that_is_up_ends_the_drag():
    steps, result = _dragged(DragPair(MIDDLE, (20, 13)), options=replace(QUICK, seconds=0.0))
    assert not result.is_reached
    assert "in 0 seconds" in result.reason
    assert len(steps) == 1


def _told(distance: float, likeness: float = 1.0, step: int = 0) -> DragStep:
    return DragStep(step, 0.1, ((0, 0),), (distance,), (likeness,), np.empty(0), Latent())


def test_a_handle_that_is_lost_for_long_ends_the_drag():
    progress = Progress([DragPair((1, 2), (9, 2))], DragOptions())
    assert progress.result_after(_told(8)) is None
    results = [progress.result_after(_told(0.1, 0.1, step)) for step in range(1, 41)]
    assert results[:-1] == [None] * 39
    assert not results[-1].is_reached
    assert "what was at (1, 2) is gone" in results[-1].reason
    assert results[-1].best.remaining == 8


def test_within_one_and_a_half_pixels_without_progress_counts_as_reached():
    progress = Progress([DragPair((1, 2), (9, 2))], DragOptions(patience=3))
    told = [progress.result_after(_told(distance)) for distance in (8, 1.4, 1.4, 1.4, 1.4)]
    assert told[:-1] == [None] * 4
    assert told[-1].is_reached
    assert told[-1].reason == "The point is within 1.4 px of its target."


def test_almost_two_pixels_away_is_not_reached():
    progress = Progress([DragPair((1, 2), (9, 2))], DragOptions(patience=3))
    told = [progress.result_after(_told(distance)) for distance in (8, 1.8, 1.8, 1.8, 1.8)]
    assert not told[-1].is_reached
    assert "1.8 px away" in told[-1].reason


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ((), "There are 0 pairs"),
        ((DragPair((1, 1), (40, 1)),), r"The point \(40, 1\) is outside"),
        ((DragPair((1, float("nan")), (4, 1)),), "is outside"),
        ((DragPair((1, 1), (1, 1)),), "already at its target"),
    ],
)
def test_points_that_cannot_be_dragged_are_refused(pairs: tuple[DragPair, ...], sentence: str):
    with pytest.raises(InputError, match=sentence):
        check_drag(pairs, None, (32, 32))


def test_a_handle_outside_of_the_mask_is_refused():
    with pytest.raises(InputError, match="not in the area that may move"):
        check_drag([DragPair((1, 1), (4, 1))], np.zeros((32, 32), bool), (32, 32))


def test_a_styled_model_is_dragged_from_what_the_request_shows(tmp_path: Path):
    path = write_styled_model(tmp_path / "styled.pt")
    model, _ = open_model(path, "cpu")
    request = PictureRequest(
        Latent(3), psi=0.5, mixing=(MixedStyle(Latent(9), (2, 3)),), noise=Noise("random", 2.0, seed=5)
    )
    options = DragOptions(patience=3)
    work = drag_in_file(path, request, [DragPair((6, 6), (9, 8))], None, options)
    next(work)  # that the model is being opened
    steps, result = _all_of(work)
    assert np.array_equal(steps[0].picture, draw(model, [request])[0])
    last = dragged_request(request, steps[-1].latent)
    assert last.noise == request.noise
    np.testing.assert_allclose(steps[-1].picture, draw(model, [last])[0], atol=1)
    assert result.best in steps


def test_only_the_first_layers_of_the_styles_are_changed_where_asked(tmp_path: Path):
    model, _ = open_model(write_styled_model(tmp_path / "styled.pt"), "cpu")
    options = DragOptions(patience=2, layers=3)
    steps, _ = _all_of(drag(model, PictureRequest(), [DragPair((6, 6), (9, 8))], None, options))
    before, after = (step.latent.stored.vector.array() for step in (steps[0], steps[-1]))
    assert not np.array_equal(before[:3], after[:3])
    assert np.array_equal(before[3:], after[3:])


def _networks_with_styles() -> list[str]:
    return [entry.name for entry in ARCHITECTURES.entries() if entry.part.has_styles]


def _small(name: str, side: int) -> StyledGenerator:
    sizes = ("channel_max=8", "z_dim=16", "w_dim=16", "mapping_layers=1")
    settings = [
        f"data.resolution={side}",
        f"architecture={name}",
        *(f"architecture.{size}" for size in sizes),
    ]
    config = with_assignments(RunConfig(), settings)
    torch.manual_seed(0)
    return config.architecture.networks(NetworkShape((3, side, side))).generator.eval().requires_grad_(False)


@pytest.mark.parametrize("name", _networks_with_styles())
def test_every_network_with_styles_is_dragged(name: str):
    work = drag(
        SimpleNamespace(module=_small(name, 16)),
        PictureRequest(),
        [DragPair((6, 6), (9, 8))],
        None,
        DragOptions(patience=1),
    )
    steps, result = _all_of(work)
    before, after = (step.latent.stored.vector.array() for step in (steps[0], steps[-1]))
    assert np.isfinite(after).all()
    assert not np.array_equal(before, after)
    assert result.reason


def test_a_margin_around_features_is_no_part_of_the_picture():
    generator = _small("stylegan3", 32)
    assert {stage.side: rate_of(generator, stage) for stage in drag_stages(generator)} == {36: 16}


def test_stages_are_the_two_finest_of_up_to_half_the_side(tmp_path: Path):
    model, _ = open_model(write_styled_model(tmp_path / "styled.pt"), "cpu")
    assert [stage.side for stage in drag_stages(model.module)] == [4, 8]


def test_a_dragged_blend_keeps_the_class_of_the_nearer_end():
    blend = Blend(PictureRequest(label=1), PictureRequest(label=2, noise=Noise("none")), 0.7)
    made = dragged_request(PictureRequest(blend=blend), Latent(4))
    assert made == PictureRequest(Latent(4), label=2, noise=Noise("none"))

"""Planes through latent space, against geometry done by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_models import write_model, write_styled_model

from gan_studio.core.errors import InputError
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.corners import corner_of, needs_styles
from gan_studio.core.latent.drawable import styles_of
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.picture import draw
from gan_studio.core.latent.plane_points import stored_points, style_spread
from gan_studio.core.latent.planes import (
    CornerPlane,
    StepPlane,
    TurnPlane,
    principal_directions,
    random_directions,
)
from gan_studio.core.latent.requests import Blend, Latent, PictureRequest, Step
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector


def _stored(*numbers: float, space: str = "z") -> Latent:
    return Latent(stored=StoredPoint(space, Vector.of(numbers)))


def _way(*numbers: float, space: str = "z") -> Direction:
    return Direction(f"along {numbers}", space, Vector.of(numbers))


def _numbers(request: PictureRequest) -> np.ndarray:
    return request.latent.stored.vector.array()


@pytest.fixture
def sphere() -> TurnPlane:
    """Around a latent of length 5 on the first axis; the directions lean towards it."""
    return TurnPlane(_stored(5, 0, 0, 0), _way(1, 2, 0, 0), _way(3, 2, 4, 0))


def test_one_step_on_the_sphere_turns_by_45_degrees(sphere: TurnPlane):
    half = 5 / math.sqrt(2)
    assert _numbers(sphere.request_at(PictureRequest(), (1.0, 0.0))) == pytest.approx([half, half, 0, 0])
    assert _numbers(sphere.request_at(PictureRequest(), (0.0, -1.0))) == pytest.approx([half, 0, -half, 0])


@pytest.mark.parametrize("point", [(0.25, -0.5), (3.0, 2.0), (-20.0, 0.0), (0.0, 0.0)])
def test_latents_on_the_sphere_keep_their_length_and_know_where_they_are(sphere: TurnPlane, point):
    request = sphere.request_at(PictureRequest(psi=0.7), point)
    assert np.linalg.norm(_numbers(request)) == pytest.approx(5)
    assert sphere.position_of(request) == pytest.approx(point, abs=1e-4)
    assert request.psi == 0.7


def test_what_is_not_on_the_sphere_has_no_position(sphere: TurnPlane):
    behind, beside = _stored(-5, 0, 0, 0), _stored(4, 0, 0, 3)
    blend = Blend(PictureRequest(Latent(1)), PictureRequest(Latent(2)), 0.5)
    for request in (
        PictureRequest(behind),
        PictureRequest(beside),
        PictureRequest(Latent(3)),
        PictureRequest(_stored(5, 0, 0, 0).with_component(1, 2.0)),
        PictureRequest(sphere.centre, blend=blend),
    ):
        assert sphere.position_of(request) is None


def test_a_direction_along_the_latent_itself_leads_nowhere():
    plane = TurnPlane(_stored(5, 0), _way(1, 0), _way(0, 1))
    assert _numbers(plane.request_at(PictureRequest(), (2.0, 0.0))) == pytest.approx([5, 0])


def test_steps_are_amounts_of_both_directions_and_leave_others_alone():
    across, up, other = _way(1, 0, space="w"), _way(0, 1, space="w"), _way(1, 1, space="w")
    plane = StepPlane(across, up)
    start = PictureRequest(Latent(4), steps=(Step(other, 2.0), Step(up, 1.0)))
    assert plane.position_of(start) == (0.0, 1.0)
    moved = plane.request_at(start, (0.5, -3.0))
    assert moved.steps == (Step(other, 2.0), Step(across, 0.5), Step(up, -3.0))
    assert plane.position_of(moved) == (0.5, -3.0)
    assert plane.request_at(moved, (0.0, 0.0)).steps == (Step(other, 2.0),)
    assert plane.position_of(plane.request_at(start, (99.0, -99.0))) == (20.0, -20.0)


def _triangle(space: str = "w") -> CornerPlane:
    """An equilateral one with sides of 2, away from the origin."""
    latents = tuple(
        _stored(*corner, space=space) for corner in [(3, 0, 1, 0), (5, 0, 1, 0), (4, math.sqrt(3), 1, 0)]
    )
    return CornerPlane(latents, tuple(latent.stored for latent in latents))


def test_corners_are_drawn_with_their_true_distances():
    side = math.sqrt(3)  # of an equilateral triangle whose corners are at distance 1 from its middle
    expected = [(-side / 2, -0.5), (side / 2, -0.5), (0.0, 1.0)]
    for found, wanted in zip(_triangle().handles, expected, strict=True):
        assert found == pytest.approx(wanted, abs=1e-6)


def test_a_corner_is_its_own_latent_and_the_middle_their_mean():
    plane = _triangle()
    for latent, handle in zip(plane.latents, plane.handles, strict=True):
        assert plane.request_at(PictureRequest(), handle).latent == latent
    assert plane.weights((0.0, 0.0)) == pytest.approx([1 / 3] * 3)
    assert _numbers(plane.request_at(PictureRequest(), (0.0, 0.0))) == pytest.approx(
        [4, math.sqrt(3) / 3, 1, 0]
    )


@pytest.mark.parametrize("space", ["z", "w"])
@pytest.mark.parametrize("point", [(0.1, 0.2), (-0.6, 0.9)])
def test_a_point_between_corners_knows_where_it_is(space, point):
    plane = _triangle(space)
    assert plane.position_of(plane.request_at(PictureRequest(), point)) == pytest.approx(point, abs=1e-4)
    assert plane.position_of(PictureRequest(_stored(4, 0.5, 1, 1, space=space))) is None
    assert plane.position_of(PictureRequest(Latent(1))) is None


def test_between_corners_of_one_length_in_z_every_latent_has_it():
    corners = tuple(_stored(*corner) for corner in [(2, 0, 0), (0, 2, 0), (0, 0, 2)])
    plane = CornerPlane(corners, tuple(latent.stored for latent in corners))
    for point in [(0.0, 0.0), (0.3, -0.4)]:
        assert np.linalg.norm(_numbers(plane.request_at(PictureRequest(), point))) == pytest.approx(2)


def test_three_latents_on_one_line_are_refused():
    corners = tuple(_stored(n, n, 1, space="w") for n in (1, 2, 5))
    with pytest.raises(InputError, match="one line"):
        CornerPlane(corners, tuple(latent.stored for latent in corners))


def test_random_directions_are_repeatable_at_right_angles_and_as_long_as_a_latent():
    across, up = (way.vector.array() for way in random_directions(4096, 5, "z"))
    assert across @ up == pytest.approx(0, abs=0.05)
    assert np.linalg.norm(across) == pytest.approx(64, rel=0.05)
    assert random_directions(4096, 5, "z")[0] == random_directions(4096, 5, "z")[0]
    assert random_directions(4096, 6, "z")[0] != random_directions(4096, 5, "z")[0]


def test_random_directions_share_the_spread_of_the_latents():
    samples = np.random.default_rng(0).standard_normal((400, 3)) * [10, 1, 0]
    directions = np.stack([random_directions(samples, seed, "w")[0].vector.array() for seed in range(300)])
    assert directions.std(axis=0) == pytest.approx([10, 1, 0], rel=0.15)


def test_principal_directions_are_the_axes_of_the_spread():
    random = np.random.default_rng(1)
    samples = random.standard_normal((2000, 4)) * [1, 7, 3, 0.1]
    first, second = (way.vector.array() for way in principal_directions(samples - samples.mean(axis=0)))
    assert first == pytest.approx([0, 7, 0, 0], abs=0.4)
    assert second == pytest.approx([0, 0, 3, 0], abs=0.4)


def test_a_styled_models_planes_can_be_drawn_and_their_corners_are_the_seeds_pictures(tmp_path: Path):
    model, facts = open_model(write_styled_model(tmp_path / "a.pt"))
    spread = style_spread(model, 64)
    assert spread.shape == (64, facts.w_dim)
    assert spread.mean(axis=0) == pytest.approx(np.zeros(facts.w_dim), abs=1e-5)
    plane = StepPlane(*random_directions(spread, 0, "w"))
    moved = plane.request_at(PictureRequest(Latent(3)), (1.0, -1.0))
    check(moved, facts)
    assert not np.array_equal(draw(model, [moved])[0], draw(model, [PictureRequest(Latent(3))])[0])
    seeds = tuple(PictureRequest(Latent(seed), psi=0.6) for seed in (1, 2, 3))
    points = stored_points(model, seeds)
    corners = CornerPlane(tuple(Latent(stored=point) for point in points), points)
    for handle, seed in zip(corners.handles, seeds, strict=True):
        corner = corners.request_at(PictureRequest(psi=0.6), handle)
        assert np.array_equal(draw(model, [corner])[0], draw(model, [seed])[0])


def test_styles_that_differ_by_layer_make_corners_in_w_plus(tmp_path: Path):
    model, facts = open_model(write_styled_model(tmp_path / "a.pt"))
    numbers = np.arange(facts.num_ws * facts.w_dim).reshape(facts.num_ws, facts.w_dim) / 100
    by_layer = Latent(stored=StoredPoint("w_plus", Vector.of(numbers)))
    points = stored_points(model, [PictureRequest(latent) for latent in (Latent(1), Latent(2), by_layer)])
    assert {point.space for point in points} == {"w_plus"}
    assert points[2].vector == by_layer.stored.vector


def test_corners_of_a_plain_model_are_its_latents(tmp_path: Path):
    model, _ = open_model(write_model(tmp_path / "a.pt"))
    changed = Latent(2).with_component(3, 1.5)
    points = stored_points(model, [PictureRequest(Latent(1)), PictureRequest(changed)])
    assert points[1].space == "z"
    assert points[1].vector.array()[3] == pytest.approx(1.5)


def test_a_picture_moved_on_a_plane_becomes_a_corner_and_looks_the_same(tmp_path: Path):
    model, _ = open_model(write_styled_model(tmp_path / "a.pt"))
    ways = random_directions(style_spread(model, 64), 0, "w")
    moved = StepPlane(*ways).request_at(PictureRequest(Latent(3), psi=0.5, cutoff=2), (1.0, -0.5))
    assert needs_styles(moved)
    assert not needs_styles(PictureRequest(Latent(3), steps=(Step(_way(1, space="w"), 1.0),)))
    styles = styles_of(model.module, PictureRequest(Latent(3))).numpy()
    corner = corner_of(moved, styles)
    latents = (corner, Latent(1), Latent(2))
    plane = CornerPlane(latents, stored_points(model, [replace(moved, latent=latent) for latent in latents]))
    shown = plane.request_at(moved, plane.handles[0])
    assert shown.steps == ()
    difference = draw(model, [shown])[0].astype(int) - draw(model, [moved])[0]
    assert np.abs(difference).max() <= 1

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import write_model, write_styled_model

from gan_studio.core.contracts import Generator
from gan_studio.core.errors import InputError
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.drawable import drawable, images_from
from gan_studio.core.latent.opening import open_model
from gan_studio.core.latent.recipe_values import request_from, values_of
from gan_studio.core.latent.requests import Blend, Latent, MixedStyle, ModelFacts, Noise, PictureRequest, Step
from gan_studio.core.latent.timeline import (
    EASINGS,
    LEAST_GAP,
    MAX_KEYFRAMES,
    Keyframe,
    Timeline,
    eased,
    timeline_from,
    timeline_values,
)
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector

A, B, C = (PictureRequest(Latent(seed)) for seed in (1, 2, 3))
THREE = Timeline((Keyframe(0.0, A), Keyframe(1.0, B, "linear"), Keyframe(3.0, C)))


@pytest.mark.parametrize(
    ("easing", "quarter", "half"),
    [
        ("linear", 0.25, 0.5),
        ("ease", 3 / 16 - 2 / 64, 0.5),  # 3 t^2 - 2 t^3
        ("ease_in", 1 / 16, 1 / 4),  # t^2
        ("ease_out", 1 - 9 / 16, 3 / 4),  # 1 - (1 - t)^2
        ("hold", 0.0, 0.0),
    ],
)
def test_easings_are_their_formulas(easing: str, quarter: float, half: float):
    assert eased(easing, 0.25) == pytest.approx(quarter)
    assert eased(easing, 0.5) == pytest.approx(half)


@pytest.mark.parametrize("easing", EASINGS)
def test_every_easing_begins_at_the_start_and_ends_at_the_end_and_never_turns_back(easing: str):
    shares = [eased(easing, step / 50) for step in range(51)]
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(later >= earlier for earlier, later in pairwise(shares))


def test_a_keyframes_moment_is_its_very_request():
    assert [THREE.request_at(moment) for moment in (0.0, 1.0, 3.0)] == [A, B, C]
    assert THREE.request_at(0.1 + 0.2 + 0.7) == B  # which is a little less than 1


def test_before_the_first_and_after_the_last_keyframe_the_picture_stays():
    later = replace(THREE, keyframes=THREE.keyframes[1:])
    assert later.request_at(0.5) == B
    assert later.request_at(99.0) == C


def test_between_keyframes_it_is_a_blend_as_far_as_the_first_ones_easing_says():
    assert THREE.request_at(1.5).blend == Blend(B, C, 0.25)
    assert THREE.request_at(0.25).blend == Blend(A, B, pytest.approx(0.15625))
    assert replace(THREE, method="lerp").request_at(2.0).blend == Blend(B, C, 0.5, "lerp")


def test_a_loop_leads_back_to_the_first_keyframe():
    loop = replace(THREE.with_easing(2, "linear"), loops=True, closing=4.0)
    assert loop.duration == 7.0
    assert loop.request_at(4.0).blend == Blend(C, A, 0.25)
    assert loop.request_at(7.0) == A
    assert loop.request_at(8.0) == B


def test_a_loop_whose_first_keyframe_is_late_passes_its_beginning_on_the_way():
    loop = Timeline((Keyframe(1.0, A, "linear"), Keyframe(2.0, B, "linear")), loops=True, closing=3.0)
    assert loop.duration == 5.0
    assert loop.request_at(0.0).blend == Blend(B, A, 0.75)  # 3 of the 4 seconds from 2 to 1 + 5
    assert loop.request_at(1.0) == A


def test_an_empty_timeline_says_what_to_do_and_one_keyframe_is_a_still():
    with pytest.raises(InputError, match="add a keyframe"):
        Timeline().request_at(0.0)
    for loops in (False, True):
        assert Timeline((Keyframe(2.0, A),), loops=loops).request_at(3.0) == A


def test_what_a_hold_leads_to_comes_at_once():
    held = THREE.with_easing(0, "hold")
    assert held.request_at(0.999) == A
    assert held.request_at(1.0) == B


def test_frames_reach_from_the_first_moment_to_the_last():
    frames = THREE.frames(10)
    assert len(frames) == 30
    assert (frames[0], frames[-1]) == (A, C)
    assert frames[3:5] == [frames[3], frames[4]]
    assert len(Timeline((Keyframe(0.0, A),)).frames(25)) == 1


def test_frames_of_a_loop_do_not_show_its_first_moment_twice():
    frames = replace(THREE, loops=True, closing=1.0).frames(10)
    assert len(frames) == 40
    assert (frames[0], frames[10], frames[30]) == (A, B, C)
    assert frames[-1].blend.share == pytest.approx(eased("ease", 0.9))


def test_keyframes_are_put_in_order_and_never_at_one_moment():
    more = THREE.with_keyframe(Keyframe(2.0, A)).with_keyframe(Keyframe(1.0, C))
    moments = [keyframe.seconds for keyframe in more.keyframes]
    assert moments == sorted(set(moments))
    assert [key.request for key in more.keyframes] in ([A, B, C, A, C], [A, C, B, A, C])
    assert min(later - earlier for earlier, later in pairwise(moments)) == pytest.approx(LEAST_GAP)
    with pytest.raises(ValueError, match="later"):
        Timeline((Keyframe(1.0, A), Keyframe(1.0, B)))


@pytest.mark.parametrize("seconds", [0.0, 0.0404, 0.04049, 0.02, 1 / 3])
def test_there_is_room_beside_keyframes_at_moments_that_are_not_round(seconds: float):
    crowded = Timeline((Keyframe(0.0, A), Keyframe(seconds, B))) if seconds else Timeline((Keyframe(0.0, A),))
    longer = crowded.with_keyframe(Keyframe(0.0, C))
    moment = next(key.seconds for key in longer.keyframes if key.request == C)
    assert all(abs(moment - key.seconds) >= LEAST_GAP - 1e-6 for key in crowded.keyframes)
    assert moment <= seconds + LEAST_GAP + 0.001


def test_a_keyframe_is_moved_past_others_replaced_and_removed():
    moved = THREE.moved(0, 2.0)
    assert [(key.seconds, key.request) for key in moved.keyframes] == [(1.0, B), (2.0, A), (3.0, C)]
    assert THREE.moved(0, -5.0) == THREE
    assert THREE.replaced(1, C).keyframes[1] == Keyframe(1.0, C, "linear")
    assert THREE.without(1).keyframes == (THREE.keyframes[0], THREE.keyframes[2])
    assert THREE.keyframes[1].request == B
    assert (THREE.place_at(1.01), THREE.place_at(1.1)) == (1, None)


def test_a_timeline_is_stretched_in_proportion_but_not_to_nothing():
    twice = replace(THREE, loops=True, closing=1.0).stretched(8.0)
    assert [key.seconds for key in twice.keyframes] == [0.0, 2.0, 6.0]
    assert (twice.closing, twice.duration) == (2.0, 8.0)
    short = THREE.stretched(0.0)
    assert [key.seconds for key in short.keyframes] == pytest.approx([0.0, LEAST_GAP, 3 * LEAST_GAP])
    assert Timeline().stretched(5.0) == Timeline()


def test_there_are_only_so_many_keyframes():
    full = Timeline(tuple(Keyframe(float(place), A) for place in range(MAX_KEYFRAMES)))
    with pytest.raises(InputError, match="at most"):
        full.with_keyframe(Keyframe(5000.0, B))


def test_a_timeline_comes_back_from_json_as_it_went_in():
    direction = Direction("smile", "w", Vector.of(np.arange(8)))
    whole = PictureRequest(
        Latent(4, stored=StoredPoint("w_plus", Vector.of(np.ones((6, 8))), "mine")),
        psi=0.7,
        mixing=(MixedStyle(Latent(9), (1, 2)),),
        steps=(Step(direction, 1.5),),
        noise=Noise("random", 0.5, 7),
    )
    timeline = replace(THREE.replaced(1, whole), method="lerp", loops=True, closing=1.25)
    assert timeline_from(json.loads(json.dumps(timeline_values(timeline)))) == timeline


@pytest.mark.parametrize(
    "damage",
    [
        {"method": "teleport"},
        {"closing": 0},
        {"closing": float("inf")},
        {"keyframes": [{"seconds": -1, "easing": "ease", "picture": {}}]},
        {"keyframes": 3},
        {"keyframes": timeline_values(THREE)["keyframes"] * 2},
        {"keyframes": timeline_values(THREE)["keyframes"] * MAX_KEYFRAMES},
        {"keyframes": [{**timeline_values(THREE)["keyframes"][0], "easing": "leap"}]},
        {"keyframes": [{**timeline_values(THREE)["keyframes"][0], "seconds": 1e9}]},
    ],
)
def test_damaged_json_is_refused(damage: dict):
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        timeline_from({**timeline_values(THREE), **damage})


def test_a_blend_is_no_keyframe_of_a_file():
    values = timeline_values(Timeline((Keyframe(0.0, THREE.request_at(0.5)),)))
    with pytest.raises(ValueError, match="blend"):
        timeline_from(values)


@pytest.mark.parametrize("kind", ["plain", "classes", "styled"])
@pytest.mark.parametrize("method", ["slerp", "lerp"])
def test_the_pictures_of_a_timeline_change_smoothly(kind: str, method: str, tmp_path: Path):
    if kind == "styled":
        path = write_styled_model(tmp_path / "model.pt")
    else:
        path = write_model(tmp_path / "model.pt", classes=("a", "b") if kind == "classes" else ())
    model, facts = open_model(path)
    label = 0 if facts.num_classes else None
    stops = [
        PictureRequest(Latent(1), label=label),
        PictureRequest(Latent(2).with_component(3, 2.0), psi=0.5, label=None if label is None else 1),
        PictureRequest(Latent(3), label=label),
    ]
    timeline = Timeline(
        tuple(Keyframe(float(place), stop) for place, stop in enumerate(stops)), method, loops=True
    )
    coarse, fine = (_changes(model.module, facts, timeline.frames(fps)) for fps in (20, 80))
    assert fine.max() < 0.5 * coarse.max()  # a jump would be as large however fine the frames are
    assert fine[[79, 80, 159, 160, 0]].max() < fine.mean()  # gently past every keyframe


def _changes(generator: Generator, facts: ModelFacts, frames: Sequence[PictureRequest]) -> np.ndarray:
    """How much each frame of a loop differs from the next [N]."""
    for request in frames:
        check(request, facts)
    pictures = images_from(generator, [drawable(generator, request) for request in frames]).numpy()
    return np.abs(np.diff(pictures, axis=0, append=pictures[:1])).mean(axis=(1, 2, 3))


def test_a_closed_smooth_timeline_has_no_corner_and_is_told_in_files(tmp_path: Path):
    model, _ = open_model(write_model(tmp_path / "model.pt"))
    stops = [Keyframe(float(place), PictureRequest(Latent(place)), "linear") for place in range(4)]
    ring = Timeline(tuple(stops), "curve", loops=True, closing=1.0)
    assert timeline_from(timeline_values(ring)) == ring
    middle = ring.request_at(3.5).blend
    assert (middle.before, middle.after) == (Latent(2), Latent(1))
    assert request_from(values_of(ring.request_at(3.5))) == ring.request_at(3.5)
    way = [drawable(model.module, request).z for request in ring.frames(50)]
    steps = torch.stack([*way, way[0], way[1]]).diff(dim=0)
    turns = torch.nn.functional.cosine_similarity(steps[:-1], steps[1:])
    assert float(turns.min()) > 0.9


def test_a_smooth_way_leaves_out_what_is_not_in_z():
    stored = Latent(stored=StoredPoint("w", Vector.of([1.0, 2.0]), "found"))
    stops = (Latent(1), Latent(2), stored)
    keyframes = (Keyframe(float(at), PictureRequest(stop)) for at, stop in enumerate(stops))
    blend = Timeline(tuple(keyframes), "curve").request_at(0.5).blend
    assert (blend.before, blend.after) == (None, None)


def test_what_lies_between_two_classes_says_how_much_of_each_it_shows():
    start, end = replace(A, label=0), replace(B, label=2)
    between = Timeline((Keyframe(0.0, start, "linear"), Keyframe(1.0, end))).request_at(0.75)
    assert between.classes == ((0, 0.25), (2, 0.75))
    assert (between.label, between.latent.seed) == (2, 2)

"""Walks from one random seed to the next."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from gan_studio.core.latent.drawable import drawable
from gan_studio.core.latent.random_walk import RandomWalk
from gan_studio.core.latent.requests import Blend, Latent, Noise, PictureRequest
from gan_studio.core.latent.sample import latents_of

A = PictureRequest(Latent(1))


class Plain(nn.Module):
    """As much of a generator without styles as its latents need."""

    z_dim, num_ws, num_classes = 128, 0, 0

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))


def test_a_random_walk_begins_where_it_is_told_and_is_the_same_every_time():
    walk = RandomWalk(replace(A, psi=0.5, noise=Noise("random", 1.0, 3)), seed=5)
    assert walk.request_at(0.0) == walk.request
    assert walk.request_at(4.0) == walk.stop(2) == replace(walk, easing="ease").request_at(4.0)
    assert walk.request_at(1e6) == RandomWalk(walk.request, seed=5).request_at(1e6)
    around = (walk.request.latent, walk.stop(3).latent)
    assert walk.request_at(3.0).blend == Blend(walk.stop(1), walk.stop(2), 0.5, "curve", *around)
    assert replace(walk, seed=6).stop(1) != walk.stop(1)


def test_a_random_walk_does_not_repeat_itself_and_leaves_all_but_the_latent_alone():
    walk = RandomWalk(replace(A, psi=0.5, noise=Noise("random", 1.0, 3)), seed=5)
    stops = [walk.stop(place) for place in range(500)]
    assert len({stop.latent.seed for stop in stops}) == 500
    assert {replace(stop, latent=Latent()) for stop in stops} == {replace(walk.request, latent=Latent())}
    assert {request.noise for request in walk.frames(10, 3.0)} == {walk.request.noise}


def test_a_random_walk_becomes_keyframes_that_show_the_same():
    walk = RandomWalk(A, seed=2, seconds_each=1.5)
    timeline = walk.timeline(4.0)
    assert timeline.duration == 4.5
    for moment in (0.0, 0.4, 1.5, 2.25, 4.5):  # on the way to its end it has no stop to turn to
        assert timeline.request_at(moment) == walk.request_at(moment)


def test_a_random_walk_goes_at_a_steady_speed_without_corners_and_meets_every_seed():
    walk = RandomWalk(A, seed=3)
    frames = walk.frames(fps=20, seconds=16.0)
    way = torch.stack([drawable(Plain(), request).z for request in frames])
    for place in range(8):
        (met,) = latents_of([walk.stop(place)], Plain.z_dim)
        assert torch.equal(way[40 * place], met)
    steps = way.diff(dim=0)
    lengths = steps.norm(dim=1)
    assert float(lengths.max() / lengths.min()) < 1.6
    turns = torch.nn.functional.cosine_similarity(steps[:-1], steps[1:])
    assert float(turns.min()) > 0.97  # at a corner it would be about 0

"""What was made with one model, fitted to another."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gan_studio.core.latent.fitting import fitted_directions, fitted_timeline
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.core.latent.timeline import Keyframe, Timeline
from gan_studio.core.latent.vectors import Direction, StoredPoint, Vector

PLAIN = ModelFacts(Path("plain.pt"), "plain", "0" * 64, 12, (1, 8, 8))
STYLED = ModelFacts(
    *(Path("styled.pt"), "styled", "1" * 64, 8, (3, 16, 16)),
    latent_spaces=("z", "w", "w_plus"),
    num_ws=6,
    w_dim=8,
)
FOUND = Latent(3, stored=StoredPoint("w_plus", Vector.of(np.ones((6, 8))), "found"))


def test_only_the_directions_that_a_model_has_stay():
    in_z, in_w = (Direction(space, space, Vector.of(np.ones(8))) for space in "zw")
    assert fitted_directions((in_z, in_w), STYLED) == (in_z, in_w)
    assert fitted_directions((in_z, in_w), PLAIN) == ()


def test_a_film_keeps_its_moments():
    timeline = Timeline(
        (Keyframe(0.0, PictureRequest(FOUND)), Keyframe(2.0, PictureRequest(Latent(1), label=2)))
    )
    fitted = fitted_timeline(timeline, PLAIN)
    assert [keyframe.seconds for keyframe in fitted.keyframes] == [0.0, 2.0]
    assert [keyframe.request for keyframe in fitted.keyframes] == [
        PictureRequest(Latent(3)),
        PictureRequest(Latent(1)),
    ]

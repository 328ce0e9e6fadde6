import dataclasses
import math
from pathlib import Path

import pytest

from gan_studio.core.errors import InputError
from gan_studio.core.latent.checks import check
from gan_studio.core.latent.requests import Blend, Latent, ModelFacts, PictureRequest, Walk, seed_page, strip

PLAIN = ModelFacts(Path("a.pt"), "a", "0", z_dim=8, sample_shape=(1, 4, 4))
BY_CLASS = dataclasses.replace(PLAIN, num_classes=3, classes=("x", "y", "z"))
STYLED = dataclasses.replace(PLAIN, latent_spaces=("z", "w"), num_ws=6)


@pytest.mark.parametrize(
    ("request_", "facts"),
    [
        (PictureRequest(), PLAIN),
        (PictureRequest(Latent(2**32 - 1).with_component(7, -4.0), psi=0.0), PLAIN),
        (PictureRequest(label=2), BY_CLASS),
        (PictureRequest(cutoff=6), STYLED),
        (PictureRequest(Latent(walk=Walk((Latent(1), Latent(2))), position=1.0)), PLAIN),
    ],
)
def test_sound_requests_pass(request_: PictureRequest, facts: ModelFacts):
    check(request_, facts)


@pytest.mark.parametrize(
    ("request_", "facts", "part"),
    [
        (PictureRequest(Latent(2**32)), PLAIN, "seed"),
        (PictureRequest(Latent(-1)), PLAIN, "seed"),
        (PictureRequest(psi=math.nan), PLAIN, "psi"),
        (PictureRequest(psi=3.0), PLAIN, "psi"),
        (PictureRequest(cutoff=1), PLAIN, "style layers"),
        (PictureRequest(cutoff=7), STYLED, "6 style layers"),
        (PictureRequest(label=0), PLAIN, "without classes"),
        (PictureRequest(), BY_CLASS, "from 0 to 2"),
        (PictureRequest(label=3), BY_CLASS, "no class 3"),
        (PictureRequest(Latent().with_component(8, 0.0)), PLAIN, "dimension 8"),
        (PictureRequest(Latent().with_component(0, math.inf)), PLAIN, "dimension 0 is inf"),
        (PictureRequest(Latent(walk=Walk((Latent(1),)))), PLAIN, "two seeds"),
        (PictureRequest(Latent(walk=Walk((Latent(1), Latent(2))), position=1.5)), PLAIN, "Position 1.5"),
        (PictureRequest(Latent(walk=Walk((Latent(1), Latent(2)), "teleport"))), PLAIN, "teleport"),
    ],
)
def test_what_a_model_cannot_draw_is_refused_with_a_sentence(
    request_: PictureRequest, facts: ModelFacts, part: str
):
    with pytest.raises(InputError, match=part) as refusal:
        check(request_, facts)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(("share", "psi"), [(0.2, 0.5), (0.7, 0.8)])
def test_seeds_and_ways_beside_a_moment_between_two_pictures_are_their_own(share: float, psi: float):
    blend = Blend(PictureRequest(Latent(1), psi=0.5), PictureRequest(Latent(2), psi=0.8), share)
    between = PictureRequest(Latent(1), blend=blend)
    assert seed_page(between, 4, 2) == (
        PictureRequest(Latent(4), psi=psi),
        PictureRequest(Latent(5), psi=psi),
    )
    walk = Walk((Latent(6), Latent(7)))
    ends = tuple(PictureRequest(Latent(walk=walk, position=spot), psi=psi) for spot in (0.0, 1.0))
    assert strip(between, walk, 2) == ends

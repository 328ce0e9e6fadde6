"""The second opinion on a drag, and hints about points, on pictures that were moved by a known way."""

from __future__ import annotations

import numpy as np
import pytest

from gan_studio.core.latent.dragging.hints import edge_hint
from gan_studio.core.latent.dragging.look import SecondLook
from gan_studio.core.latent.dragging.messages import DragPair

SIDE = 48
MIDDLE = (24.0, 24.0)


def _waves(right: float = 0.0, down: float = 0.0, scale: int = 1) -> np.ndarray:
    """A picture uint8 [H, W, 3] of waves in several directions, moved so far, and enlarged."""
    axis = np.arange(SIDE * scale) / scale
    x, y = np.meshgrid(axis - right, axis - down)
    waves = [
        np.sin(0.31 * x + 0.23 * y) + np.sin(0.05 * (x - y) ** 2 / 9 + phase) + np.sin(0.4 * y - phase)
        for phase in (0.0, 1.0, 2.0)
    ]
    return (127 + 40 * np.stack(waves, axis=-1)).astype(np.uint8)


def _edge(column: float = 24.0) -> np.ndarray:
    """A picture that is dark left of a column and light right of it."""
    share = 1 / (1 + np.exp(-(np.arange(SIDE) - column)))
    return np.broadcast_to((40 + 170 * share)[None, :, None], (SIDE, SIDE, 1)).astype(np.uint8)


def test_what_moved_is_found_where_it_is():
    look = SecondLook(_waves(), MIDDLE)
    look.see(_waves(3.5, -2.0))
    found = look.find(6.0)
    assert found.place == pytest.approx((27.5, 22.0), abs=0.3)
    assert found.likeness == pytest.approx(1.0, abs=0.02)


def test_the_flow_from_picture_to_picture_is_followed():
    look, place = SecondLook(_waves(), MIDDLE), MIDDLE
    for step in range(1, 6):
        look.see(_waves(0.8 * step, -0.5 * step))
        place = look.moved(place)
    assert place == pytest.approx((28.0, 21.5), abs=0.4)


def test_along_an_edge_nothing_is_said_to_move():
    look = SecondLook(_edge(), MIDDLE)
    look.see(_edge(25.0))
    assert look.moved(MIDDLE) == pytest.approx((25.0, 24.0), abs=0.2)


def test_what_is_said_to_have_arrived_but_stayed_is_found_where_it_stayed():
    look = SecondLook(_waves(), MIDDLE)
    look.see(_waves())
    verdict = look.judged((28.0, 21.0), (28.0, 21.0))
    assert verdict.place == pytest.approx(MIDDLE, abs=0.3)
    assert verdict.distance == pytest.approx(5.0, abs=0.3)


def test_what_arrived_is_confirmed():
    look = SecondLook(_waves(), MIDDLE)
    look.see(_waves(4.0, -3.0))
    verdict = look.judged((28.0, 21.0), (28.0, 21.0))
    assert verdict.distance == pytest.approx(0.0, abs=0.4)
    assert verdict.likeness == pytest.approx(1.0, abs=0.02)


def test_what_lost_its_look_must_have_been_seen_to_move():
    look = SecondLook(_waves(), MIDDLE)
    look.see(np.full((SIDE, SIDE, 3), 90, np.uint8))
    verdict = look.judged((28.0, 21.0), (28.0, 21.0))
    assert verdict.likeness < 0.5
    assert verdict.distance >= 4.9


def test_what_is_alike_elsewhere_must_have_been_seen_to_move():
    stripes = np.broadcast_to((np.arange(SIDE) // 4 % 2 * 200)[None, :, None], (SIDE, SIDE, 1))
    look = SecondLook(stripes.astype(np.uint8), MIDDLE)
    look.see(stripes.astype(np.uint8))
    assert not look.find(10.0).is_sure
    assert look.judged((32.0, 24.0), (32.0, 24.0)).distance == pytest.approx(8.0, abs=0.3)


def test_large_pictures_are_judged_in_their_own_pixels():
    look = SecondLook(_waves(scale=6), (144.0, 144.0))
    look.see(_waves(2.0, 1.0, scale=6))
    assert look.find(30.0).place == pytest.approx((156.0, 150.0), abs=1.5)


def test_a_place_at_the_border_is_found_inside_of_the_picture():
    look = SecondLook(_waves(), (1.0, SIDE - 1.0))
    look.see(_waves())
    assert look.find(8.0).place == pytest.approx((1.0, SIDE - 1.0), abs=0.3)


def _spot() -> np.ndarray:
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    away = (x - MIDDLE[0]) ** 2 + (y - MIDDLE[1]) ** 2
    return (250 * np.exp(-away / 8)).astype(np.uint8)[..., None]


@pytest.mark.parametrize(
    ("picture", "way", "words"),
    [
        (_edge(), (0, 5), "lies on a straight edge"),
        (_edge(), (0, -5), "lies on a straight edge"),
        (_edge(), (5, 1), ""),
        (_spot(), (0, 5), ""),
        (np.full((SIDE, SIDE, 3), 90, np.uint8), (3, 4), "lies in a flat area"),
    ],
    ids=["down an edge", "up an edge", "across an edge", "a spot", "nothing"],
)
def test_a_point_that_cannot_be_told_from_its_neighbours_is_hinted_at(
    picture: np.ndarray, way: tuple[int, int], words: str
):
    hint = edge_hint(picture, [DragPair(MIDDLE, (MIDDLE[0] + way[0], MIDDLE[1] + way[1]))])
    assert bool(hint) == bool(words)
    assert words in hint

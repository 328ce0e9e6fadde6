"""Bookmarks and single latents as text."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gan_studio.core.errors import InputError
from gan_studio.core.latent.bookmarks import MAX_BOOKMARKS, Bookmark, bookmarks_from, bookmarks_values
from gan_studio.core.latent.latent_text import latent_of_text, text_of_latent
from gan_studio.core.latent.recipe import Recipe, to_text
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest, Walk
from gan_studio.core.latent.vectors import StoredPoint, Vector

PLAIN = ModelFacts(Path("plain.pt"), "plain", "0" * 64, 12, (1, 8, 8))
STYLED = ModelFacts(
    Path("styled.pt"),
    "styled",
    "1" * 64,
    8,
    (3, 16, 16),
    latent_spaces=("z", "w", "w_plus"),
    num_ws=6,
    w_dim=8,
)
FOUND = Latent(3, stored=StoredPoint("w_plus", Vector.of(np.ones((6, 8))), "found"))


def test_bookmarks_survive_a_file_in_their_order():
    bookmarks = (
        Bookmark("the bést", PictureRequest(Latent(5, ((0, 1.5),)), psi=0.7, label=1)),
        Bookmark("", PictureRequest(FOUND)),
    )
    assert bookmarks_from(json.loads(json.dumps(bookmarks_values(bookmarks)))) == bookmarks


@pytest.mark.parametrize(
    "values",
    [
        {},
        [{"name": "a"}],
        [{"name": "x" * 300, "request": {}}],
        [{"name": 3, "request": bookmarks_values([Bookmark("", PictureRequest())])[0]["request"]}],
        bookmarks_values([Bookmark("", PictureRequest())]) * (MAX_BOOKMARKS + 1),
    ],
)
def test_what_are_no_bookmarks_is_refused(values):
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        bookmarks_from(values)


@pytest.mark.parametrize(
    "latent",
    [
        Latent(4_294_967_295, ((2, -1.25),)),
        FOUND,
        Latent(walk=Walk((Latent(1), Latent(2))), position=0.4),
    ],
)
def test_a_latent_is_copied_and_pasted(latent: Latent):
    assert latent_of_text(text_of_latent(latent, "styled"), STYLED) == (latent, "")


def test_a_recipes_latent_can_be_pasted_too():
    recipe = to_text(Recipe("plain", "runs/plain", "0" * 64, PictureRequest(Latent(7), psi=0.2)))
    assert latent_of_text(recipe, PLAIN) == (Latent(7), "")


def test_a_latent_that_does_not_fit_says_why():
    with pytest.raises(InputError, match=r"^The latent of styled does not fit\. plain has no latent space W"):
        latent_of_text(text_of_latent(FOUND, "styled"), PLAIN)


def test_dimensions_that_a_model_lacks_are_left_out_and_told():
    latent, left_out = latent_of_text(text_of_latent(Latent(1, ((2, 1.0), (11, 2.0))), "plain"), STYLED)
    assert latent == Latent(1, ((2, 1.0),))
    assert left_out.startswith(
        "What was changed of dimension 8 and beyond is left out of the latent of plain"
    )


@pytest.mark.parametrize(
    "text", ["", "a seed", "[]", "{}", '{"latent": {"seed": -1}}', '{"latent": 3}', "[" * 100_000]
)
def test_damaged_text_is_no_latent(text: str):
    with pytest.raises(InputError, match="holds no latent that can be read"):
        latent_of_text(text, PLAIN)


def test_a_newer_latent_says_to_update():
    text = text_of_latent(Latent(1), "plain").replace('"gan_studio_latent": 1', '"gan_studio_latent": 2')
    with pytest.raises(InputError, match="newer studio"):
        latent_of_text(text, PLAIN)

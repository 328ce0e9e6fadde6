"""Saving and copying a picture that is not drawn exactly yet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from explore_pages import expected, opened, settle
from PIL import Image
from PySide6.QtGui import QGuiApplication
from tiny_models import write_model

from gan_studio.core.latent.recipe import read_recipe
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.render_messages import Frame
from gan_studio.ui.pages.explore.page import ExplorePage

_ASKED = PictureRequest(Latent(5))


def _ask(page: ExplorePage, path: Path) -> None:
    """Save the picture of seed 5 before it can have been drawn."""
    page.exploration.commit_request(_ASKED, "seed")
    page.picture.save_to(path)


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_what_is_saved_is_the_picture_that_was_shown_when_it_was_asked_for(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    _ask(page, tmp_path / "five.png")
    page.exploration.commit_latent(Latent(6), "seed")
    page.picture.save_to(tmp_path / "six.png")
    settle(qtbot, page)
    qtbot.waitUntil(lambda: [notice.kind for notice in notices] == ["info", "info"])
    for seed, name in ((5, "five.png"), (6, "six.png")):
        request = PictureRequest(Latent(seed))
        assert read_recipe(tmp_path / name).request == request
        wanted = np.broadcast_to(expected(page, request), _pixels(tmp_path / name).shape)
        assert np.array_equal(_pixels(tmp_path / name), wanted)


def test_what_is_copied_is_the_picture_that_was_shown_when_it_was_asked_for(
    qtbot, page: ExplorePage, notices: list
):
    page.exploration.commit_request(_ASKED, "seed")
    page.picture.copy()
    page.exploration.commit_latent(Latent(6), "seed")
    qtbot.waitUntil(lambda: [notice.text for notice in notices] == ["Copied the picture."])
    copied = QGuiApplication.clipboard().image()
    wanted = expected(page, _ASKED)
    assert copied.pixelColor(3, 2).red() == wanted[2, 3, 0]
    assert copied.pixelColor(6, 1).red() == wanted[1, 6, 0]


def test_a_refusal_of_other_pictures_does_not_keep_one_from_being_saved(
    qtbot, page: ExplorePage, tmp_path: Path
):
    with qtbot.waitSignal(page.exploration.refused) as refused:
        _ask(page, tmp_path / "five.png")
        page.exploration.draw(Frame.SEEDS, [PictureRequest(label=3)])  # of a model without classes
    assert refused.args == [Frame.SEEDS]
    qtbot.waitUntil((tmp_path / "five.png").exists)


def test_a_picture_that_cannot_be_drawn_is_told_and_the_next_is_saved(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    page.exploration.commit_request(PictureRequest(label=3), "class")
    page.picture.save_to(tmp_path / "never.png")
    _ask(page, tmp_path / "five.png")
    qtbot.waitUntil(lambda: sorted(notice.kind for notice in notices) == ["error", "info"])
    assert any("without classes" in notice.text for notice in notices)
    assert [path.name for path in tmp_path.glob("*.png")] == ["five.png"]


def test_that_another_model_was_opened_before_is_told(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    page.exploration.open_model(write_model(tmp_path / "other.pt", seed=1))
    _ask(page, tmp_path / "five.png")
    opened(qtbot, page, tmp_path / "other.pt")
    assert ["neither saved nor copied" in notice.text for notice in notices] == [True]
    assert not (tmp_path / "five.png").exists()

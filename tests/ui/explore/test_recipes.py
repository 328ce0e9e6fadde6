"""Pictures that leave Explore and come back: saved, dropped, copied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import new_page, opened, settle, type_in
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from tiny_models import write_model

from gan_studio.core.latent.recipe import read_recipe
from gan_studio.core.latent.requests import Latent
from gan_studio.session.studio import OpenRecipe, Studio
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.pages import Place
from gan_studio.ui.pages.explore.page import ExplorePage


def test_a_saved_picture_restores_everything_when_it_comes_back(
    qtbot, class_page: ExplorePage, studio: Studio, notices: list, tmp_path: Path
):
    page = class_page
    type_in(page.controls.seed.lineEdit(), "77", qtbot)
    page.dimensions.sliders.row(1).slider.setValue(-150)
    page.controls.psi.slider.setValue(600)
    qtbot.keyClick(page.controls.label, Qt.Key.Key_Down)
    saved = settle(qtbot, page)
    page.picture.save_to(tmp_path / "a.png")
    assert read_recipe(tmp_path / "a.png").request == page.exploration.view.request
    other = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "other.pt"))
    other.receive(OpenRecipe(tmp_path / "a.png"))
    qtbot.waitUntil(lambda: other.exploration.facts.num_classes == 3)
    assert np.array_equal(settle(qtbot, other), saved)
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(np.asarray(picture), saved[..., 0])
    assert other.controls.seed.value_shown() == 77
    assert other.controls.psi.value() == pytest.approx(0.8)
    assert other.controls.label.currentText() == "coat"
    assert [notice.kind for notice in notices] == ["info"]


def test_a_picture_dropped_on_the_window_is_explored(qtbot, page: ExplorePage, tmp_path: Path):
    type_in(page.controls.seed.lineEdit(), "21", qtbot)
    saved = settle(qtbot, page)
    page.picture.save_to(tmp_path / "a.png")
    place = Place("explore", "Explore", "explore", "Move about.", lambda: ExplorePage)
    window = MainWindow(Studio(), (place,))
    qtbot.addWidget(window)
    window.studio.setParent(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    window.dropEvent(_drop(data))
    assert window.studio.parts.wait(60_000)
    explore = window.page("explore")
    qtbot.waitUntil(lambda: explore.exploration.facts is not None, timeout=20_000)
    assert np.array_equal(settle(qtbot, explore), saved)
    assert explore.controls.seed.value_shown() == 21
    explore.exploration.end()


def _drop(data: QMimeData) -> QDropEvent:
    nothing = Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)


def test_a_recipe_of_a_model_that_is_gone_is_one_notice_and_loses_nothing(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    page.picture.save_to(tmp_path / "a.png")
    gone = page.exploration.facts.path
    opened(qtbot, page, write_model(tmp_path / "other.pt", seed=5))
    gone.unlink()
    before = page.exploration.view
    page.receive(OpenRecipe(tmp_path / "a.png"))
    qtbot.waitUntil(lambda: notices[-1].kind == "error")
    assert "no longer at" in notices[-1].text
    assert page.exploration.view == before


def test_recipes_travel_by_clipboard(qtbot, page: ExplorePage, notices: list):
    type_in(page.controls.seed.lineEdit(), "9", qtbot)
    settle(qtbot, page)
    page.picture.copy_recipe_action.trigger()
    assert (notices[-1].text, notices[-1].is_brief) == ("Copied the recipe.", True)
    type_in(page.controls.seed.lineEdit(), "10", qtbot)
    page.picture.paste_action.trigger()
    qtbot.waitUntil(lambda: page.exploration.view.latent.seed == 9)


def test_the_picture_is_copied_at_its_own_size(qtbot, page: ExplorePage, notices: list):
    page.picture.copy_action.trigger()
    assert (notices[-1].text, notices[-1].is_brief) == ("Copied the picture.", True)
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (8, 8)
    assert image.pixelColor(3, 4).red() == settle(qtbot, page)[4, 3, 0]


def test_a_recipe_that_cannot_be_opened_leaves_a_movement_to_undo(qtbot, page: ExplorePage):
    exploration = page.exploration
    before = exploration.view
    moved = before.with_latent(Latent(9))
    exploration.show(moved)
    with qtbot.waitSignal(exploration.opening, check_params_cb=lambda is_opening: not is_opening):
        exploration.paste_recipe("no recipe")
    exploration.commit(moved, "Seed 9")
    exploration.undo()
    assert exploration.view == before
    exploration.redo()
    assert exploration.view == moved

"""Bookmarks, and latents on the clipboard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu
from tiny_models import write_model, write_run, write_styled_model

from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.ui.pages.explore.bookmarks import BookmarksPanel
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model, with the bookmarks in front."""
    page = opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "dots.pt"))
    page._below.bring_forward(BookmarksPanel)
    return page


@pytest.fixture
def panel(page: ExplorePage) -> BookmarksPanel:
    return next(panel for panel in page._below.panels if isinstance(panel, BookmarksPanel))


def _bookmark(qtbot, page: ExplorePage, *seeds: int) -> None:
    for seed in seeds:
        type_in(page.controls.seed.lineEdit(), str(seed), qtbot)
        settle(qtbot, page)
        qtbot.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)


def _names(page: ExplorePage) -> list[str]:
    return [bookmark.name for bookmark in page.exploration.view.bookmarks]


def _choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_an_empty_panel_offers_the_one_click_that_fills_it(qtbot, page: ExplorePage, panel: BookmarksPanel):
    assert not panel.list.isVisible()
    qtbot.mouseClick(panel.first_button, Qt.MouseButton.LeftButton)
    assert panel.list.isVisible()
    assert _names(page) == ["Seed 0"]
    page.exploration.undo()
    assert panel.first_button.isVisible()


def test_bookmarks_show_their_pictures_and_lead_back(qtbot, page: ExplorePage, panel: BookmarksPanel):
    page.controls.psi.slider.setValue(600)
    _bookmark(qtbot, page, 3, 4)
    kept = page.exploration.view.bookmarks[0].request
    assert kept.psi != 1
    qtbot.waitUntil(lambda: not panel.list.item(1).icon().isNull())
    shown = panel.list.item(0).icon().pixmap(72, 72).toImage()
    wanted = expected(page, kept)
    assert [shown.pixelColor(9 * x + 4, 4).red() for x in range(8)] == wanted[0, :, 0].tolist()
    page.exploration.commit_request(PictureRequest(Latent(9)), "Elsewhere")
    place = panel.list.visualItemRect(panel.list.item(0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.exploration.view.request == kept
    assert np.array_equal(settle(qtbot, page), wanted)
    page.exploration.undo()
    assert page.exploration.view.request == PictureRequest(Latent(9))


def test_a_picture_between_two_seeds_stays_what_it_is_when_the_walk_changes(
    qtbot, page: ExplorePage, panel: BookmarksPanel
):
    for seed in (1, 2):
        type_in(page.controls.seed.lineEdit(), str(seed), qtbot)
        settle(qtbot, page)
        page.walk.add_current()
    page.exploration.commit(page.exploration.view.at_position(0.5), "Move")
    between = settle(qtbot, page)
    panel.add()
    assert _names(page) == ["From seed 1 to seed 2, 50%"]
    page.exploration.commit_request(PictureRequest(Latent(9)), "Elsewhere")
    panel.list.visited.emit(0)
    assert np.array_equal(settle(qtbot, page), between)
    assert page.exploration.view.latent.walk is None


def test_bookmarks_are_renamed_removed_and_sorted_and_undo_knows_it(
    qtbot, page: ExplorePage, panel: BookmarksPanel
):
    _bookmark(qtbot, page, 1, 2, 3)
    panel.list.setCurrentRow(0)
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    field = panel.list.findChild(QLineEdit)
    qtbot.keyClicks(field, "the best")
    panel.list.set_picture(0, QPixmap(8, 8))  # as one that was drawn meanwhile
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _names(page) == ["the best", "Seed 2", "Seed 3"])
    qtbot.waitUntil(lambda: panel.list.item(0).text() == "the best")
    panel.list.model().moveRow(panel.list.rootIndex(), 0, panel.list.rootIndex(), 3)
    assert _names(page) == ["Seed 2", "Seed 3", "the best"]
    panel.list.setCurrentRow(1)
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert _names(page) == ["Seed 2", "the best"]
    for _ in range(3):
        page.exploration.undo()
    assert _names(page) == ["Seed 1", "Seed 2", "Seed 3"]
    assert panel.list.item(0).text() == "Seed 1"


def test_bookmarks_are_drawn_anew_when_another_checkpoint_passes_by(qtbot, studio, tmp_path: Path):
    early, late = write_run(tmp_path / "run", 64), write_run(tmp_path / "run", 128, seed=1)
    page = opened(qtbot, new_page(qtbot, studio), early)
    page._below.bring_forward(BookmarksPanel)
    _bookmark(qtbot, page, 3)
    item = next(panel for panel in page._below.panels if isinstance(panel, BookmarksPanel)).list.item(0)

    def row() -> list[int]:
        shown = item.icon().pixmap(72, 72).toImage()
        return [shown.pixelColor(9 * x + 4, 4).red() for x in range(8)] if not shown.isNull() else []

    qtbot.waitUntil(lambda: row() == expected(page, PictureRequest(Latent(3)))[0, :, 0].tolist())
    page.exploration.pass_by(late)
    qtbot.waitUntil(lambda: page.exploration.facts.path == late)
    wanted = expected(page, PictureRequest(Latent(3)))[0, :, 0].tolist()
    qtbot.waitUntil(lambda: row() == wanted)


def test_an_empty_name_leaves_the_one_before(qtbot, page: ExplorePage, panel: BookmarksPanel):
    _bookmark(qtbot, page, 1)
    panel.list.item(0).setText("   ")
    qtbot.waitUntil(lambda: panel.list.item(0).text() == "Seed 1")
    assert _names(page) == ["Seed 1"]


def test_a_bookmarks_menu_adds_it_to_the_interpolation_and_copies_its_latent(
    qtbot, page: ExplorePage, panel: BookmarksPanel
):
    _bookmark(qtbot, page, 6)
    _choose(panel.menu(0), "Add to Interpolation")
    assert page.exploration.view.walk.anchors == (Latent(6),)
    type_in(page.controls.seed.lineEdit(), "7", qtbot)
    _choose(panel.menu(0), "Copy Latent")
    page.picture.copying.paste_action.trigger()
    assert page.exploration.view.latent == Latent(6)
    _choose(panel.menu(0), "Remove")
    assert _names(page) == []


def test_bookmarks_can_be_added_while_another_tab_is_in_front(qtbot, page: ExplorePage, notices: list):
    page.show_interpolation()
    _bookmark(qtbot, page, 5)
    assert [(notice.text, notice.is_brief) for notice in notices] == [("Bookmarked “Seed 5”.", True)]


def test_a_latent_is_pasted_with_the_settings_that_are_here(qtbot, page: ExplorePage, panel: BookmarksPanel):
    page.dimensions.sliders.row(3).slider.setValue(150)
    copied = page.exploration.view.latent
    settle(qtbot, page)
    page.picture.copying.copy_action.trigger()
    page.exploration.commit_request(PictureRequest(Latent(1), psi=0.5), "Elsewhere")
    page.picture.copying.paste_action.trigger()
    assert page.exploration.view.request == PictureRequest(copied, psi=0.5)
    page.picture.copying.paste_stop_action.trigger()
    assert page.exploration.view.walk.anchors == (copied,)


def test_a_latent_that_another_model_lacks_is_refused_with_a_sentence(
    qtbot, page: ExplorePage, panel: BookmarksPanel, notices: list, tmp_path: Path
):
    styled = opened(qtbot, page, write_styled_model(tmp_path / "styled.pt"))
    styled.exploration.commit_latent(styled.exploration.stored_latent("found"), "Keep the point")
    settle(qtbot, styled)
    page.picture.copying.copy_action.trigger()
    opened(qtbot, page, tmp_path / "dots.pt")
    notices.clear()
    page.picture.copying.paste_action.trigger()
    assert [notice.text for notice in notices] == [
        "The latent of styled does not fit. dots has no latent space W+, in which this latent is."
    ]


def test_damaged_text_is_no_latent_and_changes_nothing(
    page: ExplorePage, panel: BookmarksPanel, notices: list
):
    QGuiApplication.clipboard().setText('{"latent": {"seed": 1.5}}')
    before = page.exploration.view
    page.picture.copying.paste_action.trigger()
    page.picture.copying.paste_stop_action.trigger()
    assert page.exploration.view == before
    assert {notice.text for notice in notices} == {
        "The clipboard holds no latent that can be read; copy one with Copy Latent."
    }

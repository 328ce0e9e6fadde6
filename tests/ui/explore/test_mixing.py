"""Style mixing, by its matrix and its buttons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from tiny_models import write_model, write_styled_model

from gan_studio.core.latent.latent_text import text_of_latent
from gan_studio.core.latent.mixing_grid import MixingGrid
from gan_studio.core.latent.requests import Latent, MixedStyle, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.mixing.latents import Origin
from gan_studio.ui.pages.explore.mixing.panel import MixingPanel
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with styles, and the matrix of its mixing."""
    page = opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))
    page._below.bring_forward(MixingPanel)
    return page


@pytest.fixture
def mixing(qtbot, page: ExplorePage) -> MixingPanel:
    """The mixing panel of the page, drawn."""
    panel = page.findChild(MixingPanel)
    _drawn(qtbot, panel)
    return panel


def _drawn(qtbot, panel: MixingPanel) -> None:
    qtbot.waitUntil(lambda: panel._drawn == panel.grid())


def _click(qtbot, panel: MixingPanel, row: int, column: int) -> None:
    place = panel.matrix.cell_rect(panel.matrix.index(row, column)).center()
    qtbot.mouseClick(panel.matrix, Qt.MouseButton.LeftButton, pos=place)


def test_the_matrix_begins_with_sources_destinations_and_coarse_layers(
    page: ExplorePage, mixing: MixingPanel
):
    grid = mixing.grid()
    assert (len(grid.sources), len(grid.destinations), grid.layers) == (5, 2, (0, 1, 2))
    assert len(mixing.matrix.images()) == 6 * 3
    assert not mixing.matrix.images()[0].any()
    source = expected(page, PictureRequest(grid.sources[3]))
    assert np.array_equal(mixing.matrix.images()[mixing.matrix.index(-1, 3)], source)
    assert mixing.matrix.caption(mixing.matrix.index(1, 0)) == "Seed 7 with layers 0–2 of Seed 1"
    assert page.exploration.view.mixing_grid == MixingGrid()


def test_a_click_on_a_cell_shows_it_large_and_no_mixing_takes_it_back(
    qtbot, page: ExplorePage, mixing: MixingPanel
):
    _click(qtbot, mixing, 1, 2)
    wanted = PictureRequest(Latent(7), mixing=(MixedStyle(Latent(3), (0, 1, 2)),))
    assert page.exploration.view.request == wanted
    assert np.array_equal(settle(qtbot, page), expected(page, wanted))
    assert mixing.bar.state.text() == "Shown: layers 0–2 of Seed 3"
    assert page.exploration.history.undoText() == "Mix styles"
    qtbot.mouseClick(mixing.bar.clear, Qt.MouseButton.LeftButton)
    assert page.exploration.view.request == PictureRequest(Latent(7))
    assert mixing.matrix.current() is None
    page.exploration.undo()
    assert mixing.matrix.current() == mixing.matrix.index(1, 2)
    page.exploration.undo()
    assert page.exploration.view.request == PictureRequest(Latent(0))


def test_cells_are_walked_and_entered_by_keyboard(qtbot, page: ExplorePage, mixing: MixingPanel):
    _click(qtbot, mixing, 0, 0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(mixing.matrix, key)
    wanted = PictureRequest(Latent(7), mixing=(MixedStyle(Latent(2), (0, 1, 2)),))
    assert page.exploration.view.request == wanted


def test_other_layers_change_the_matrix_and_the_picture_of_it(qtbot, page: ExplorePage, mixing: MixingPanel):
    _click(qtbot, mixing, 0, 4)
    settle(qtbot, page)
    coarse, middle = mixing.bar.layers.groups
    qtbot.mouseClick(middle, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(coarse, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(mixing.bar.layers.layers[0], Qt.MouseButton.LeftButton)
    wanted = PictureRequest(Latent(6), mixing=(MixedStyle(Latent(5), (0, 3, 4, 5)),))
    assert page.exploration.view.request == wanted
    assert page.exploration.view.mixing_grid.layers == (0, 3, 4, 5)
    assert (coarse.isChecked(), middle.isChecked()) == (False, True)
    _drawn(qtbot, mixing)
    assert np.array_equal(mixing.matrix.images()[mixing.matrix.index(0, 4)], settle(qtbot, page))


def test_one_layer_at_least_is_mixed(qtbot, page: ExplorePage, mixing: MixingPanel):
    layers = mixing.bar.layers
    for button in layers.layers[:3]:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert mixing.grid().layers == (2,)
    assert layers.layers[2].isChecked()


def test_sources_and_destinations_are_added_replaced_and_removed(
    qtbot, page: ExplorePage, mixing: MixingPanel
):
    type_in(page.controls.seed.lineEdit(), "42", qtbot)
    bar = mixing.bar
    qtbot.mouseClick(bar.adders["source", Origin.CURRENT], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.adders["destination", Origin.RANDOM], Qt.MouseButton.LeftButton)
    _drawn(qtbot, mixing)
    assert [latent.seed for latent in mixing.grid().sources] == [1, 2, 3, 4, 5, 42]
    assert len(mixing.grid().destinations) == 3
    _click(qtbot, mixing, -1, 0)
    assert bar.choice.text() == "Source 1:"
    qtbot.mouseClick(bar.replacers[Origin.CURRENT], Qt.MouseButton.LeftButton)
    _drawn(qtbot, mixing)
    _click(qtbot, mixing, 0, -1)
    qtbot.mouseClick(bar.remove, Qt.MouseButton.LeftButton)
    _drawn(qtbot, mixing)
    _click(qtbot, mixing, -1, 1)
    qtbot.keyClick(mixing.matrix, Qt.Key.Key_Delete)
    assert [latent.seed for latent in mixing.grid().sources] == [42, 3, 4, 5, 42]
    assert mixing.grid().destinations[0] == Latent(7)
    for _ in range(5):
        page.exploration.undo()
    assert page.exploration.view.mixing_grid == MixingGrid()


def test_the_last_source_stays(qtbot, page: ExplorePage, mixing: MixingPanel):
    view = page.exploration.view
    page.exploration.commit(replace(view, mixing_grid=MixingGrid((Latent(9),))), "Leave one source")
    _drawn(qtbot, mixing)
    _click(qtbot, mixing, -1, 0)
    assert not mixing.bar.remove.isEnabled()
    qtbot.keyClick(mixing.matrix, Qt.Key.Key_Delete)
    assert mixing.grid().sources == (Latent(9),)


def test_a_changed_picture_is_added_as_it_looks(qtbot, page: ExplorePage, mixing: MixingPanel):
    type_in(page.controls.psi.number.lineEdit(), "0.5", qtbot)
    _drawn(qtbot, mixing)
    _click(qtbot, mixing, 0, 1)
    mixed = settle(qtbot, page)
    qtbot.mouseClick(mixing.bar.adders["destination", Origin.CURRENT], Qt.MouseButton.LeftButton)
    _drawn(qtbot, mixing)
    added = mixing.grid().destinations[-1]
    assert added.space == "w_plus"
    shown = mixing.matrix.images()[mixing.matrix.index(2, -1)].astype(int)
    assert np.abs(shown - mixed).max() <= 1
    mixing._show_large((2, -1))
    assert page.exploration.view.request == PictureRequest(added, psi=0.5)


def test_a_source_is_shown_large_by_double_click_or_enter(qtbot, page: ExplorePage, mixing: MixingPanel):
    place = mixing.matrix.cell_rect(mixing.matrix.index(-1, 3)).center()
    qtbot.mouseDClick(mixing.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert page.exploration.view.request == PictureRequest(Latent(4))
    _click(qtbot, mixing, 1, -1)
    qtbot.keyClick(mixing.matrix, Qt.Key.Key_Return)
    assert page.exploration.view.request == PictureRequest(Latent(7))


def test_what_is_chosen_stays_chosen_when_columns_come_and_go(qtbot, page: ExplorePage, mixing: MixingPanel):
    actions = {action.text(): action for action in page.actions()}
    actions["Add to Style Mixing as Source"].trigger()
    _drawn(qtbot, mixing)
    _click(qtbot, mixing, 1, -1)
    page.exploration.undo()
    _drawn(qtbot, mixing)
    assert mixing.matrix.choice() == (1, -1)


def test_a_copied_latent_is_pasted_into_the_matrix(qtbot, page: ExplorePage, mixing: MixingPanel, notices):
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(text_of_latent(Latent(77).with_component(1, 2.0), "any"))
    qtbot.mouseClick(mixing.bar.adders["source", Origin.COPIED], Qt.MouseButton.LeftButton)
    assert mixing.grid().sources[-1] == Latent(77, ((1, 2.0),))
    _drawn(qtbot, mixing)
    _click(qtbot, mixing, 1, -1)
    qtbot.keyClick(mixing.matrix, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert mixing.grid().destinations[1] == Latent(77, ((1, 2.0),))
    clipboard.setText("no latent")
    qtbot.keyClick(mixing.matrix, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [notice.kind for notice in notices] == ["error"]
    assert len(mixing.grid().sources) == 6


def test_another_moment_of_a_run_is_mixed_anew(qtbot, page: ExplorePage, mixing: MixingPanel):
    is_matrix = lambda answer: answer.requests == mixing.grid().requests(answer.requests[0])  # noqa: E731
    with qtbot.waitSignal(page.exploration.rendered, check_params_cb=is_matrix):
        page.exploration.passed.emit(page.exploration.facts)


def test_the_menu_of_a_source_says_what_can_be_done_with_it(page: ExplorePage, mixing: MixingPanel):
    menu = mixing.matrix.context_menu(mixing.matrix.index(-1, 1))
    actions = {action.text(): action for action in menu.actions()}
    actions["Replace with a random seed"].trigger()
    assert mixing.grid().sources[1] != Latent(2)
    actions["Show this picture"].trigger()
    assert page.exploration.view.latent == mixing.grid().sources[1]
    cell = mixing.matrix.context_menu(mixing.matrix.index(0, 0))
    assert "Remove" not in [action.text() for action in cell.actions()]


def test_only_a_model_with_layers_can_mix(qtbot, page: ExplorePage, mixing: MixingPanel, tmp_path: Path):
    index = page._below.indexOf(mixing)
    assert page._below.isTabVisible(index)
    _click(qtbot, mixing, 0, 0)
    opened(qtbot, page, write_model(tmp_path / "plain.pt"))
    assert not page._below.isTabVisible(index)
    assert page.exploration.view.request.mixing == ()
    assert len(mixing.matrix.images()) == 0


def test_many_sources_are_scrolled(qtbot, page: ExplorePage, mixing: MixingPanel):
    view = page.exploration.view
    grid = MixingGrid(tuple(map(Latent, range(20))), tuple(map(Latent, range(9))))
    page.exploration.commit(replace(view, mixing_grid=grid), "Mix much")
    qtbot.waitUntil(lambda: len(mixing.matrix.images()) == 21 * 10, timeout=10_000)
    assert mixing.matrix.cell_rect(0).width() >= 40
    assert mixing.matrix.height() > mixing.height()


def test_every_control_of_mixing_has_a_name_and_a_tooltip(page: ExplorePage, mixing: MixingPanel):
    assert page.findChild(object, "explore.mixing") is mixing
    bar = mixing.bar
    controls = [
        mixing.matrix, *bar.layers.groups, *bar.layers.layers, *bar.adders.values(),
        *bar.replacers.values(), bar.remove, bar.clear,
    ]  # fmt: skip
    assert [widget for widget in controls if not widget.accessibleName()] == []
    assert [widget.accessibleName() for widget in controls if not widget.toolTip()] == []

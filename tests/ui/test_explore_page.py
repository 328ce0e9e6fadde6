"""Explore, driven by its real controls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from explore_pages import expected, new_page, opened, settle, type_in
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from tiny_models import write_model, write_run, write_styled_model

from gan_studio import paths
from gan_studio.core.events import Saved
from gan_studio.core.latent.recipe import read_recipe
from gan_studio.core.latent.requests import Latent, PictureRequest
from gan_studio.session.studio import OpenModel, OpenRecipe, Studio
from gan_studio.session.visits import EvaluateModels
from gan_studio.ui.main_window import MainWindow
from gan_studio.ui.pages import Place
from gan_studio.ui.pages.explore_page import ExplorePage

CLASSES = ("boot", "coat", "bag")


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model without classes."""
    return opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "plain.pt"))


@pytest.fixture
def class_page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with three classes."""
    return opened(qtbot, new_page(qtbot, studio), write_model(tmp_path / "by_class.pt", classes=CLASSES))


def test_the_page_shows_the_models_picture(qtbot, page: ExplorePage):
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(0))))
    assert page.picture.time.text().endswith("ms")
    assert page.picture.caption.text() == "Seed 0"


def test_a_sliders_move_changes_the_picture_and_reset_brings_it_back_exactly(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    row = page.dimensions.sliders.row(3)
    row.slider.setValue(250)
    changed = settle(qtbot, page)
    assert not np.array_equal(changed, before)
    assert np.array_equal(changed, expected(page, PictureRequest(Latent(0).with_component(3, 2.5))))
    qtbot.mouseClick(page.dimensions.sliders.row(3).reset, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), before)
    assert page.exploration.view.latent == Latent(0)


def test_dragging_is_one_step_of_undo(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    slider = page.dimensions.sliders.row(2).slider
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    for x in range(20, 90, 10):
        qtbot.mouseMove(slider, QPoint(x, 10))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(80, 10))
    assert not np.array_equal(settle(qtbot, page), before)
    assert page.exploration.history.count() == 1
    page.picture.undo.trigger()
    assert np.array_equal(settle(qtbot, page), before)
    page.picture.redo.trigger()
    assert dict(page.exploration.view.latent.overrides).keys() == {2}


def test_ctrl_z_undoes_even_while_a_number_has_the_focus(qtbot, page: ExplorePage):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    field = page.controls.seed.lineEdit()
    page.controls.seed.setFocus()
    type_in(field, "5", qtbot)
    assert page.exploration.view.latent.seed == 5
    qtbot.keyClick(page.controls.seed, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.exploration.view.latent.seed == 0


def test_seeds_are_typed_stepped_and_drawn(qtbot, page: ExplorePage):
    type_in(page.controls.seed.lineEdit(), "4294967295", qtbot)
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(2**32 - 1))))
    assert not page.controls.next.isEnabled()
    qtbot.mouseClick(page.controls.previous, Qt.MouseButton.LeftButton)
    assert page.exploration.view.latent.seed == 2**32 - 2
    qtbot.mouseClick(page.controls.random, Qt.MouseButton.LeftButton)
    assert page.controls.seed.value_shown() == page.exploration.view.latent.seed != 2**32 - 2


def test_truncation_moves_towards_the_average_picture(qtbot, page: ExplorePage):
    page.controls.psi.slider.setValue(333)
    average = settle(qtbot, page)
    assert np.array_equal(average, expected(page, PictureRequest(Latent(0), psi=0.0)))
    qtbot.mouseClick(page.controls.random, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), average)


def test_classes_are_offered_only_by_models_that_have_them(qtbot, page: ExplorePage, tmp_path: Path):
    assert page.controls.label.isHidden()
    opened(qtbot, page, write_model(tmp_path / "by_class.pt", classes=CLASSES))
    assert not page.controls.label.isHidden()
    assert [page.controls.label.itemText(index) for index in range(3)] == list(CLASSES)
    opened(qtbot, page, tmp_path / "plain.pt")
    assert page.controls.label.isHidden()
    assert page.exploration.view.request.label is None


def test_a_class_is_chosen_with_the_keyboard(qtbot, class_page: ExplorePage):
    assert class_page.exploration.view.request.label == 0
    qtbot.keyClick(class_page.controls.label, Qt.Key.Key_Down)
    wanted = PictureRequest(Latent(0), label=1)
    assert np.array_equal(settle(qtbot, class_page), expected(class_page, wanted))


def test_every_dimension_has_a_slider_and_few_of_them_exist(qtbot, page: ExplorePage):
    sliders = page.dimensions.sliders
    assert list(sliders.dimensions()) == list(range(12))
    sliders.set_dimensions(range(512))
    assert sliders.row(511).index == 511
    assert sliders.row(0).index == 0
    assert len(sliders._rows) < 40


@pytest.mark.parametrize(
    ("text", "found"), [("7", [7]), ("2-4", [2, 3, 4]), ("1, 9-", [1, 9, 10, 11]), ("x", []), ("99", [])]
)
def test_dimensions_are_found_by_number(qtbot, page: ExplorePage, text: str, found: list[int]):
    qtbot.keyClicks(page.dimensions.search, text)
    assert list(page.dimensions.sliders.dimensions()) == found


def test_the_filter_lists_what_is_changed(qtbot, page: ExplorePage):
    page.dimensions.sliders.row(5).slider.setValue(100)
    qtbot.mouseClick(page.dimensions.only_changed, Qt.MouseButton.LeftButton)
    assert list(page.dimensions.sliders.dimensions()) == [5]
    qtbot.mouseClick(page.dimensions.reset, Qt.MouseButton.LeftButton)
    assert list(page.dimensions.sliders.dimensions()) == []


def test_randomising_a_little_moves_every_dimension_a_little(qtbot, page: ExplorePage):
    before = settle(qtbot, page)
    base = page.exploration.picture.z
    page.dimensions.amount.setValue(10)
    qtbot.mouseClick(page.dimensions.randomize, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    moved = page.exploration.picture.z
    assert np.all(moved != base)
    assert np.abs(moved - base).max() < 1
    qtbot.mouseClick(page.dimensions.reset, Qt.MouseButton.LeftButton)
    assert np.array_equal(settle(qtbot, page), before)


def test_one_dimension_is_randomised_or_typed(qtbot, page: ExplorePage):
    row = page.dimensions.sliders.row(4)
    qtbot.keyClick(row.slider, Qt.Key.Key_R)
    assert [index for index, _ in page.exploration.view.latent.overrides] == [4]
    type_in(row.number.lineEdit(), "1.5", qtbot)
    assert page.exploration.view.latent.overrides == ((4, 1.5),)
    qtbot.keyClick(row.slider, Qt.Key.Key_Delete)
    assert page.exploration.view.latent.overrides == ()


def test_up_and_down_go_from_slider_to_slider(qtbot, page: ExplorePage):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.dimensions.sliders.row(0).slider.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.dimensions.sliders.row(1).slider
    assert page.exploration.view.latent.overrides == ()


def test_a_seed_is_picked_from_the_grid(qtbot, page: ExplorePage):
    grid = page.seeds.grid
    qtbot.waitUntil(lambda: len(grid.images()) > 3)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_rect(3).center())
    assert page.exploration.view.latent == Latent(3)
    assert np.array_equal(settle(qtbot, page), grid.images()[3])


def test_the_grid_pages_through_the_seeds(qtbot, page: ExplorePage):
    grid = page.seeds.grid
    qtbot.waitUntil(lambda: len(grid.images()) > 3)
    count = len(grid.images())
    qtbot.mouseClick(page.seeds.forth, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: grid.caption(0) == f"Seed {count}")
    assert np.array_equal(grid.images()[0], expected(page, PictureRequest(Latent(count))))
    qtbot.mouseClick(page.seeds.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: grid.caption(0) == "Seed 0")


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


def test_recipes_travel_by_clipboard(qtbot, page: ExplorePage):
    type_in(page.controls.seed.lineEdit(), "9", qtbot)
    settle(qtbot, page)
    page.picture.copy_recipe_action.trigger()
    type_in(page.controls.seed.lineEdit(), "10", qtbot)
    page.picture.paste_action.trigger()
    qtbot.waitUntil(lambda: page.exploration.view.latent.seed == 9)


def test_the_picture_is_copied_at_its_own_size(qtbot, page: ExplorePage):
    page.picture.copy_action.trigger()
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (8, 8)
    assert image.pixelColor(3, 4).red() == settle(qtbot, page)[4, 3, 0]


def test_undo_goes_back_to_the_model_before(qtbot, page: ExplorePage, tmp_path: Path):
    first, before = page.exploration.facts.path, settle(qtbot, page)
    opened(qtbot, page, write_model(tmp_path / "other.pt", seed=5))
    page.picture.undo.trigger()
    qtbot.waitUntil(lambda: page.exploration.facts.path == first)
    assert np.array_equal(settle(qtbot, page), before)
    page.picture.redo.trigger()
    qtbot.waitUntil(lambda: page.exploration.facts.path == tmp_path / "other.pt")


def test_an_empty_studio_invites_to_train(qtbot, studio: Studio, monkeypatch):
    monkeypatch.setattr("gan_studio.ui.pages.explore_models.shipped_models", list)
    page = new_page(qtbot, studio)
    visits: list = []
    studio.visit_requested.connect(visits.append)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert page.empty.isVisible()
    assert [visit.place for visit in visits] == ["train"]


def test_a_run_appears_and_opens_with_its_first_checkpoint(qtbot, studio: Studio, monkeypatch):
    monkeypatch.setattr("gan_studio.ui.pages.explore_models.shipped_models", list)
    page = new_page(qtbot, studio)
    checkpoint = write_run(paths.runs() / "my-run")
    studio.training.events_ready.emit([Saved(1, 64, checkpoint)])
    qtbot.waitUntil(lambda: page.exploration.facts is not None)
    settle(qtbot, page)
    assert page.picker.models.currentText() == "my-run"
    assert page.picker.checkpoints.isHidden()


def test_a_runs_checkpoints_can_be_chosen(qtbot, studio: Studio, page: ExplorePage):
    write_run(paths.runs() / "my-run")
    newest = write_run(paths.runs() / "my-run", images_seen=128, seed=3)
    opened(qtbot, page, newest)
    assert [page.picker.checkpoints.itemText(index) for index in range(2)] == ["128 images", "64 images"]
    qtbot.keyClick(page.picker.checkpoints, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.exploration.facts.path.stem == "000000064")


def test_a_model_opens_from_the_list(qtbot, studio: Studio, page: ExplorePage):
    write_run(paths.runs() / "my-run")
    with qtbot.waitSignal(page.picker.listed):
        page.picker.refresh()
    index = page.picker.models.findText("my-run")
    page.picker.models.setCurrentIndex(index)
    page.picker.models.activated.emit(index)
    qtbot.waitUntil(lambda: page.exploration.facts.name == "my-run")


def test_a_file_that_is_no_model_is_one_notice_and_changes_nothing(
    qtbot, page: ExplorePage, notices: list, tmp_path: Path
):
    (tmp_path / "bad.pt").write_bytes(b"hello")
    before = settle(qtbot, page)
    page.receive(OpenModel(tmp_path / "bad.pt"))
    qtbot.waitUntil(lambda: len(notices) > 0)
    assert (notices[0].kind, "bad.pt" in notices[0].text) == ("error", True)
    assert np.array_equal(settle(qtbot, page), before)
    assert "8 × 8" in page.picker.about.text()


def test_zooming_keeps_whole_factors_and_fits_again(qtbot, page: ExplorePage):
    image = page.picture.image
    fitting = image.zoom()
    assert fitting == int(fitting)
    page.picture.stage.zoom_out.trigger()
    assert image.zoom() < fitting
    page.picture.stage.fit.trigger()
    assert image.zoom() == fitting
    assert image.rect().contains(image.image_rect().toRect())


def test_every_control_has_a_name_and_a_tooltip(page: ExplorePage):
    for name in ("model", "image", "seed", "psi", "cutoff", "label", "dimensions", "interpolate"):
        assert page.findChild(object, f"explore.{name}") is not None, name
    controls = [
        page.picker.models, page.picker.browse, page.picker.checkpoints,
        page.controls.seed, page.controls.previous, page.controls.next, page.controls.random,
        page.controls.label, page.controls.psi,
        page.dimensions.search, page.dimensions.only_changed, page.dimensions.randomize,
        page.dimensions.amount, page.dimensions.reset, page.dimensions.sliders.row(0).slider,
        page.seeds.grid, page.seeds.back, page.seeds.forth, page.seeds.here,
        page.walk.stops.add, page.walk.stops.anchors, page.walk.stops.remove,
        page.walk.transport.play, page.walk.transport.scrub, page.walk.transport.speed,
        page.walk.transport.loop, page.walk.transport.method,
    ]  # fmt: skip
    assert [widget for widget in controls if not widget.accessibleName()] == []
    assert [widget.accessibleName() for widget in controls if not widget.toolTip()] == []


def test_what_no_model_has_is_not_shown(page: ExplorePage):
    for tabs in (page._beside, page._below):
        for panel in tabs.panels:
            assert tabs.isTabVisible(tabs.indexOf(panel)) == panel.fits(page.exploration.facts)


def test_the_open_model_can_be_handed_to_evaluate(page, studio):
    visits = []
    studio.visit_requested.connect(visits.append)
    next(action for action in page.actions() if action.text() == "Evaluate This Model").trigger()
    studio.visit_requested.disconnect(visits.append)
    (visit,) = visits
    assert (visit.place, visit.payload) == ("evaluate", EvaluateModels((page.exploration.facts.path,)))


def test_only_a_model_with_styles_has_layers_to_truncate(qtbot, page: ExplorePage, tmp_path: Path):
    assert not page.controls.cutoff.isVisible()
    opened(qtbot, page, write_styled_model(tmp_path / "styled.pt"))
    layers = page.exploration.facts.num_ws
    assert layers > 1
    assert page.controls.cutoff.isVisible()
    assert page.controls.cutoff.value() == layers
    assert page.exploration.view.request.cutoff is None
    opened(qtbot, page, write_model(tmp_path / "again.pt"))
    assert not page.controls.cutoff.isVisible()


def test_the_cutoff_says_which_layers_are_truncated_and_can_be_undone(
    qtbot, page: ExplorePage, tmp_path: Path
):
    opened(qtbot, page, write_styled_model(tmp_path / "styled.pt"))
    page.controls.psi.number.setValue(0.3)
    whole = settle(qtbot, page)
    page.controls.cutoff.number.setValue(2)
    assert page.exploration.view.request == PictureRequest(Latent(0), psi=0.3, cutoff=2)
    partly = settle(qtbot, page)
    assert np.array_equal(partly, expected(page, PictureRequest(Latent(0), psi=0.3, cutoff=2)))
    assert not np.array_equal(partly, whole)
    page.exploration.undo()
    assert page.controls.cutoff.value() == page.exploration.facts.num_ws
    assert np.array_equal(settle(qtbot, page), whole)

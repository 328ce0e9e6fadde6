"""Explore, driven by its real controls."""

from __future__ import annotations

import numpy as np
from explore_pages import expected, settle, type_in
from PySide6.QtCore import Qt

from gan_studio.core.latent.requests import Blend, Latent, PictureRequest
from gan_studio.core.latent.vectors import StoredPoint, Vector
from gan_studio.ui.pages.explore.page import ExplorePage


def test_the_page_shows_the_models_picture(qtbot, page: ExplorePage):
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(0))))
    assert page.picture.time.text().endswith("ms")
    assert page.picture.caption.text() == "Seed 0"


def test_ctrl_z_undoes_even_while_a_number_has_the_focus(qtbot, page: ExplorePage):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    field = page.controls.seed.lineEdit()
    page.controls.seed.setFocus()
    type_in(field, "5", qtbot)
    assert page.exploration.view.latent.seed == 5
    qtbot.keyClick(page.controls.seed, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.exploration.view.latent.seed == 0


def test_a_seed_is_picked_from_the_grid(qtbot, page: ExplorePage):
    grid = page.seeds.grid
    qtbot.waitUntil(lambda: len(grid.images()) > 3)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_rect(3).center())
    assert page.exploration.view.latent == Latent(3)
    assert np.array_equal(settle(qtbot, page), grid.images()[3])


def test_the_grid_marks_a_seed_only_where_it_is_shown_as_it_is(qtbot, page: ExplorePage):
    grid, exploration = page.seeds.grid, page.exploration
    qtbot.waitUntil(lambda: grid.current() == 0)
    found = StoredPoint("z", Vector.of(np.full(exploration.facts.z_dim, 0.5, np.float32)), "Found")
    start, end = PictureRequest(Latent(0)), PictureRequest(Latent(1))
    between = PictureRequest(Latent(0), blend=Blend(start, end, 0.5))
    for request in (PictureRequest(Latent(0, stored=found)), between):
        exploration.commit_request(request, "Go elsewhere")
        qtbot.waitUntil(lambda: grid.current() is None)
        exploration.undo()
        qtbot.waitUntil(lambda: grid.current() == 0)


def test_the_grid_pages_through_the_seeds(qtbot, page: ExplorePage):
    grid = page.seeds.grid
    qtbot.waitUntil(lambda: len(grid.images()) > 3)
    count = len(grid.images())
    qtbot.mouseClick(page.seeds.forth, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: grid.caption(0) == f"Seed {count}")
    assert np.array_equal(grid.images()[0], expected(page, PictureRequest(Latent(count))))
    qtbot.mouseClick(page.seeds.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: grid.caption(0) == "Seed 0")


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

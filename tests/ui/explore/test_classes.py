"""Classes picked and blended, and the limit of z, by their controls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_pages import CLASSES, expected, new_page, opened, settle, type_in
from PySide6.QtCore import QPoint, Qt
from tiny_models import write_model, write_styled_model

from gan_studio.core.latent.requests import Latent, MixedStyle, PictureRequest
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page that shows seed 0 of a model with three classes and the weights of their blend."""
    path = write_model(tmp_path / "by_class.pt", classes=CLASSES)
    page = opened(qtbot, new_page(qtbot, studio), path)
    qtbot.mouseClick(page.controls.blend, Qt.MouseButton.LeftButton)
    return page


def test_classes_are_blended_by_their_weights(qtbot, page: ExplorePage):
    blend = page.controls.classes
    assert [blend.row(index).value() for index in range(3)] == [1, 0, 0]
    type_in(blend.row(2).number.lineEdit(), "0.5", qtbot)
    wanted = PictureRequest(Latent(0), label=0, classes=((0, 1.0), (2, 0.5)))
    assert page.exploration.view.request == wanted
    assert np.array_equal(settle(qtbot, page), expected(page, wanted))
    assert page.controls.label.currentIndex() == -1
    assert page.controls.label.placeholderText() == "Blend of 2 classes"
    page.exploration.undo()
    assert page.controls.label.currentText() == "boot"
    assert blend.row(2).value() == 0


def test_picking_a_class_or_clearing_ends_the_blend(qtbot, page: ExplorePage):
    blend, label = page.controls.classes, page.controls.label
    blend.row(1).slider.setValue(300)
    assert page.exploration.view.request.classes == ((0, 1.0), (1, 0.3))
    label.setCurrentIndex(0)
    label.activated.emit(0)
    assert page.exploration.view.request == PictureRequest(Latent(0), label=0)
    blend.row(1).slider.setValue(300)
    qtbot.mouseClick(blend.clear, Qt.MouseButton.LeftButton)
    assert page.exploration.view.request == PictureRequest(Latent(0), label=0)
    assert not blend.clear.isEnabled()


def test_weights_of_nothing_leave_the_class_that_was_picked(qtbot, page: ExplorePage):
    blend = page.controls.classes
    type_in(blend.row(1).number.lineEdit(), "1", qtbot)
    type_in(blend.row(0).number.lineEdit(), "0", qtbot)
    assert page.exploration.view.request.classes == ((1, 1.0),)
    type_in(blend.row(1).number.lineEdit(), "0", qtbot)
    assert page.exploration.view.request == PictureRequest(Latent(0), label=0)


def test_a_thousand_classes_are_found_by_name_or_number(qtbot, page: ExplorePage, tmp_path: Path):
    assert page.controls.classes.search.isHidden()
    names = tuple(f"kind {index:03d}" for index in range(1000))
    opened(qtbot, page, write_model(tmp_path / "many.pt", classes=names))
    blend = page.controls.classes
    assert not blend.search.isHidden()
    assert len(blend.rows) < 40
    qtbot.keyClicks(blend.search, "987")
    assert blend.listed() == [987]
    type_in(blend.row(987).number.lineEdit(), "0.75", qtbot)
    assert page.exploration.view.request.classes == ((0, 1.0), (987, 0.75))
    blend.search.clear()
    assert blend.listed()[:3] == [0, 987, 1]
    page.controls.label.setCurrentIndex(500)
    page.controls.label.activated.emit(500)
    assert blend.row(500).value() == 1
    qtbot.keyClicks(blend.search, "kind 01")
    assert blend.listed() == list(range(10, 20))


def test_a_model_without_classes_has_nothing_to_blend(qtbot, page: ExplorePage, tmp_path: Path):
    opened(qtbot, page, write_model(tmp_path / "plain.pt"))
    assert page.controls.blend.isHidden()
    assert page.controls.classes.isHidden()


def test_z_is_limited_while_that_is_switched_on(qtbot, page: ExplorePage):
    limit = page.controls.z_limit
    assert not limit.slider.isEnabled()
    before = settle(qtbot, page)
    qtbot.mouseClick(limit.switch, Qt.MouseButton.LeftButton, pos=QPoint(8, limit.switch.height() // 2))
    assert page.exploration.view.request.z_limit == 1.0
    type_in(limit.slider.number.lineEdit(), "0.05", qtbot)
    wanted = PictureRequest(Latent(0), label=0, z_limit=0.05)
    assert np.array_equal(settle(qtbot, page), expected(page, wanted))
    assert np.abs(page.exploration.picture.z).max() <= 0.05
    page.exploration.undo()
    page.exploration.undo()
    assert not limit.switch.isChecked()
    assert np.array_equal(settle(qtbot, page), before)


def test_every_control_of_classes_has_a_name_and_a_tooltip(page: ExplorePage):
    for name in ("classes", "blend", "z_limit"):
        assert page.findChild(object, f"explore.{name}") is not None, name
    blend, limit = page.controls.classes, page.controls.z_limit
    controls = [page.controls.blend, blend.search, blend.clear, blend.row(0), limit.slider]
    assert [widget for widget in controls if not widget.accessibleName()] == []
    assert [widget for widget in (*controls, limit.switch) if not widget.toolTip()] == []


def test_classes_take_less_room_where_there_is_little(qtbot, studio: Studio, tmp_path: Path):
    classes = tuple(f"class {number}" for number in range(10))
    model = write_model(tmp_path / "many.pt", classes=classes)
    page = opened(qtbot, new_page(qtbot, studio), model)
    qtbot.mouseClick(page.controls.blend, Qt.MouseButton.LeftButton)
    blend = page.controls.classes
    room = blend.sizeHint().height() - blend.minimumSizeHint().height()
    assert room >= blend.row(0).height()
    qtbot.waitUntil(lambda: blend.height() >= blend.minimumSizeHint().height())
    page.resize(1200, 1200)
    qtbot.waitUntil(lambda: blend.height() == blend.sizeHint().height())


def test_no_class_is_offered_to_styles_that_hold_theirs_already(qtbot, studio: Studio, tmp_path: Path):
    path = write_styled_model(tmp_path / "styled.pt", classes=CLASSES)
    page = opened(qtbot, new_page(qtbot, studio), path)
    label, blend = page.controls.label, page.controls.blend
    assert label.isEnabled()
    page.exploration.commit_latent(page.exploration.stored_latent("kept"), "Keep")
    assert not label.isEnabled()
    assert not blend.isEnabled()
    assert "hold its class already" in label.toolTip()
    mixed = MixedStyle(Latent(4), (0,))
    page.exploration.commit_request(replace(page.exploration.view.request, mixing=(mixed,)), "Mix")
    assert label.isEnabled()
    page.exploration.undo()
    page.exploration.undo()
    assert label.isEnabled()
    assert "hold its class" not in label.toolTip()

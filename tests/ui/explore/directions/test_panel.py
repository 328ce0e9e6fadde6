"""The directions panel of Explore, driven by its real controls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explore_direction_pages import FIRST, SECOND, directions_panel
from explore_pages import activate, expected, opened, settle, type_in
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from tiny_models import write_model

from gan_studio.core.latent.requests import Latent, PictureRequest, Step
from gan_studio.ui.pages.explore.directions.layers import layers_in
from gan_studio.ui.pages.explore.directions.list import AMOUNTS
from gan_studio.ui.pages.explore.page import ExplorePage

LEFT = Qt.MouseButton.LeftButton


def _steps(page: ExplorePage) -> tuple[Step, ...]:
    return page.exploration.view.request.steps


def test_a_slider_moves_the_picture_and_a_double_click_brings_it_back(qtbot, page, panel):
    before = settle(qtbot, page)
    slider = panel.list.rows[0].slider
    slider.setValue(160)
    assert _steps(page) == (Step(FIRST, 2.0),)
    moved = settle(qtbot, page)
    assert np.array_equal(moved, expected(page, PictureRequest(Latent(0), steps=(Step(FIRST, 2.0),))))
    assert not np.array_equal(moved, before)
    qtbot.mouseDClick(slider, LEFT, pos=slider.rect().center())
    assert _steps(page) == ()
    assert np.array_equal(settle(qtbot, page), before)


def test_dragging_is_one_step_of_undo_and_leaves_the_strip_alone(qtbot, page, panel):
    qtbot.waitUntil(lambda: len(panel.list.strip.images()) == len(AMOUNTS))
    strip, count = panel.list.strip.images(), page.exploration.history.count()
    slider = panel.list.rows[0].slider
    qtbot.mousePress(slider, LEFT, pos=QPoint(20, 10))
    for x in range(20, 100, 10):
        qtbot.mouseMove(slider, QPoint(x, 10))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(90, 10))
    assert page.exploration.history.count() == count + 1
    settle(qtbot, page)
    assert panel.list.strip.images() is strip
    page.exploration.undo()
    assert _steps(page) == ()
    assert slider.number() == 0


def test_more_than_the_slider_reaches_may_be_typed(qtbot, page, panel):
    type_in(panel.list.rows[1].number.lineEdit(), "-12.5", qtbot)
    assert _steps(page) == (Step(SECOND, -12.5),)
    assert panel.list.rows[1].number.value() == -12.5


def test_all_amounts_are_reset_at_once(qtbot, page, panel):
    before = settle(qtbot, page)
    for row in panel.list.rows:
        row.slider.setValue(50)
    assert len(_steps(page)) == 2
    qtbot.mouseClick(panel.reset, LEFT)
    assert np.array_equal(settle(qtbot, page), before)
    assert not panel.reset.isEnabled()
    assert len(panel.list.rows) == 2


def test_layers_are_chosen_from_groups_or_typed(qtbot, page, panel):
    row = panel.list.rows[0]
    row.slider.setValue(160)
    row.layers.setFocus()
    qtbot.keyClick(row.layers, Qt.Key.Key_Down)
    coarse = tuple(place for place, side in enumerate(page.exploration.facts.layer_sides) if side <= 8)
    assert _steps(page) == (Step(replace(FIRST, layers=coarse), 2.0, coarse),)
    type_in(row.layers.lineEdit(), "0, 2", qtbot)
    (step,) = _steps(page)
    assert step.layers == (0, 2)
    assert np.array_equal(settle(qtbot, page), expected(page, PictureRequest(Latent(0), steps=(step,))))
    type_in(row.layers.lineEdit(), "nonsense", qtbot)
    assert row.layers.currentText() == "0, 2"


@pytest.mark.parametrize(
    ("text", "layers"),
    [("0-2, 4", (0, 1, 2, 4)), ("3 – 9", (3, 4, 5)), ("0-5", ()), ("9", None), ("x", None), ("", None)],
)
def test_layers_are_understood_as_typed(text: str, layers: tuple[int, ...] | None):
    assert layers_in(text, 6) == layers


def test_a_direction_is_renamed_and_removed_and_comes_back(qtbot, page, panel):
    panel.list.rows[0].slider.setValue(50)
    type_in(panel.list.rows[0].name, "Smile", qtbot)
    assert page.exploration.view.directions[0].name == "Smile"
    assert _steps(page)[0].direction.name == "Smile"
    remove = next(act for act in panel.list.rows[0].menu().actions() if act.text() == "Remove")
    remove.trigger()
    assert [row.name.text() for row in panel.list.rows] == ["Second"]
    assert _steps(page) == ()
    page.exploration.undo()
    assert [row.name.text() for row in panel.list.rows] == ["Smile", "Second"]
    assert panel.list.rows[0].slider.number() == pytest.approx(0.625)


def test_the_strip_shows_what_the_chosen_direction_does_and_leads_there(qtbot, page, panel):
    activate(qtbot, page)
    qtbot.mouseClick(panel.list.rows[1].name, LEFT)
    strip = panel.list.strip
    requests = [
        PictureRequest(Latent(0), steps=(Step(SECOND, amount),) if amount else ()) for amount in AMOUNTS
    ]
    wanted = np.stack([expected(page, request) for request in requests]).astype(int)

    def is_shown() -> bool:
        images = strip.images()
        return images.shape == wanted.shape and np.abs(images.astype(int) - wanted).max() <= 1

    qtbot.waitUntil(is_shown)
    qtbot.mouseClick(strip, LEFT, pos=strip.cell_rect(4).center())
    assert _steps(page) == (Step(SECOND, 3.0),)
    assert strip.current() == 4


def test_up_and_down_go_from_slider_to_slider(qtbot, page, panel):
    activate(qtbot, page)
    panel.list.rows[0].slider.setFocus()
    qtbot.keyClick(panel.list.rows[0].slider, Qt.Key.Key_Down)
    assert panel.list.rows[1].slider.hasFocus()
    assert panel.list.chosen() == SECOND


def test_directions_that_only_a_picture_goes_along_are_listed_too(qtbot, page: ExplorePage):
    request = replace(page.exploration.view.request, steps=(Step(SECOND, 1.5),))
    page.exploration.commit_request(request, "Open picture")
    panel = directions_panel(page)
    assert [row.name.text() for row in panel.list.rows] == ["Second"]
    panel.list.rows[0].slider.setValue(0)
    assert page.exploration.view.directions == (SECOND,)


def test_another_model_does_not_get_the_directions_of_the_first(qtbot, page, panel, tmp_path: Path):
    panel.list.rows[0].slider.setValue(80)
    opened(qtbot, page, write_model(tmp_path / "plain.pt"))
    assert panel.empty.isVisible()
    assert page.exploration.view.directions == ()
    assert _steps(page) == ()


def test_every_control_of_the_panel_has_a_name_and_a_tooltip(page, panel):
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
    inner = (QAbstractSpinBox, QComboBox)
    controls: list[QWidget] = [
        widget
        for kind in kinds
        for widget in panel.findChildren(kind)
        if not isinstance(widget, QScrollBar) and not isinstance(widget.parentWidget(), inner)
        if not (isinstance(widget.parentWidget(), QLineEdit) or widget.objectName().startswith("qt_"))
    ]
    assert len(controls) > 20
    assert [widget for widget in controls if not widget.accessibleName()] == []
    assert [widget.accessibleName() for widget in controls if not widget.toolTip()] == []

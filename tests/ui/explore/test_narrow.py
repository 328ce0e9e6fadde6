"""Explore in a narrow window: every control beside and below the picture is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from explore_pages import new_page, opened
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QScrollArea, QSplitter, QWidget
from tiny_models import write_styled_model

from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.invert.panel import InvertPanel
from gan_studio.ui.pages.explore.page import ExplorePage
from gan_studio.ui.pages.explore.timeline.panel import TimelinePanel

NARROW = (920, 640)
"""What a window of 1000 x 700 leaves for the page."""


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A narrow page that shows a model with styles."""
    page = opened(qtbot, new_page(qtbot, studio), write_styled_model(tmp_path / "styled.pt"))
    page.resize(*NARROW)
    qtbot.waitUntil(lambda: page.width() == NARROW[0])
    return page


def _cut_off(area: QWidget) -> list[str]:
    """Names of the controls of an area that reach beyond its sides."""
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox)
    controls = [control for kind in kinds for control in area.findChildren(kind) if control.isVisible()]
    cut = []
    for control in controls:
        left = control.mapTo(area, QPoint(0, 0)).x()
        if left < 0 or left + control.width() > area.width():
            cut.append(control.accessibleName())
    return cut


def test_every_tab_is_in_sight_and_has_a_name(qtbot, page: ExplorePage):
    for tabs in (page._below, page._beside):
        bar = tabs.tabBar()
        shown = [index for index in range(bar.count()) if bar.isTabVisible(index)]
        assert len(shown) == 6
        assert max(bar.tabRect(index).right() for index in shown) < bar.width() <= tabs.width()
        names = [bar.accessibleTabName(index) for index in shown]
        assert all(names)
        for index, name in zip(shown, names, strict=True):
            assert bar.tabText(index) == name or name in tabs.tabToolTip(index)


def test_words_come_back_with_the_room_for_them(qtbot, page: ExplorePage):
    page.resize(3000, NARROW[1])
    splitters = page.findChildren(QSplitter)
    across = next(each for each in splitters if each.orientation() == Qt.Orientation.Horizontal)
    across.setSizes([1500, 1500])
    bars = [page._below.tabBar(), page._beside.tabBar()]
    qtbot.waitUntil(lambda: all(bar.tabText(0) == bar.accessibleTabName(0) for bar in bars))
    assert [bar.tabIcon(0).isNull() for bar in bars] == [False, True]


def test_the_latents_controls_are_whole(page: ExplorePage):
    area = page.controls.parentWidget().parentWidget()  # the part of it that is on screen
    assert page.controls.psi.number.isVisible()
    assert _cut_off(area) == []


def test_the_timelines_controls_are_whole(qtbot, page: ExplorePage):
    page._below.bring_forward(TimelinePanel)
    timeline = page.findChild(TimelinePanel)
    qtbot.waitUntil(timeline.isVisible)
    assert page.width() == NARROW[0]
    assert _cut_off(timeline) == []
    words = [button for button in timeline.findChildren(QAbstractButton) if button.text()]
    assert all(button.width() >= button.minimumSizeHint().width() for button in words if button.isVisible())


def test_inversion_scrolls_down_only(qtbot, page: ExplorePage):
    page.resize(NARROW[0], 560)
    page._beside.bring_forward(InvertPanel)
    area = page.findChild(InvertPanel).findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0

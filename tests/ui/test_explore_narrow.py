"""Explore in a narrow window: every control beside and below the picture is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from explore_pages import new_page, opened
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QScrollArea, QWidget
from tiny_models import write_styled_model

from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore_invert import InvertPanel
from gan_studio.ui.pages.explore_page import ExplorePage
from gan_studio.ui.pages.explore_timeline import TimelinePanel

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

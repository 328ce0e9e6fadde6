"""What Explore says of its controls: to those who point at them, and to those who hear them."""

from __future__ import annotations

from pathlib import Path

import pytest
from explore_pages import new_page, opened
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabWidget,
    QWidget,
)
from tiny_models import write_model, write_styled_model

from gan_studio.ui.pages.explore.page import ExplorePage

_CONTROLS = QAbstractButton | QAbstractSlider | QAbstractSpinBox | QComboBox | QLineEdit


@pytest.fixture(params=[write_model, write_styled_model])
def page(request, qtbot, studio, tmp_path: Path) -> ExplorePage:
    return opened(qtbot, new_page(qtbot, studio), request.param(tmp_path / "model.pt"))


def _controls(page: ExplorePage) -> list[QWidget]:
    """Every control that is seen with any tab in front."""
    found: dict[QWidget, None] = {}
    for tabs in page.findChildren(QTabWidget):
        for tab in range(tabs.count()):
            if tabs.isTabVisible(tab):
                tabs.setCurrentIndex(tab)
                QApplication.processEvents()
                found |= dict.fromkeys(_seen(page))
    return list(found)


def _seen(page: ExplorePage) -> list[QWidget]:
    return [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, _CONTROLS)
        and not isinstance(widget, QScrollBar)
        and widget.isVisible()
        and not _is_a_part(widget)
    ]


def _is_a_part(widget: QWidget) -> bool:
    """Whether Qt made it inside something else, such as the field of a spin box."""
    return (
        isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        or widget.objectName().startswith("qt_")
        or (isinstance(widget.parent(), QLineEdit) or type(widget.parent()).__name__ == "QTabBar")
    )


def _tip(widget: QWidget | None) -> str:
    """The tooltip that a person sees: its own, or that of what it is in."""
    while isinstance(widget, QWidget):
        if widget.toolTip():
            return widget.toolTip()
        widget = widget.parentWidget()
    return ""


def test_every_control_has_a_name_and_a_tooltip(page: ExplorePage):
    controls = _controls(page)
    assert len(controls) > 100
    nameless = [_where(one) for one in controls if not one.accessibleName() and not _text(one)]
    silent = [_where(one) for one in controls if not _tip(one)]
    assert nameless == silent == []


def test_every_control_can_be_reached_by_keyboard(page: ExplorePage):
    deaf = [_where(one) for one in _controls(page) if not one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert deaf == []


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _where(widget: QWidget) -> str:
    names = []
    while isinstance(widget, QWidget) and len(names) < 4:
        names.append(widget.objectName() or f"{type(widget).__name__} {_text(widget)}".strip())
        widget = widget.parentWidget()
    return " in ".join(names)

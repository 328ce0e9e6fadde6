"""CheckBox behaves as any check box and shows its state in the theme's colours."""

import ast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from source_code import sources

from gan_studio.ui import theme
from gan_studio.ui.widgets.check_box import CheckBox


@pytest.fixture(params=["light", "dark"])
def box(request, qtbot, qapp):
    theme.apply_theme(QApplication.instance(), request.param)
    widget = CheckBox("Mirror at random")
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    theme.apply_theme(QApplication.instance(), "light")


def has_colour(widget, name):
    picture, colour = widget.grab().toImage(), QColor(name)
    return any(
        picture.pixelColor(x, y) == colour for x in range(picture.width()) for y in range(picture.height())
    )


def test_only_a_checked_box_has_the_accent(box, qtbot):
    box.clearFocus()
    assert not has_colour(box, theme.scheme().accent)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.isChecked()
    assert has_colour(box, theme.scheme().accent)


def test_the_space_bar_switches(box, qtbot):
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()


def test_every_check_box_of_the_window_is_one():
    plain = [
        source.module
        for source in sources("gan_studio/ui")
        if source.module != CheckBox.__module__
        and any(isinstance(node, ast.Name) and node.id == "QCheckBox" for node in ast.walk(source.tree))
    ]
    assert plain == []

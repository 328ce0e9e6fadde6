"""The theme: contrast in both schemes, the preference, icons that follow."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QWidget

from gan_studio import paths
from gan_studio.ui import theme
from gan_studio.ui.icons import icon
from gan_studio.ui.schemes import DARK, LIGHT, contrast

BOTH = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture(autouse=True)
def _old_look(qapp):
    yield
    theme.apply_theme(qapp, "light")


def test_contrast_of_black_on_white_is_21():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("red"), QColor("red")) == pytest.approx(1)


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "warning", "error", "success"])
@pytest.mark.parametrize("paper", ["window", "base", "raised"])
def test_everything_read_has_contrast(scheme, ink, paper):
    assert contrast(QColor(getattr(scheme, ink)), QColor(getattr(scheme, paper))) >= 4.5


@BOTH
def test_text_on_the_accent_has_contrast(scheme):
    assert contrast(QColor(scheme.accent_text), QColor(scheme.accent)) >= 4.5


@BOTH
def test_plot_lines_stand_out_and_differ(scheme):
    assert all(contrast(QColor(colour), QColor(scheme.base)) >= 3 for colour in scheme.plots)
    assert all(one != other for one, other in itertools.combinations(scheme.plots, 2))


@pytest.mark.parametrize(("name", "scheme"), [("light", LIGHT), ("dark", DARK)])
def test_a_chosen_theme_is_applied(qapp, name, scheme):
    theme.apply_theme(qapp, name)
    assert theme.scheme() == scheme
    assert QApplication.palette().color(QPalette.ColorRole.WindowText) == QColor(scheme.text)
    assert theme.accent() == QColor(scheme.accent)


def test_the_three_text_sizes_grow(qapp):
    sizes = [theme.text_font(size).pointSizeF() for size in (theme.SMALL, theme.NORMAL, theme.TITLE)]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3


def test_an_icon_takes_the_theme_s_colour(qapp):
    files = sorted((paths.resources() / "icons").glob("*.svg"))
    drawn = icon(next(file.stem for file in files if "currentColor" in file.read_text("utf-8")))
    for each in (LIGHT, DARK):
        theme.apply_theme(qapp, "dark" if each is DARK else "light")
        image = drawn.pixmap(64, 64).toImage()
        inks = {
            image.pixelColor(x, y).name()
            for x in range(64)
            for y in range(64)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert inks == {each.text}


def test_an_icon_of_no_size_is_no_picture_and_no_complaint(qapp, qtlog):
    name = next(file.stem for file in sorted((paths.resources() / "icons").glob("*.svg")))
    assert icon(name).pixmap(QSize(0, 0)).isNull()
    assert icon(name).pixmap(QSize(24, 0)).isNull()
    assert not [record for record in qtlog.records if "QPainter" in record.message]


@BOTH
@pytest.mark.parametrize("is_checked", [False, True])
def test_a_tool_button_shows_that_it_has_the_keyboard_and_keeps_its_size(scheme, is_checked, qtbot, qapp):
    theme.apply_theme(qapp, "dark" if scheme is DARK else "light")
    window = QWidget()
    qtbot.addWidget(window)
    row, button = QHBoxLayout(window), QToolButton(autoRaise=True, checkable=True, checked=is_checked)
    button.setIcon(icon("copy"))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    row.addWidget(QToolButton())
    row.addWidget(button)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before = button.size()
    for has_focus in (False, True):
        button.setFocus() if has_focus else button.clearFocus()
        qtbot.waitUntil(lambda has_focus=has_focus: button.hasFocus() is has_focus)
        edge = button.grab().toImage().pixelColor(button.width() // 2, 0)
        assert (edge == QColor(scheme.accent)) is has_focus
    assert button.size() == before

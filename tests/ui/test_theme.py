"""The theme: contrast in both schemes, the preference, icons that follow."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

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

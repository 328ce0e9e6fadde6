"""A line of text that is cut where there is no room for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gan_studio.ui import theme
from gan_studio.ui.widgets.elided_label import ElidedLabel

LONG = "A · a run whose name is longer than the place for it, 64 images"


@pytest.mark.parametrize(
    ("mode", "begins", "ends"),
    [(Qt.TextElideMode.ElideMiddle, "A · a", "images"), (Qt.TextElideMode.ElideRight, "A · a", "…")],
)
def test_a_long_text_is_cut_and_says_so(qtbot, mode, begins, ends):
    label = ElidedLabel(mode)
    qtbot.addWidget(label)
    label.setText(LONG)
    label.resize(label.fontMetrics().horizontalAdvance(LONG) // 2, 20)
    shown = label.shown_text()
    assert shown.startswith(begins)
    assert shown.endswith(ends)
    assert "…" in shown
    assert label.fontMetrics().horizontalAdvance(shown) <= label.width()
    assert label.text() == LONG
    assert label.minimumSizeHint().width() < label.width()


def test_a_text_with_room_is_shown_whole_in_the_colour_of_its_look(qtbot, qapp):
    theme.apply_theme(qapp, "light")
    label = theme.as_note(ElidedLabel())
    qtbot.addWidget(label)
    label.setText("WWWW")
    label.resize(200, 30)
    assert label.shown_text() == "WWWW"
    picture = label.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert QColor(theme.scheme().muted).name() in inks

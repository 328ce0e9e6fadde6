"""Widgets that take each other's place hand on the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gan_studio.ui.widgets.taking_turns import show_one


def test_the_focus_stays_with_what_takes_the_place(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    start, stop, other = QPushButton("Start"), QPushButton("Stop"), QPushButton("Other")
    for button in (start, stop, other):
        row.addWidget(button)
    stop.hide()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    start.setFocus()
    show_one(stop, start)
    assert (start.isVisible(), stop.isVisible()) == (False, True)
    assert stop.hasFocus()
    other.setFocus()
    show_one(start, stop)
    assert (start.isVisible(), stop.isVisible()) == (True, False)
    assert other.hasFocus()

"""Two widgets of which one takes the other's place, such as Start and Stop."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def show_one(shown: QWidget, hidden: QWidget) -> None:
    """Show a widget in the place of another, and hand on the keyboard's focus.

    Qt would give the focus to what comes next in the window, where Space would press something far away.
    """
    had_focus = hidden.hasFocus()
    shown.setVisible(True)
    if had_focus:
        shown.setFocus()
    hidden.setVisible(False)

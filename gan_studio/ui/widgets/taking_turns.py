"""Two widgets of which one takes the other's place, such as Start and Stop."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def show_one(shown: QWidget, hidden: QWidget) -> None:
    """Show a widget in the place of another, and hand on the keyboard's focus.

    Qt would give the focus to what comes next in the window, where Space would press something far away.
    """
    shown.setVisible(True)
    hand_on_focus(hidden, shown)
    hidden.setVisible(False)


def hand_on_focus(giver: QWidget, taker: QWidget) -> None:
    """Let a widget have the keyboard's focus if the other has it, which is about to be disabled or hidden."""
    if giver.hasFocus():
        taker.setFocus()

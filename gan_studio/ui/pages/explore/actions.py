"""Actions of Explore, which work wherever the focus is on the page, and their buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton

from gan_studio.ui import theme

Keys = QKeySequence | QKeySequence.StandardKey | str


def page_action(
    parent: QObject, text: str, icon: str, act: Callable[..., None], keys: Keys | None = None
) -> QAction:
    """An action for the page to offer; its tooltip is its text until it is told more.

    Args:
        act: what it does; an action that can be checked tells it whether it is.
    """
    action = QAction(theme.icon(icon), text, parent)
    if keys is not None:
        action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(act)
    tell(action, f"{text}.")
    return action


def tell(action: QAction, tip: str) -> None:
    """Give an action a tooltip, which also names its keys."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({keys})" if keys else tip)


def tool_button(action: QAction) -> QToolButton:
    """A button without a frame for an action, called as the action is."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setAccessibleName(action.text())
    return button

"""What can be done with the chosen runs: buttons, context menu, shortcuts and palette share these."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from gan_studio.ui import theme
from gan_studio.ui.pages.runs.cards import RunCard

_MOST_COMPARED = 7


class RunsActions(QObject):
    """The actions; each is enabled where it makes sense for what is chosen.

    Args:
        page: has the methods that do them, and owns the actions.
        keys_in: where their shortcuts work.
    """

    def __init__(self, page: QWidget, keys_in: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._keys_in = keys_in
        self.explore = self._add(
            "&Explore", "explore", "Move through what the chosen model can draw.", "Return"
        )
        self.explore.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        self.evaluate = self._add(
            "E&valuate", "evaluate", "Go to Evaluate with the chosen ones ticked, to score them.", "E"
        )
        self.resume = self._add("&Resume", "resume", "Go on training the chosen run where it stopped.", "R")
        self.fork = self._add(
            "&Fork", "fork", "Start a new run from the settings of the chosen one; it stays as it is.", "F"
        )
        self.compare = self._add(
            "&Compare",
            "compare",
            "Put the curves and settings of two to seven chosen ones side by side.",
            "C",
        )
        self.open_folder = self._add(
            "&Open Folder", "folder", "Show the chosen one's files in the file browser.", "O"
        )
        self.trash = self._add(
            "&Delete", "trash", "Move the chosen runs to the trash; this can be undone.", "Del"
        )
        self.undo = self._add("&Undo Delete", "undo", "Bring back what was deleted last.", "Ctrl+Z")
        self.refresh = self._add("Re&fresh", "reset", "Look for runs again.", "F5")

    def follow(self, chosen: Sequence[RunCard], *, can_undo: bool, is_reading: bool) -> None:
        """Enable what makes sense for the chosen cards."""
        one = chosen[0] if len(chosen) == 1 else None
        self.explore.setEnabled(one is not None and one.can_explore)
        self.evaluate.setEnabled(bool(chosen) and all(card.can_explore for card in chosen))
        self.resume.setEnabled(one is not None and one.can_resume and not one.is_busy)
        self.fork.setEnabled(one is not None and not is_reading)
        self.compare.setEnabled(2 <= len(chosen) <= _MOST_COMPARED and not is_reading)
        self.open_folder.setEnabled(one is not None)
        self.trash.setEnabled(bool(chosen) and not any(card.is_shipped or card.is_busy for card in chosen))
        self.undo.setEnabled(can_undo)

    def for_buttons(self) -> tuple[QAction, ...]:
        """Those that a button shows, in order."""
        return (self.resume, self.fork, self.compare, self.open_folder, self.trash)

    def for_menu(self) -> tuple[QAction, ...]:
        """Those that the context menu shows, in order."""
        return (self.explore, self.evaluate, *self.for_buttons())

    def _add(self, text: str, icon: str, tooltip: str, keys: str) -> QAction:
        action = QAction(theme.icon(icon), text, self._page)
        action.setToolTip(tooltip)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._page.addAction(action)
        self._keys_in.addAction(action)
        return action


def button_for(action: QAction, name: str, *, is_primary: bool = False) -> QPushButton:
    """A button that does an action and follows whether it can be done."""
    text = action.text().replace("&", "")
    button = QPushButton(action.icon(), text)
    if is_primary:
        theme.as_primary(button)
    button.setObjectName(name)
    button.setAccessibleName(text)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{action.toolTip()} ({keys})")
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    button.setEnabled(action.isEnabled())
    return button

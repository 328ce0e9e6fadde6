"""The steps of Explore that undo takes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from gan_studio.ui.pages.explore.view import View

_MOST_STEPS = 1000
_MERGE_SECONDS = 1.0


class Effect(Protocol):
    """What a step does beside showing another view."""

    def do(self) -> None:
        """Do it, also once more."""

    def undo(self) -> None:
        """Take it back."""


class ViewHistory(QUndoStack):
    """The steps that were remembered, and the view that the newest of them led to.

    Attributes:
        committed: that view; undo within a movement goes back to it.

    Args:
        view: with which it begins.
        show: shows a view that undo or redo leads to.
    """

    def __init__(self, view: View, show: Callable[[View], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.committed = view
        self._show = show
        self.setUndoLimit(_MOST_STEPS)

    def remember(self, view: View, what: str, control: str = "", effect: Effect | None = None) -> None:
        """Let undo come back from a view to the one committed before; nothing where both are the same.

        Args:
            what: the step in a person's words.
            control: names the control whose quick steps count as one, or "".
            effect: done now, and with the step from then on.
        """
        if view != self.committed:
            self.push(ViewCommand(what, control, (self.committed, view), self._go_to, effect))

    def _go_to(self, view: View) -> None:
        self.committed = view
        self._show(view)


class ViewCommand(QUndoCommand):
    """A step from one view to another; quick steps of one control become one.

    Args:
        text: what is undone, in a person's words.
        control: the control that made it, or "" for a step that stays alone.
        show: shows a view.
        effect: done and taken back with the step; such a step stays alone.
    """

    def __init__(
        self,
        text: str,
        control: str,
        views: tuple[View, View],
        show: Callable[[View], None],
        effect: Effect | None = None,
    ) -> None:
        super().__init__(text)
        self._control = control
        self._before, self._after = views
        self._show = show
        self._effect = effect
        self._made = time.monotonic()

    def id(self) -> int:
        """There is one kind of step."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a step of the same control that followed at once."""
        if not isinstance(other, ViewCommand) or not self._control or other._control != self._control:
            return False
        if other._made - self._made > _MERGE_SECONDS or self._effect or other._effect:
            return False
        self._after, self._made = other._after, other._made
        return True

    def redo(self) -> None:
        """Show the later view."""
        if self._effect is not None:
            self._effect.do()
        self._show(self._after)

    def undo(self) -> None:
        """Show the earlier view."""
        if self._effect is not None:
            self._effect.undo()
        self._show(self._before)

"""Copying a latent and pasting it elsewhere, by itself, without the picture's other settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication

from gan_studio.core.errors import InputError
from gan_studio.core.latent.latent_text import latent_of_text, text_of_latent
from gan_studio.core.latent.requests import Latent, ModelFacts, PictureRequest
from gan_studio.session.notices import Notices
from gan_studio.ui.pages.explore.actions import page_action, tell
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.wording import point_text


def copy_latent(latent: Latent, facts: ModelFacts) -> None:
    """Put a latent on the clipboard, as text."""
    QGuiApplication.clipboard().setText(text_of_latent(latent, facts.name))


def pasted_latent(facts: ModelFacts, notices: Notices) -> Latent | None:
    """The latent on the clipboard; where this model does not have it, None, and a notice says why."""
    try:
        latent, left_out = latent_of_text(QGuiApplication.clipboard().text(), facts)
    except InputError as error:
        notices.error(str(error))
        return None
    if left_out:
        notices.warn(left_out)
    return latent


def fixed_request(exploration: Exploration) -> PictureRequest:
    """The picture shown as one that stays the same when the interpolation changes."""
    request = exploration.view.request
    return request if request.blend is not None else replace(request, latent=exploration.fixed_latent())


class Copying(QObject):
    """The actions that copy the latent shown and paste another.

    Attributes:
        copy_action, paste_action, paste_stop_action: for the page to offer.
    """

    def __init__(self, exploration: Exploration, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._notices = notices
        self.copy_action = page_action(self, "Copy Latent", "copy", self.copy, "Ctrl+Alt+C")
        self.paste_action = page_action(self, "Paste Latent", "history", self.paste, "Ctrl+Alt+V")
        self.paste_stop_action = page_action(self, "Paste Latent into Interpolation", "plus", self.paste_stop)
        tell(self.copy_action, "Copy the latent alone, as text: to paste it in another model.")
        tell(self.paste_action, "Show the latent that was copied, with the settings here.")
        tell(self.paste_stop_action, "Make the latent that was copied the last stop.")
        self._enable(False)
        exploration.pictured.connect(self._enable)

    def actions(self) -> list[QAction]:
        """Every action."""
        return [self.copy_action, self.paste_action, self.paste_stop_action]

    def copy(self) -> None:
        """Put the latent shown on the clipboard; between two pictures, the point that is there."""
        latent, facts = self._latent(), self._exploration.facts
        if latent is not None and facts is not None:
            copy_latent(latent, facts)
            self._notices.confirm(f"Copied the latent: {point_text(latent)}.")

    def paste(self) -> None:
        """Show the latent on the clipboard, or say why this model does not have it."""
        latent = self._pasted()
        if latent is not None:
            self._exploration.commit_latent(latent, "Paste a latent")

    def paste_stop(self) -> None:
        """Make the latent on the clipboard the last stop of the interpolation."""
        latent, view = self._pasted(), self._exploration.view
        if latent is None:
            return
        if latent.walk is not None:
            self._notices.error(
                "The latent on the clipboard is on an interpolation; it cannot be a stop itself."
            )
            return
        walk = replace(view.walk, anchors=(*view.walk.anchors, latent))
        self._exploration.commit(view.with_walk(walk), "Paste into the interpolation")

    def _latent(self) -> Latent | None:
        if self._exploration.view.request.blend is not None:
            return self._exploration.stored_latent("Between two pictures")
        return self._exploration.fixed_latent()

    def _pasted(self) -> Latent | None:
        facts = self._exploration.facts
        return None if facts is None else pasted_latent(facts, self._notices)

    def _enable(self, answer: object) -> None:
        for action in self.actions():
            action.setEnabled(bool(answer))

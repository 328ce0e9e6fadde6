"""What every panel beside and below the picture of Explore has in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.state import Exploration


class ExplorePanel(QWidget):
    """A tab of Explore; it tells the exploration what a person does and follows its signals.

    A hidden panel neither draws nor asks for pictures; it catches up in its showEvent.

    Attributes:
        title: the tab's text.
        icon: its icon, as theme.icon knows it.
        tip: what one does there, a sentence.
    """

    title = ""
    icon = ""
    tip = ""

    def __init__(self, exploration: Exploration, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exploration = exploration
        self.studio = studio

    @classmethod
    def fits(cls, facts: ModelFacts) -> bool:
        """Whether a model is able to do what the panel is for; its tab is hidden if not."""
        return True

    def end(self) -> None:
        """End what it does in threads, before the window closes."""

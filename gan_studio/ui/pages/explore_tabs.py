"""The panels of Explore, and the tabs that hold them."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore_bookmarks import BookmarksPanel
from gan_studio.ui.pages.explore_directions import DirectionsPanel
from gan_studio.ui.pages.explore_drag import DragPanel
from gan_studio.ui.pages.explore_inspect import InspectPanel
from gan_studio.ui.pages.explore_invert import InvertPanel
from gan_studio.ui.pages.explore_layers import LayersPanel
from gan_studio.ui.pages.explore_mixing import MixingPanel
from gan_studio.ui.pages.explore_pad import PadPanel
from gan_studio.ui.pages.explore_panel import ExplorePanel
from gan_studio.ui.pages.explore_state import Exploration
from gan_studio.ui.pages.explore_timeline import TimelinePanel

SIDE_PANELS: tuple[type[ExplorePanel], ...] = (
    LayersPanel,
    DirectionsPanel,
    DragPanel,
    InvertPanel,
    InspectPanel,
)
"""Beside the picture, behind the tab of the latent's own controls."""

BELOW_PANELS: tuple[type[ExplorePanel], ...] = (MixingPanel, PadPanel, TimelinePanel, BookmarksPanel)
"""Below the picture, behind the seeds and the interpolation."""


class ExploreTabs(QTabWidget):
    """Tabs of which only those are shown whose panel suits the open model.

    Args:
        is_narrow: whether many tabs share little room, so that their words stand without icons.
    """

    def __init__(self, parent: QWidget | None = None, *, is_narrow: bool = False) -> None:
        super().__init__(parent)
        self._is_narrow = is_narrow
        if is_narrow:
            self.tabBar().setProperty("look", "narrow")
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.panels: list[ExplorePanel] = []

    def add_panels(
        self, kinds: tuple[type[ExplorePanel], ...], exploration: Exploration, studio: Studio
    ) -> None:
        """Make panels and follow which of them suit the model."""
        for kind in kinds:
            panel = kind(exploration, studio)
            self.panels.append(panel)
            self.add(panel, kind.icon, kind.title, kind.tip)
        exploration.model_changed.connect(self._offer)

    def add(self, widget: QWidget, icon: str, title: str, tip: str) -> None:
        """Add a tab."""
        index = self.addTab(widget, title)
        self.setTabToolTip(index, tip)
        if not self._is_narrow:
            self.setTabIcon(index, theme.icon(icon))

    def bring_forward(self, kind: type[ExplorePanel]) -> None:
        """Show the panel of that kind."""
        self.setCurrentWidget(next(panel for panel in self.panels if isinstance(panel, kind)))

    def end(self) -> None:
        """End what the panels do in threads."""
        for panel in self.panels:
            panel.end()

    def _offer(self, facts: ModelFacts) -> None:
        for panel in self.panels:
            self.setTabVisible(self.indexOf(panel), panel.fits(facts))

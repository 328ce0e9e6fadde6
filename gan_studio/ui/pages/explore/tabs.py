"""The panels of Explore, and the tabs that hold them."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from gan_studio.core.latent.requests import ModelFacts
from gan_studio.session.studio import Studio
from gan_studio.ui import theme
from gan_studio.ui.pages.explore.bookmarks import BookmarksPanel
from gan_studio.ui.pages.explore.directions.panel import DirectionsPanel
from gan_studio.ui.pages.explore.drag.panel import DragPanel
from gan_studio.ui.pages.explore.inspect.panel import InspectPanel
from gan_studio.ui.pages.explore.invert.panel import InvertPanel
from gan_studio.ui.pages.explore.layers.panel import LayersPanel
from gan_studio.ui.pages.explore.mixing.panel import MixingPanel
from gan_studio.ui.pages.explore.pad.panel import PadPanel
from gan_studio.ui.pages.explore.panel import ExplorePanel
from gan_studio.ui.pages.explore.state import Exploration
from gan_studio.ui.pages.explore.timeline.panel import TimelinePanel

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


class _Look(Enum):
    """What a tab shows: whether its icon, and whether its word."""

    BOTH = (True, True)
    WORDS = (False, True)
    ICONS = (True, False)


class ExploreTabs(QTabWidget):
    """Tabs of which only those are shown whose panel suits the open model.

    Where there is no room for all icons and words, only words stand there, and else only icons; so every
    tab is in sight.

    Args:
        is_narrow: whether many tabs share little room, so that icons never stand beside words.
    """

    def __init__(self, parent: QWidget | None = None, *, is_narrow: bool = False) -> None:
        super().__init__(parent)
        self._looks = (_Look.WORDS, _Look.ICONS) if is_narrow else tuple(_Look)
        self._look = self._looks[0]
        self._widths: dict[_Look, int] = {}
        self._faces: list[tuple[QIcon, str, str]] = []  # icon, title and tip of each tab
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
        self.tabBar().setAccessibleTabName(index, title)
        self._faces.append((theme.icon(icon), title, tip))
        self._dress(index)
        self._measure_anew()

    def bring_forward(self, kind: type[ExplorePanel]) -> None:
        """Show the panel of that kind."""
        self.setCurrentWidget(next(panel for panel in self.panels if isinstance(panel, kind)))

    def end(self) -> None:
        """End what the panels do in threads."""
        for panel in self.panels:
            panel.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure again, as letters have their size only now."""
        super().showEvent(event)
        self._measure_anew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of each tab as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure_anew()

    def _offer(self, facts: ModelFacts) -> None:
        for panel in self.panels:
            self.setTabVisible(self.indexOf(panel), panel.fits(facts))
        self._measure_anew()

    def _measure_anew(self) -> None:
        self._widths = {}
        self._fit()

    def _fit(self) -> None:
        fitting = (look for look in self._looks if self._width_of(look) <= self.width())
        self._put_on(next(fitting, self._looks[-1]))

    def _width_of(self, look: _Look) -> int:
        """What all tabs that are shown take together."""
        if look not in self._widths:
            self._put_on(look)
            self._widths[look] = self.tabBar().sizeHint().width()
        return self._widths[look]

    def _put_on(self, look: _Look) -> None:
        if look is not self._look:
            self._look = look
            for index in range(self.count()):
                self._dress(index)

    def _dress(self, index: int) -> None:
        (icon, title, tip), (has_icon, has_word) = self._faces[index], self._look.value
        self.setTabIcon(index, icon if has_icon else QIcon())
        self.setTabText(index, title if has_word else "")
        self.setTabToolTip(index, tip if has_word else f"{title}\n{tip}")

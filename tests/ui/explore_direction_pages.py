"""Pages of Explore with the directions in front, for the tests that drive their controls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from explore_pages import new_page, opened

from gan_studio.core.latent.vectors import Direction, Vector
from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.directions.panel import DirectionsPanel
from gan_studio.ui.pages.explore.page import ExplorePage

FIRST = Direction("First", "w", Vector.of(np.linspace(-1, 1, 8)), "by hand")
SECOND = Direction("Second", "w", Vector.of(np.linspace(1, 0, 8)))


def directions_page(qtbot, studio: Studio, model: Path) -> ExplorePage:
    """A page whose directions are on screen."""
    page = opened(qtbot, new_page(qtbot, studio), model)
    page._beside.bring_forward(DirectionsPanel)
    return page


def directions_panel(page: ExplorePage) -> DirectionsPanel:
    """The page's directions."""
    return page.findChild(DirectionsPanel)


def with_two_directions(qtbot, page: ExplorePage) -> DirectionsPanel:
    """The panel once it lists two directions."""
    view, panel = page.exploration.view, directions_panel(page)
    page.exploration.commit(replace(view, directions=(FIRST, SECOND)), "Find two")
    qtbot.waitUntil(lambda: panel.list.rows[1].slider.isVisible())
    return panel

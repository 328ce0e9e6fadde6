"""Pages of Explore with the directions in front."""

from __future__ import annotations

from pathlib import Path

import pytest
from explore_direction_pages import directions_page, with_two_directions
from tiny_models import write_styled_model

from gan_studio.session.studio import Studio
from gan_studio.ui.pages.explore.directions.panel import DirectionsPanel
from gan_studio.ui.pages.explore.page import ExplorePage


@pytest.fixture
def page(qtbot, studio: Studio, tmp_path: Path) -> ExplorePage:
    """A page whose directions are on screen, of a model with styles."""
    return directions_page(qtbot, studio, write_styled_model(tmp_path / "styled.pt"))


@pytest.fixture
def panel(qtbot, page: ExplorePage) -> DirectionsPanel:
    """A panel that lists two directions."""
    return with_two_directions(qtbot, page)
